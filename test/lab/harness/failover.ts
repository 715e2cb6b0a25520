import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { type Lab } from "../../../lib/lab";
import { type ClusterConfig, NAT_VIP, natCluster } from "./cluster-config";
import { type Ownership, OwnerWatch } from "./owners";
import { powerOn } from "./site";
import { type GapReport, longConnections, type LongReport, steadyRequests } from "./traffic";

/** NAT router address of the shared site. */
export const GATEWAY = "192.168.1.254";
const URL = `http://${NAT_VIP}/`;
const LINES = `${NAT_VIP}:9000`;
/** How long the control before and after an event takes. */
const CONTROL_MS = 4000;

/** What clients noticed of an event. */
export interface Outage {
  /** Longest time without an answer, less the longest that the idle control before and after it had. */
  readonly outageMs: number;
  readonly idleMs: number;
  readonly requests: GapReport;
  readonly connections: LongReport;
}

/** What was seen while something was done: how requests and connections fared, and who answered ARP for the VIP and for the NAT router address. */
export interface Seen {
  readonly requests: GapReport;
  readonly connections: LongReport;
  readonly front: readonly Ownership[];
  readonly back: readonly Ownership[];
}

/** One new request every 20 ms while something happens, and for `afterwardsMs` more; just before and just after, the same with nothing happening. */
export async function outageOf(lab: Lab, act: () => Promise<void>, afterwardsMs: number): Promise<Outage> {
  const client = lab.node("client");
  const before = await longestIdleGap(lab);
  const lines = await longConnections(client, LINES).started();
  const requests = await steadyRequests(client, URL).started();
  // The sync daemon tells of a connection within a second.
  await sleep(1500);
  await act();
  await sleep(afterwardsMs);
  const [asked, connections] = [await requests.stop(), await lines.stop()];
  const idleMs = Math.max(before, await longestIdleGap(lab));
  return { outageMs: asked.longestGapMs - idleMs, idleMs, requests: asked, connections };
}

/** Does something under traffic that shall not notice it. */
export async function watch(lab: Lab, act: () => Promise<void>): Promise<Seen> {
  const client = lab.node("client");
  const front = await new OwnerWatch(lab, client, { address: NAT_VIP, iface: "eth0" }).started();
  const back = await new OwnerWatch(lab, client, { address: GATEWAY, iface: "eth1" }).started();
  const lines = await longConnections(client, LINES).started();
  // Twice as late each time: a client that tries again after a second and again after three has not been failed by anybody.
  const requests = await steadyRequests(client, URL, { timeoutMs: 8000 }).started();
  await sleep(1500);
  await act();
  return { requests: await requests.stop(), connections: await lines.stop(), front: await front.stop(), back: await back.stop() };
}

/** Power for a router that has none; returns when its heartbeat has run long enough to have taken over if it wanted to. */
export async function comeBack(lab: Lab, router: string, advertMs: number): Promise<void> {
  const node = lab.node(router);
  await powerOn(node);
  await node.must("until systemctl -q is-active lvs-heartbeat; do sleep 0.2; done");
  await sleep(4 * advertMs + 1000);
}

async function longestIdleGap(lab: Lab): Promise<number> {
  const control = await steadyRequests(lab.node("client"), URL).started();
  await sleep(CONTROL_MS);
  return (await control.stop()).longestGapMs;
}

/** HTTP and long connections by NAT, with an advert every so many milliseconds. */
export function pairOf(advertMs: number): ClusterConfig {
  return natCluster((edit) => {
    edit.heartbeat.advert_interval_ms = advertMs;
    edit.pools["lines"] = { health_checks: [], servers: edit.pools["web"]?.servers ?? {} };
    edit.virtual_servers["lines"] = { vip: "www", port: 9000, pool: "lines", scheduler: "wrr" };
  });
}

export function expectUndisturbed({ requests, connections }: Seen): void {
  expect(requests).toMatchObject({ failed: 0, errors: [] });
  expect(connections).toMatchObject({ connections: 6, resets: 0, refused: 0 });
}

/** Who answered for the addresses on either side, one after the other: two owners at a time would be a long list. */
export function expectOwners({ front, back }: Seen, owners: readonly string[]): void {
  expect({ front: front.map(({ owner }) => owner), back: back.map(({ owner }) => owner) }).toEqual({ front: owners, back: owners });
}
