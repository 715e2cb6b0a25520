import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ProviderServer, type Outcome, type ProviderType, type ResourceType } from "../../../lib/provider/server";

/** A provider whose one resource is applied by `apply`. */
async function serverWith(apply: ResourceType["apply"]): Promise<ProviderServer> {
  const schema = { version: 0, description: "", attributes: { name: { type: "string", required: true, description: "" } } } as const;
  const box: ResourceType = { typeName: "box", schema, validate: () => [], read: ({ state }) => ({ state, diagnostics: [] }), plan: ({ proposed }) => ({ planned: proposed, diagnostics: [] }), apply, destroy: () => ({ state: null, diagnostics: [] }) };
  const provider: ProviderType = { schema, validate: () => [], configure: () => ({ context: {}, diagnostics: [] }), resources: [box], dataSources: [] };
  const server = new ProviderServer(provider, () => undefined);
  await server.configure({ name: "p" });
  return server;
}

const request = { prior: { name: "before" }, planned: { name: "after" }, config: { name: "after" }, privateState: "" };
const apply = (server: ProviderServer) => server.apply(server.resource("box"), request);
const stopped: Outcome = { state: { name: "rolled back" }, diagnostics: [{ severity: "error", summary: "LVS342: the run was interrupted", detail: "" }] };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("an exception that belongs to no call", () => {
  it("stops a change, which brings back what it changed and says what is true then", async () => {
    const server = await serverWith(
      (_request, { signal }) => new Promise((resolve) => signal.addEventListener("abort", () => setTimeout(() => resolve(stopped), 300_000))),
    );
    const answer = apply(server);
    await vi.advanceTimersByTimeAsync(10);
    server.stray(new Error("a socket broke"));
    await vi.advanceTimersByTimeAsync(299_999);
    expect(server.inFlight.count).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    const { state, diagnostics } = await answer;
    expect(state).toEqual({ name: "rolled back" });
    expect(diagnostics.map(({ severity, summary }) => [severity, summary.slice(0, 6)])).toEqual([["error", "LVS342"], ["warning", "LVS900"]]);
    expect(diagnostics[1]?.detail).toContain("a socket broke");
  });

  it("doesn't make a failure of a change that came to a good end all the same", async () => {
    const server = await serverWith(({ planned }) => new Promise((resolve) => setTimeout(() => resolve({ state: planned, diagnostics: [] }), 1_000)));
    const answer = apply(server);
    await vi.advanceTimersByTimeAsync(10);
    server.stray("thrown text");
    await vi.advanceTimersByTimeAsync(1_000);
    const { state, diagnostics } = await answer;
    expect(state).toEqual({ name: "after" });
    expect(diagnostics.map(({ severity }) => severity)).toEqual(["warning"]);
  });

  it("answers a call that it broke with the last state, after ten minutes", async () => {
    const server = await serverWith(() => new Promise(() => undefined));
    const answer = apply(server);
    await vi.advanceTimersByTimeAsync(10);
    server.stray(new Error("a callback is broken"));
    await vi.advanceTimersByTimeAsync(599_000);
    expect(server.inFlight.count).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    const { state, diagnostics } = await answer;
    expect(state).toEqual({ name: "before" });
    expect(diagnostics.map(({ severity, summary }) => [severity, summary])).toEqual([["error", "LVS900: the provider met a bug of its own while changing box"]]);
  });

  it("stops nobody when nothing is in flight", async () => {
    const server = await serverWith((_request, { signal }) => ({ state: { name: signal.aborted ? "stopped" : "went on" }, diagnostics: [] }));
    server.stray(new Error("late"));
    expect(await apply(server)).toEqual({ state: { name: "went on" }, privateState: "", diagnostics: [] });
  });
});
