import { describe, expect, it } from "vitest";
import { touchesNoHost } from "../../../../lib/provider/resources/cluster/provider-only";
import { type ObjectValue, type Value, UNKNOWN } from "../../../../lib/provider/server";
import { configured, deployed, planned } from "./cluster-values";

const HOSTS = ["lvs1", "lvs2", "web1", "web2", "web3"];

/** The hosts whose confirmation the plan leaves open: those that have something to do. */
function toDo(confirmed: Value | undefined): string[] {
  return Object.entries(confirmed as ObjectValue).filter(([, digest]) => digest === UNKNOWN).map(([host]) => host);
}

describe("a plan says host by host who has something to do", () => {
  it.each<[string, ObjectValue, ObjectValue, string[]]>([
    ["nothing changed", deployed(), configured(), []],
    ["a weight", deployed(), configured((c) => (c.pools["web"]!.servers["web1"]!.weight = 9)), ["lvs1", "lvs2"]],
    ["the gateway", deployed(), configured((c) => (c.routing.gateway = "192.168.1.253/24")), HOSTS],
    ["one router's priority", deployed(), configured((c) => (c.routers["lvs2"]!.priority = 200)), ["lvs2"]],
    ["a new real server", deployed((c) => delete c.pools["web"]!.servers["web3"]), configured(), ["lvs1", "lvs2", "web3"]],
    ["a real server goes", deployed(), configured((c) => delete c.pools["web"]!.servers["web3"]), ["lvs1", "lvs2"]],
    ["another login", deployed(), configured((c) => (c.routers["lvs1"]!.host = "lvs1.example.net")), []],
    ["packages may be installed", deployed(), configured((c) => (c["install_packages"] = true)), []],
    ["a host that had not confirmed", { ...deployed(), confirmed: { ...(deployed()["confirmed"] as ObjectValue), lvs2: "0".repeat(64) } }, configured(), ["lvs2"]],
    ["a host that had confirmed nothing", { ...deployed(), confirmed: {} }, configured(), HOSTS],
    ["a file edited on a host", { ...deployed(), bundles: { ...(deployed()["bundles"] as ObjectValue), lvs1: { files: {} } } }, configured(), ["lvs1"]],
  ])("%s", (_what, prior, config, hosts) => {
    const plan = planned(prior, config);
    expect(toDo(plan.planned["confirmed"])).toEqual(hosts);
    expect(plan.diagnostics).toEqual([]);
  });

  it("a plan without changes is the last state", () => {
    const prior = deployed();
    expect(planned(prior, configured()).planned).toEqual(prior);
  });

  it("programs of ours are shown by name and digest, everything else as text", () => {
    const files = Object.entries(deployed()["bundles"] as Record<string, { files: Record<string, string> }>).flatMap(([, bundle]) => Object.entries(bundle.files));
    const programs = files.filter(([path]) => /\/lvs-(?:real-server|heartbeat-watch)$/.test(path));
    expect(programs).toHaveLength(5);
    expect(programs.every(([, text]) => /^# lvs-(?:real-server|heartbeat-watch), a program of cdktf-lvs; SHA-256 of all but its comments: [0-9a-f]{64}\n$/.test(text))).toBe(true);
    expect(files.filter(([, text]) => text.split("\n").length > 150)).toEqual([]);
  });

  it("a collection that is unknown leaves everything open, an unknown value the files that need it", () => {
    const weight = planned(deployed(), configured((c) => (c.pools["web"]!.servers["web1"]!.weight = UNKNOWN as never)));
    expect(toDo(weight.planned["confirmed"])).toEqual(["lvs1", "lvs2"]);
    const files = Object.entries((weight.planned["bundles"] as Record<string, { files: ObjectValue }>)["lvs1"]!.files);
    const open = files.filter(([, text]) => text === UNKNOWN).map(([path]) => path.split("/").at(-1));
    expect(open).toContain("keepalived.conf");
    expect(open).not.toContain("expected-state");
  });
});

describe("a change of nothing but deletion_protection or silence", () => {
  const deadRouter = { ...deployed(), confirmed: { ...(deployed()["confirmed"] as ObjectValue), lvs2: "0".repeat(64) } };
  const unprotected = configured((c) => (c.deletion_protection = false));
  const prot = (state: ObjectValue, value: Value = null): ObjectValue => ({ ...state, deletion_protection: value });

  it.each<[string, ObjectValue, ObjectValue]>([
    ["protection goes", prot(deployed()), unprotected],
    ["protection comes", deployed(), { ...unprotected, deletion_protection: true }],
    ["a warning is silenced", deployed(), { ...unprotected, silence: ["LVS151"] }],
    ["both", prot(deployed(), true), { ...unprotected, silence: ["LVS151"] }],
  ])("touches no host: %s", (_what, prior, config) => {
    const plan = planned(prior, config);
    const { bundles, confirmed, instructions } = prior;
    expect(plan).toEqual({ planned: { ...config, bundles, confirmed, instructions }, diagnostics: [] });
    expect(touchesNoHost({ prior, planned: plan.planned })).toBe(true);
  });

  it("touches no host either while one of them is dead and has another release; a warning says that it stays so", () => {
    const prior = prot(deadRouter);
    const plan = planned(prior, unprotected);
    expect(plan.planned).toEqual({ ...prior, deletion_protection: false });
    expect(plan.diagnostics.map(({ severity, summary }) => [severity, summary.slice(0, 6)])).toEqual([["warning", "LVS402"]]);
    expect(touchesNoHost({ prior, planned: plan.planned })).toBe(true);
  });

  it("is left open while the value is not known, so that either outcome fits", () => {
    const prior = prot(deadRouter);
    const early = planned(prior, { ...unprotected, deletion_protection: UNKNOWN }).planned;
    expect(early).toEqual({ ...prior, deletion_protection: UNKNOWN, confirmed: UNKNOWN });
    expect(touchesNoHost({ prior, planned: early })).toBe(false);
    expect(toDo(planned(prior, { ...unprotected, deletion_protection: null }).planned["confirmed"])).toEqual(["lvs2"]);
  });

  it.each<[string, ObjectValue | null, ObjectValue]>([
    ["a create", null, unprotected],
    ["together with a weight", prot(deployed()), configured((c) => (c.pools["web"]!.servers["web1"]!.weight = 9))],
    ["a repair", deadRouter, unprotected],
    ["the state of an import that was not read yet", { ...prot(deployed()), bundles: null }, unprotected],
  ])("is something else: %s", (_what, prior, config) => {
    const plan: ObjectValue = prior === null ? { ...config, bundles: UNKNOWN, confirmed: UNKNOWN, instructions: UNKNOWN } : planned(prior, config).planned;
    expect(touchesNoHost({ prior, planned: plan })).toBe(false);
  });
});
