import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ClusterInput, type ImpactClass, checkCluster, parseCluster } from "../../../lib/model";
import { hasErrors } from "../../../lib/diagnostics";
import { formerFiles } from "../../../lib/provider/resources/cluster/former";
import { type ObjectValue } from "../../../lib/provider/server";
import { arbitraryInput } from "../model/arbitrary-cluster";
import { planned } from "./arbitrary-plans";
import { changeJson } from "./plan-json";
import { only, previewed } from "./states";

const SEED = Number(process.env["LVS_TEST_SEED"] ?? Date.now() & 0x7fffffff);

type Edit = (input: ClusterInput) => void;

/** One of the routers, whichever they are. */
const router = (input: ClusterInput, at: number): ClusterInput["routers"][string] => Object.values(input.routers)[at % Object.keys(input.routers).length]!;
const lengthOf = (address: string, by: number): string => address.replace(/\d+$/, (length) => String(Number(length) - by));

/** What touches routers and their heartbeat, and something that touches neither. */
const EDITS: readonly Edit[] = [
  (input) => Object.values(input.routers).forEach((one) => (one.public.address = lengthOf(one.public.address, 1))),
  (input) => Object.values(input.routers).forEach((one) => one.private !== undefined && (one.private.address = lengthOf(one.private.address, 1))),
  (input) => {
    const [[first, one], [last, other]] = [Object.entries(input.routers)[0]!, Object.entries(input.routers).at(-1)!];
    Object.assign(input.routers, { [first]: other, [last]: one });
  },
  (input) => (input.routers = Object.fromEntries(Object.entries(input.routers).map(([name, one]) => [`other-${name}`, one]))),
  (input) => (router(input, 0).host = "elsewhere.example.net"),
  (input) => (router(input, 1).public.address = router(input, 1).public.address.replace(/[0-9a-f]+\//, "77/")),
  (input) => router(input, 0).private !== undefined && (router(input, 0).private!.address = router(input, 0).private!.address.replace(/[0-9a-f]+\//, "78/")),
  (input) => (router(input, 0).public.interface = "eth7"),
  (input) => router(input, 1).private !== undefined && (router(input, 1).private!.interface = "eth8"),
  (input) => (router(input, 0).priority = 250),
  (input) => (input.heartbeat.virtualRouterId = (input.heartbeat.virtualRouterId % 255) + 1),
  (input) => (input.heartbeat.advertIntervalMs = 10),
  (input) => delete input.heartbeat.secondPath,
  (input) => Object.values(input.virtualServers).forEach((one) => (one.scheduler = one.scheduler === "rr" ? "wlc" : "rr")),
  (input) => (input.heartbeat.startupDelayMs = 7000),
  ...[0, -1].map((at): Edit => (input) => Object.keys(input.routers).length > 1 && delete input.routers[Object.keys(input.routers).at(at)!]),
  (input) => (input.routers["joins"] = { ...structuredClone(router(input, 0)), host: "joins.example.net", priority: 249, public: { ...router(input, 0).public, address: router(input, 0).public.address.replace(/[0-9a-f]+\//, "88/") }, ...(router(input, 0).private === undefined ? {} : { private: { ...router(input, 0).private!, address: router(input, 0).private!.address.replace(/[0-9a-f]+\//, "88/") } }) }),
  (input) => delete Object.values(input.vips)[0]?.label,
  (input) => (input.silence = ["LVS151"]),
];

function isAccepted(input: ClusterInput): boolean {
  const parsed = parseCluster(input);
  return parsed.ok && !hasErrors(checkCluster(parsed.value));
}

/** A cluster, and the same with one to three of these edits. */
const changes: fc.Arbitrary<readonly [before: ClusterInput, after: ClusterInput]> = fc
  .tuple(arbitraryInput, fc.subarray([...EDITS], { minLength: 1, maxLength: 3 }))
  .map(([before, edits]): readonly [ClusterInput, ClusterInput] => {
    const after = structuredClone(before);
    for (const edit of edits) edit(after);
    return [before, after];
  })
  .filter(([, after]) => isAccepted(after));

/** Its state once every host has confirmed it. */
function deployedAs(input: ClusterInput): ObjectValue {
  const state = planned(input, null);
  const files = formerFiles(state);
  if (!files.ok) throw new Error(JSON.stringify(files.findings));
  return { ...state, confirmed: Object.fromEntries(files.value.hosts.map(({ name, release }) => [name, release.digest])) };
}

/** The class, the worst that the steps show, and whether there is a flag day. */
function told([before, after]: readonly [ClusterInput, ClusterInput]): { readonly class: ImpactClass; readonly failovers: number; readonly flagDay: boolean; readonly why: string } {
  const prior = deployedAs(before);
  const { class: one, steps, impacts } = only(previewed(changeJson({ before: prior, after: planned(after, prior) })));
  const why = JSON.stringify({ impacts: impacts.map(({ class: name, summary }) => `${name} ${summary}`), steps: steps.map(({ hosts, text, failover }) => `${hosts.join()}: ${text}${failover ? " (failover)" : ""}`) });
  return { class: one, failovers: steps.filter(({ failover }) => failover).length, flagDay: steps.some(({ text }) => text.startsWith("Stop the heartbeat of these")), why };
}

describe(`the order of actions (seed ${SEED})`, () => {
  it("has a failover or a flag day where the class says so, and nowhere else", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(changes, (change) => {
        const { class: one, failovers, flagDay, why } = told(change);
        seen.add(`${one} ${failovers > 0}`);
        if (one === "hitless" || one === "new-connections") expect([failovers, flagDay], why).toEqual([0, false]);
        if (one === "failover") expect(failovers, why).toBeGreaterThan(0);
      }),
      { numRuns: 100, seed: SEED },
    );
    expect([...seen]).toEqual(expect.arrayContaining(["hitless false", "failover true"]));
  }, 120_000);
});
