import { describe, expect, it } from "vitest";
import { lvsProvider } from "../../../../lib/provider/resources";
import { lvsContext } from "../../../../lib/provider/resources/lvs-context";
import { type Call, type ObjectValue, type Value, UNKNOWN } from "../../../../lib/provider/server";
import { configured, deployed } from "./cluster-values";

const FINGERPRINT = `SHA256:${"A".repeat(43)}`;

describe("the provider's ssh block", () => {
  it.each<[string, Value, ReturnType<typeof lvsContext>]>([
    ["none", null, { ssh: {}, notYetKnown: [] }],
    ["some", { user: "ops", port: 2222, identity_files: null }, { ssh: { user: "ops", port: 2222 }, notYetKnown: [] }],
    ["null inside", { identity_files: ["a", null], host_keys: { lvs1: null, lvs2: [FINGERPRINT] } }, { ssh: { identityFiles: ["a"], hostKeys: { lvs2: [FINGERPRINT] } }, notYetKnown: [] }],
    ["unknown as a whole", UNKNOWN, { ssh: {}, notYetKnown: ["ssh"] }],
    ["an unknown value", { user: UNKNOWN, port: 22 }, { ssh: { port: 22 }, notYetKnown: ["ssh.user"] }],
    ["an unknown element", { identity_files: ["a", UNKNOWN] }, { ssh: {}, notYetKnown: ["ssh.identity_files"] }],
    ["an unknown host key", { host_keys: { lvs1: [FINGERPRINT, UNKNOWN], lvs2: [FINGERPRINT] } }, { ssh: {}, notYetKnown: ["ssh.host_keys"] }],
  ])("%s", (_what, ssh, expected) => expect(lvsContext({ ssh })).toEqual(expected));
});

describe.each<[string, ObjectValue, string]>([
  ["host keys", { host_keys: { lvs1: [UNKNOWN] } }, "LVS412: the host keys to accept are not known yet, so no host is logged in to"],
  ["the whole block", UNKNOWN as never, "LVS412: the host keys to accept are not known yet, so no host is logged in to"],
  ["key files", { identity_files: [UNKNOWN] }, "LVS413: how to log in is not known yet, so no host is asked"],
])("while %s are not known yet", (_what, ssh, summary) => {
  const call: Call<never> = { provider: lvsContext({ ssh }) as never, signal: new AbortController().signal, log: () => undefined };
  const provider = lvsProvider();
  const cluster = provider.resources[0]!;
  const said = (diagnostics: readonly { severity: string; summary: string }[]) => diagnostics.map((diagnostic) => [diagnostic.severity, diagnostic.summary]);

  it("a refresh keeps what was last known, with a warning", async () => {
    const state = deployed();
    const read = await cluster.read({ state, privateState: "" }, call);
    expect(read.state).toEqual(state);
    expect(said(read.diagnostics)).toEqual([["warning", summary]]);
  });

  it("nothing is changed, deleted or imported", async () => {
    const prior = deployed();
    const config = configured((c) => (c.pools["web"]!.servers["web1"]!.weight = 9));
    const refused = [["error", summary]];
    const applied = await cluster.apply({ prior, planned: { ...prior, ...config }, config, privateState: "" }, call);
    expect([applied.state, said(applied.diagnostics)]).toEqual([prior, refused]);
    const destroyed = await cluster.destroy({ prior, privateState: "" }, call);
    expect([destroyed.state, said(destroyed.diagnostics)]).toEqual([prior, refused]);
    const imported = await cluster.importState!("www@lvs1", call);
    expect([imported.resources, said(imported.diagnostics)]).toEqual([[], refused]);
  });

  it("the status says that nobody was asked", async () => {
    const config: ObjectValue = { cluster: "www", routers: configured()["routers"] ?? null };
    const { state, diagnostics } = await provider.dataSources[0]!.read(config, call);
    expect(state).toEqual({ ...config, active: null, holders: [], unreachable: ["lvs1", "lvs2"], virtual_servers: [] });
    expect(said(diagnostics)).toEqual([["warning", summary]]);
  });
});

describe("the id of an import", () => {
  it.each(["www", "@lvs1", "www@", "WWW@lvs1", `${"w".repeat(33)}@lvs1`])("%s is refused", async (id) => {
    const call: Call<never> = { provider: { ssh: {}, notYetKnown: [] } as never, signal: new AbortController().signal, log: () => undefined };
    const { diagnostics } = await lvsProvider().resources[0]!.importState!(id, call);
    expect(diagnostics.map(({ summary }) => summary)).toEqual(["LVS410: an import needs a cluster and one of its routers"]);
  });
});
