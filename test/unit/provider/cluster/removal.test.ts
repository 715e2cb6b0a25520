import { beforeEach, describe, expect, it, vi } from "vitest";
import { type HostConnector } from "../../../../lib/deploy/host-port";
import { failed, ok } from "../../../../lib/diagnostics";
import { destroyCluster } from "../../../../lib/provider/resources/cluster/destroy";
import { notWhollyDeleted, stateAfterRemoval } from "../../../../lib/provider/resources/cluster/removal";
import { type Call, type ObjectValue } from "../../../../lib/provider/server";
import { type LvsContext } from "../../../../lib/provider/resources/lvs-context";
import { deployed } from "./cluster-values";

/** Hosts that answer, and whether they still have the cluster; the others can't be reached. */
let hosts: Map<string, boolean>;
/** Hosts on which removing fails. */
let stubborn: Set<string>;
beforeEach(() => {
  hosts = new Map(["lvs1", "lvs2", "web1", "web2", "web3"].map((name) => [name, true]));
  stubborn = new Set();
});

vi.mock("../../../../lib/deploy/ssh", () => ({ createSshConnector: (): HostConnector => ({ connect: (address) => Promise.resolve(connect(address.host)) }) }));

function connect(host: string) {
  if (!hosts.has(host)) return failed({ code: "LVS212", severity: "error", place: [], summary: `${host}:22 didn't answer`, remedy: "Bring it up" });
  const exited = (code: number, stdout: string) => Promise.resolve({ kind: "exited", code, stdout, stderr: code === 0 ? "" : "no space left", durationMs: 1 } as const);
  const run = ({ script }: { script: string }) => {
    if (script.includes("observe")) return exited(0, observation(hosts.get(host) === true));
    if (stubborn.has(host)) return exited(1, "");
    hosts.set(host, false);
    return exited(0, "");
  };
  return ok({ address: { host }, run, close: () => Promise.resolve() });
}

const NO_FILES = Buffer.alloc(1024).toString("base64");
const observation = (there: boolean): string => `@@ lvs-host\n3\n@@ uptime\n1.0\n@@ links\n${there ? "current releases/aa\nconfirmed releases/aa\n" : ""}@@ files\n${NO_FILES}\n@@ end\n`;
const call: Call<LvsContext> = { provider: { ssh: {}, notYetKnown: [] }, signal: new AbortController().signal, log: () => undefined };
const destroy = (prior: ObjectValue) => destroyCluster({ prior, privateState: "" }, call);
const remaining = (state: ObjectValue | null) => ({ bundles: Object.keys(state?.["bundles"] as object), confirmed: Object.keys(state?.["confirmed"] as object) });

describe("deleting a cluster", () => {
  it("leaves no state when every host was cleaned", async () => {
    expect(await destroy(deployed())).toEqual({ state: null, diagnostics: [] });
    expect([...hosts.values()]).toEqual([false, false, false, false, false]);
  });

  it.each<[string, (state: ObjectValue) => ObjectValue]>([
    ["today's checks refuse it", (state) => ({ ...state, silence: [], routing: { method: "nat", gateway: null, gateway_label: null } })],
    ["today's compiler refuses it", (state) => ({ ...state, vips: {} })],
    ["it has no computed values", (state) => ({ ...state, bundles: null, confirmed: null, instructions: null })],
  ])("goes by the state's structure alone: %s", async (_what, change) => {
    expect(await destroy(change(deployed()))).toEqual({ state: null, diagnostics: [] });
    expect([...hosts.values()]).toEqual([false, false, false, false, false]);
  });

  it("says what was removed and what not when a router is gone, and the ways out", async () => {
    hosts.delete("lvs2");
    const { state, diagnostics } = await destroy(deployed());
    expect(remaining(state)).toEqual({ bundles: ["lvs2", "web1", "web2", "web3"], confirmed: ["lvs2", "web1", "web2", "web3"] });
    const last = diagnostics.at(-1);
    expect(last?.summary).toBe("LVS401: the cluster www is not wholly deleted (removed from lvs1; still on web1, web2, web3; not reached: lvs2)");
    expect(last?.detail).toBe(
      '"www"\n' +
        "Bring lvs2 back, then delete again. Gone for good: take lvs2 out of the cluster's configuration, deploy, then delete; or let Terraform forget the cluster (terraform state rm), which leaves every host as it is.\n" +
        "web1, web2, web3 will go on with the release that runs there.",
    );
  });

  it("says so whichever router is gone: the other one is cleaned, and no real server", async () => {
    hosts.delete("lvs1");
    const { state, diagnostics } = await destroy(deployed());
    expect(remaining(state).confirmed).toEqual(["lvs1", "web1", "web2", "web3"]);
    expect(diagnostics.at(-1)?.summary).toBe("LVS401: the cluster www is not wholly deleted (removed from lvs2; still on web1, web2, web3; not reached: lvs1)");
  });

  it("says so of a real server that is gone: both routers are clean", async () => {
    hosts.delete("web2");
    const { state, diagnostics } = await destroy(deployed());
    expect(remaining(state)).toEqual({ bundles: ["web2"], confirmed: ["web2"] });
    expect(diagnostics.at(-1)?.summary).toBe("LVS401: the cluster www is not wholly deleted (removed from lvs1, lvs2, web1, web3; not reached: web2)");
  });

  it("names no way around a host that can be reached", async () => {
    stubborn.add("web1");
    const { diagnostics } = await destroy(deployed());
    expect(diagnostics.map(({ summary }) => summary)).toEqual([
      "LVS310: removing the cluster failed on web1 (exit 1): no space left",
      "LVS401: the cluster www is not wholly deleted (removed from lvs1, lvs2, web2, web3; still on web1)",
    ]);
    expect(diagnostics.at(-1)?.detail).toContain("Mend what the error above names, then delete again.");
  });
});

describe("what is true after a deletion that failed", () => {
  const prior = { name: "www", bundles: { a: { files: { "/x": "1" } }, b: { files: {} } }, confirmed: { a: "old", b: "old" }, instructions: {} };

  it.each<[string, Parameters<typeof stateAfterRemoval>[1], ObjectValue]>([
    ["removed", [{ name: "a", found: "removed" }], { bundles: { b: { files: {} } }, confirmed: { b: "old" } }],
    ["not reached", [{ name: "a", found: "unreached" }], { bundles: prior.bundles, confirmed: { a: "old", b: "old" } }],
    ["still there", [{ name: "a", found: "still there", confirmed: "new" }], { bundles: prior.bundles, confirmed: { a: "new", b: "old" } }],
    ["still there, confirming nothing", [{ name: "a", found: "still there" }], { bundles: prior.bundles, confirmed: { b: "old" } }],
  ])("%s", (_what, after, expected) => expect(stateAfterRemoval(prior, after)).toEqual({ name: "www", instructions: {}, ...expected }));

  it("nothing may have been removed at all", () => {
    expect(notWhollyDeleted("www", [{ name: "a", found: "unreached" }]).summary).toBe("the cluster www is not wholly deleted (removed from no host; not reached: a)");
  });
});
