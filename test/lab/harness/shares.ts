import { expect } from "vitest";

/** Expects each real server to have answered its share of the requests, and nobody else any. @param tolerance part of the share, 0.05 for ±5 % */
export function expectShares(perServer: Readonly<Record<string, number>>, shares: Readonly<Record<string, number>>, tolerance: number): void {
  expect(Object.keys(perServer).sort()).toEqual(Object.keys(shares).sort());
  for (const [server, share] of Object.entries(shares)) {
    expect(Math.abs((perServer[server] ?? 0) - share), `${server} answered ${perServer[server]}, its share is ${share}`).toBeLessThanOrEqual(share * tolerance);
  }
}
