import { beforeEach, describe, expect, it, vi } from "vitest";
import { applyCluster } from "../../../../lib/deploy/transaction/apply-cluster";
import { type ClusterOutcome } from "../../../../lib/deploy/transaction/context";
import { applyClusterResource } from "../../../../lib/provider/resources/cluster/apply";
import { type LvsContext } from "../../../../lib/provider/resources/lvs-context";
import { type Call, type ObjectValue, UNKNOWN } from "../../../../lib/provider/server";
import { configured, deployed, planned } from "./cluster-values";

vi.mock("../../../../lib/deploy/transaction/apply-cluster");

const call: Call<LvsContext> = { provider: { ssh: {}, notYetKnown: [] }, signal: new AbortController().signal, log: () => undefined };
const failure = { code: "LVS330", severity: "error", place: [], summary: "lvs1 did not become what was expected", remedy: "Look there" } as const;
const lighter = configured((cluster) => (cluster.pools["web"]!.servers["web1"]!.weight = 9));
const prior = deployed();
const plan = planned(prior, lighter).planned;
const NEW = { lvs1: "n1", lvs2: "n2", web1: "w1", web2: "w2", web3: "w3" };

const hosts = (confirmed: Readonly<Record<string, string | undefined>>): ClusterOutcome["hosts"] =>
  Object.fromEntries(Object.entries(confirmed).map(([name, digest]) => [name, digest === undefined ? { reachable: false } : { reachable: true, confirmed: digest }]));

async function stateAfter(from: ObjectValue | null, outcome: Omit<ClusterOutcome, "findings">): Promise<ObjectValue | null> {
  vi.mocked(applyCluster).mockResolvedValue({ ...outcome, findings: outcome.succeeded ? [] : [failure] });
  const { state, diagnostics } = await applyClusterResource({ prior: from, planned: plan, config: lighter, privateState: "" }, call);
  expect(diagnostics.map(({ summary }) => summary)).toEqual(outcome.succeeded ? [] : ["LVS330: lvs1 did not become what was expected"]);
  return state;
}

beforeEach(() => {
  vi.resetAllMocks();
});

describe("the state after a run", () => {
  it.each<[string, ObjectValue | null, Omit<ClusterOutcome, "findings">, ObjectValue | null]>([
    ["a create that went well", null, { succeeded: true, activated: true, hosts: hosts(NEW) }, { ...plan, confirmed: NEW }],
    ["a create that failed before anything was activated", null, { succeeded: false, activated: false, hosts: {} }, null],
    ["a create that went back", null, { succeeded: false, activated: false, hosts: hosts({ lvs1: undefined }) }, null],
    ["a create that one host did not confirm: the next one adopts it", null, { succeeded: false, activated: true, hosts: hosts({ ...NEW, lvs2: undefined }) }, null],
    ["an update that went well", prior, { succeeded: true, activated: true, hosts: hosts(NEW) }, { ...plan, confirmed: NEW }],
    ["an update that left a host out", prior, { succeeded: true, activated: true, hosts: { ...hosts(NEW), web3: { reachable: false, confirmed: "w3" } } }, { ...plan, confirmed: NEW }],
    ["an update that met nobody", prior, { succeeded: false, activated: false, hosts: {} }, prior],
    ["an update that went back", prior, { succeeded: false, activated: false, hosts: hosts({ lvs1: "old", lvs2: "old" }) }, { ...prior, confirmed: { lvs1: "old", lvs2: "old" } }],
    [
      "an update that one host did not confirm",
      prior,
      { succeeded: false, activated: true, hosts: hosts({ ...NEW, lvs2: undefined }) },
      { ...plan, confirmed: { lvs1: "n1", web1: "w1", web2: "w2", web3: "w3" } },
    ],
  ])("%s", async (_what, from, outcome, expected) => expect(await stateAfter(from, outcome)).toEqual(expected));

  it("holds the files as compiled where the plan left them open", async () => {
    const open: ObjectValue = { ...plan, bundles: UNKNOWN, confirmed: UNKNOWN, instructions: UNKNOWN };
    vi.mocked(applyCluster).mockResolvedValue({ succeeded: true, activated: true, hosts: hosts(NEW), findings: [] });
    const { state } = await applyClusterResource({ prior, planned: open, config: lighter, privateState: "" }, call);
    expect(state).toEqual({ ...plan, confirmed: NEW });
  });

  it("is as it was, and no host is asked, when the configuration is refused", async () => {
    const { state, diagnostics } = await applyClusterResource({ prior, planned: { ...plan, vips: {} }, config: { ...lighter, vips: {} }, privateState: "" }, call);
    expect(state).toBe(prior);
    expect(diagnostics.map(({ summary }) => summary.slice(0, 6))).toContain("LVS115");
    expect(applyCluster).not.toHaveBeenCalled();
  });
});

describe("what a run is told", () => {
  it.each<[string, ObjectValue | null, Readonly<Record<string, unknown>>]>([
    ["of a create", null, {}],
    ["of an update", prior, prior["confirmed"] as ObjectValue],
    ["of an update after a state that never was confirmed", { ...prior, confirmed: null }, {}],
  ])("%s: what hosts had confirmed", async (_what, from, lastConfirmed) => {
    await stateAfter(from, { succeeded: true, activated: true, hosts: hosts(NEW) });
    const [change] = vi.mocked(applyCluster).mock.calls[0]!;
    expect(change.lastConfirmed).toEqual(lastConfirmed);
    expect(change.desired.hosts.map(({ name }) => name)).toEqual(["lvs1", "lvs2", "web1", "web2", "web3"]);
  });
});
