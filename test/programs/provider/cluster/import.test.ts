import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importCluster } from "../../../../lib/provider/resources/cluster/import";
import { type LvsContext } from "../../../../lib/provider/resources/lvs-context";
import { type Imported } from "../../../../lib/provider/server";
import { AM_ROOT, Bench } from "../../deploy/ssh/openssh";

/** Imports with what `ssh` says, and gives up at once when nobody answers. */
function imported(id: string, ssh: LvsContext["ssh"] = { configFile: "/dev/null", connectRetries: 0 }): Promise<Imported> {
  return importCluster(id, { provider: { ssh, notYetKnown: [] }, signal: new AbortController().signal, log: () => undefined });
}

function said({ diagnostics }: Imported): string[] {
  return diagnostics.map(({ summary, detail }) => `${summary} ${detail ?? ""}`);
}

describe("the id of an import", () => {
  it.each(["www", "www@", "@lvs1", "", "WWW@lvs1", "www@ops@lvs1", "www@lvs1@", "www@@lvs1"])("%j is refused without asking any host", async (id) => {
    const refused = await imported(id);
    expect(refused.resources).toEqual([]);
    expect(said(refused)).toEqual([expect.stringMatching(/^LVS410.*Write CLUSTER@HOST, .* the host by its name or its SSH alias and without a user/s)]);
  });
});

describe.skipIf(!AM_ROOT)("the model that a router keeps (needs root here)", () => {
  const bench = new Bench();
  afterAll(() => bench.end());
  let ssh: LvsContext["ssh"];
  beforeAll(async () => {
    const [host, mine] = [bench.key("ed25519"), bench.key("ed25519")];
    const kept = { whole: '{"name":"whole","vips":{"www":{"address":"203.0.113.10"}}}', cut: '{"name":"cut","vips":{"www":{"addr', empty: "", other: "[]" };
    const written = Object.entries(kept).map(([name, text]) => `mkdir -p /var/lib/lvs/clusters/${name} && printf '%s' '${text}' >/var/lib/lvs/clusters/${name}/model.json`);
    const sshd = await bench.sshd({ hostKeys: [host], authorized: [mine], mounts: ["mount -t tmpfs none /var/lib", ...written].join(" && ") });
    ssh = bench.settings({ port: sshd.port, identityFiles: [mine.path], knownHostsFiles: [bench.knownHosts([sshd, host])] });
  });

  it("is what is imported", async () => {
    const { resources, diagnostics } = await imported("whole@127.0.0.1", ssh);
    expect(diagnostics).toEqual([]);
    expect(resources).toMatchObject([{ state: { name: "whole", vips: { www: { address: "203.0.113.10" } }, deletion_protection: null } }]);
  });

  it.each(["cut", "empty", "other"])("is refused with a way out where it can't be read: %s", async (cluster) => {
    const refused = await imported(`${cluster}@127.0.0.1`, ssh);
    expect(refused.resources).toEqual([]);
    expect(said(refused)).toEqual([expect.stringMatching(new RegExp(`^LVS415.*the model of ${cluster} that 127.0.0.1 keeps can't be read.*deploy the cluster from its configuration, which writes it anew`, "s"))]);
  });

  it("is missed where the router knows no cluster of that name", async () => {
    expect(said(await imported("www@127.0.0.1", ssh))).toEqual([expect.stringMatching(/^LVS411/)]);
  });
});
