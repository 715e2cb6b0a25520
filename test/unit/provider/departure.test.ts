import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Departure } from "../../../lib/provider/wire/departure";

const MINUTE = 60_000;
let inFlight: number;
let stops: number;
let left: number | undefined;
let departure: Departure;
beforeEach(() => {
  vi.useFakeTimers();
  inFlight = 0;
  stops = 0;
  left = undefined;
  const start = performance.now();
  departure = new Departure({ stop: () => (stops += 1), inFlight: () => inFlight, leave: () => (left ??= performance.now() - start) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a provider asked to end", () => {
  it("leaves at once when nothing is in flight", () => {
    departure.asked();
    expect(left).toBe(0);
  });

  it("stops what is in flight and waits for it, also for an hour, and whoever asks again", () => {
    inFlight = 1;
    departure.asked();
    expect(stops).toBe(1);
    vi.advanceTimersByTime(30 * MINUTE);
    departure.asked();
    vi.advanceTimersByTime(30 * MINUTE);
    expect(left).toBeUndefined();
  });

  it("stays a second after the last answer, so that it is sent", () => {
    inFlight = 1;
    departure.asked();
    vi.advanceTimersByTime(11_000);
    inFlight = 0;
    vi.advanceTimersByTime(900);
    expect(left).toBeUndefined();
    vi.advanceTimersByTime(200);
    expect(left).toBe(12_000);
  });
});

describe("a provider whose Terraform is gone", () => {
  it("leaves at once when nothing is in flight", () => {
    departure.orphaned();
    expect(left).toBe(0);
  });

  it("lets a change that takes minutes come to its end, then leaves", () => {
    inFlight = 1;
    departure.orphaned();
    vi.advanceTimersByTime(9 * MINUTE);
    expect({ left, stopped: stops > 0 }).toEqual({ left: undefined, stopped: true });
    inFlight = 0;
    vi.advanceTimersByTime(20);
    expect(left).toBe(9 * MINUTE + 20);
  });

  it("leaves after ten minutes whatever is in flight, counted from when it was lost", () => {
    inFlight = 1;
    departure.asked();
    vi.advanceTimersByTime(20 * MINUTE);
    departure.orphaned();
    vi.advanceTimersByTime(9 * MINUTE);
    departure.orphaned();
    expect(left).toBeUndefined();
    vi.advanceTimersByTime(2 * MINUTE);
    expect(left).toBe(30 * MINUTE);
  });
});
