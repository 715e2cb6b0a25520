import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { planSources, previewPlans, renderJson } from "../../../lib/preview";
import { buildProvider } from "../../../scripts/build-provider";
import { type ClusterConfig, natCluster } from "../../lab/harness/cluster-config";
import { TerraformProject } from "../../lab/harness/terraform-project";
import { deployed } from "../../unit/provider/cluster/cluster-values";
import { type NameServer, SECRETS, ZONE, startBind } from "../dns/harness/name-server";

/** Runs of the real Terraform that are bound to a review (CDKTF_LVS_REVIEWED): a name at a real server, and a cluster whose hosts are switched off. */
describe("a run that is bound to a review", () => {
  const folder = mkdtempSync(join(tmpdir(), "lvs-bound-"));
  const environment: Record<string, string> = {};
  const reviewFile = join(folder, "preview.json");
  let server: NameServer;
  let project: TerraformProject;
  beforeAll(async () => {
    writeFileSync(join(folder, "ssh_config"), "Host *\n  HostName 127.0.0.1\n  Port 1\n");
    writeFileSync(join(folder, "key"), SECRETS["lvs-256"][1], { mode: 0o600 });
    server = await startBind();
    project = await TerraformProject.create({ sshConfigPath: join(folder, "ssh_config") }, { provider: (await buildProvider({ outfile: join(folder, "provider.cjs") })).outfile, environment });
    const resource = { mode: "managed", type: "lvs_cluster", name: "www", provider: 'provider["terraform.local/cdktf-lvs/lvs"]', instances: [{ schema_version: 0, attributes: deployed() }] };
    writeFileSync(join(project.directory, "terraform.tfstate"), JSON.stringify({ version: 4, terraform_version: "1.5.0", serial: 1, lineage: "made-by-hand", outputs: {}, resources: [resource] }));
  });
  beforeEach(unbind);
  afterAll(async () => {
    project.remove();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  interface Site {
    readonly weight?: number | string;
    readonly addresses?: readonly string[] | undefined;
    readonly more?: object;
  }

  /** A cluster of before, and a name if it has addresses. */
  function declare({ weight = 1, addresses, more = {} }: Site): void {
    const cluster = natCluster((one: ClusterConfig) => Object.assign(one.pools["web"]!.servers["web1"]!, { weight }));
    project.configure({ resource: { lvs_cluster: { www: cluster }, ...(addresses === undefined ? {} : { lvs_dns_round_robin: { site: nameAt("site.example.com", addresses) } }), ...more } });
  }

  function nameAt(name: string, addresses: readonly string[]): object {
    return { name, addresses, withdraw_seconds: 0, server: { host: server.endpoint.host, port: server.endpoint.port, key: { name: "lvs-256", secret: { file: join(folder, "key") } } } };
  }

  function unbind(): void {
    for (const name of Object.keys(environment)) delete environment[name];
  }

  /** Plans as a pull request does, has it reviewed, and binds what comes to that. */
  async function review(site: Site, ...options: readonly string[]): Promise<string> {
    unbind();
    declare(site);
    await project.must("plan", "-input=false", "-refresh=false", "-out=plan", ...options);
    return bind(join(project.directory, "plan"));
  }

  async function bind(...plans: readonly string[]): Promise<string> {
    const sources = planSources(plans);
    const made = sources.ok ? await previewPlans(sources.value) : sources;
    if (!made.ok || !made.value.certificate.certified) throw new Error(JSON.stringify(made.ok ? made.value.certificate : made.findings));
    writeFileSync(reviewFile, renderJson(made.value));
    Object.assign(environment, { CDKTF_LVS_REVIEWED: made.value.certificate.digest, CDKTF_LVS_REVIEWED_PREVIEW: reviewFile });
    return made.value.certificate.digest;
  }

  /** Somebody else at the zone. */
  function nsupdate(...updates: readonly string[]): void {
    const [algorithm, secret] = SECRETS["lvs-256"];
    const lines = [`server 127.0.0.1 ${server.endpoint.port}`, `zone ${ZONE}`, ...updates.map((update) => `update ${update}`), "send", ""];
    execFileSync("nsupdate", ["-y", `${algorithm}:lvs-256:${secret}`], { input: lines.join("\n") });
  }

  /** Of the codes that speak of reviews those that the output has. */
  const refusals = ({ output }: { readonly output: string }): string[] => [...new Set(output.match(/LVS43\d/g))].sort();
  const apply = (...options: readonly string[]): ReturnType<TerraformProject["apply"]> => project.apply("-refresh=false", ...options);

  it("does what was reviewed, by the very plan or by one that is made anew", async () => {
    await review({ addresses: ["203.0.113.10"] });
    await project.must("apply", "-input=false", "plan");
    expect(project.state("lvs_dns_round_robin")?.["records"]).toEqual(["60 A 203.0.113.10"]);
    await review({ addresses: ["203.0.113.11"] });
    expect(await apply()).toMatchObject({ code: 0 });
    expect(project.state("lvs_dns_round_robin")?.["records"]).toEqual(["60 A 203.0.113.11"]);
    // Nothing is left to do, which needs nobody's consent.
    expect(await apply()).toMatchObject({ code: 0, output: expect.stringContaining("No changes") as string });
  });

  it("is bound by the digest of a plan that does something elsewhere, too, of which the provider sees nothing", async () => {
    const beside = (input: number): Site => ({ addresses: ["203.0.113.12"], more: { terraform_data: { beside: { input } } } });
    await review(beside(1));
    // What verify-plan would refuse: nobody asks the provider.
    declare(beside(2));
    expect(await apply()).toMatchObject({ code: 0 });
    expect([project.state("lvs_dns_round_robin")?.["records"], project.state("terraform_data")?.["input"]]).toEqual([["60 A 203.0.113.12"], { value: 2, type: "number" }]);
    await review({ addresses: ["203.0.113.11"] });
    expect(await apply()).toMatchObject({ code: 0 });
  });

  it("plans nothing else", async () => {
    await review({ addresses: ["203.0.113.12"] });
    declare({ addresses: ["203.0.113.13"] });
    const run = await apply();
    expect([run.code, refusals(run)]).toEqual([1, ["LVS434"]]);
    expect(project.state("lvs_dns_round_robin")?.["records"]).toEqual(["60 A 203.0.113.11"]);
  });

  it("does nothing else either, by a plan of before", async () => {
    declare({ addresses: ["203.0.113.14"], weight: 4 });
    await project.must("plan", "-input=false", "-refresh=false", "-out=other");
    await review({ addresses: ["203.0.113.12"], weight: 3 });
    const run = await project.terraform("apply", "-input=false", "other");
    expect([run.code, run.output.match(/LVS\d+/g)]).toEqual([1, ["LVS434", "LVS434"]]);
    expect(project.state("lvs_dns_round_robin")?.["records"]).toEqual(["60 A 203.0.113.11"]);
  });

  it("lets a cluster's reviewed change go as far as its hosts, and no other", async () => {
    await review({ addresses: ["203.0.113.11"], weight: 3 });
    const run = await project.terraform("apply", "-input=false", "plan");
    expect([run.code, refusals(run), run.output]).toEqual([1, [], expect.stringMatching(/LVS211: lvs1/)]);
    declare({ addresses: ["203.0.113.11"], weight: 4 });
    expect(refusals(await apply())).toEqual(["LVS434"]);
  });

  it("sees that a host has been changed since then", async () => {
    await review({ addresses: ["203.0.113.11"], weight: 3 });
    nsupdate("delete site.example.com A", "add site.example.com 60 A 192.0.2.66");
    const run = await project.apply("-target=lvs_dns_round_robin.site");
    expect([run.code, refusals(run)]).toEqual([1, ["LVS434"]]);
    nsupdate("delete site.example.com A", "add site.example.com 60 A 203.0.113.11");
  });

  it("takes a replacement for one only if it was reviewed as one", async () => {
    const site = { addresses: ["203.0.113.11"] };
    await review(site, "-replace=lvs_dns_round_robin.site");
    expect(await apply("-replace=lvs_dns_round_robin.site")).toMatchObject({ code: 0 });
    await review({ addresses: ["203.0.113.15"] });
    const run = await apply("-replace=lvs_dns_round_robin.site");
    expect([run.code, refusals(run)]).toEqual([1, ["LVS434"]]);
  });

  it("holds for several stacks that were reviewed together, each of which goes its own way", async () => {
    const other = await TerraformProject.create({ sshConfigPath: join(folder, "ssh_config") }, { provider: join(folder, "provider.cjs"), environment });
    const declareOther = (address: string): void => other.configure({ resource: { lvs_dns_round_robin: { other: nameAt("other.example.com", [address]) } } });
    try {
      await review({ addresses: ["203.0.113.16"] });
      unbind();
      declareOther("203.0.113.30");
      await other.must("plan", "-input=false", "-out=plan");
      await bind(`one=${join(project.directory, "plan")}`, `two=${join(other.directory, "plan")}`);
      declareOther("203.0.113.31");
      expect(refusals(await other.apply())).toEqual(["LVS434"]);
      declareOther("203.0.113.30");
      expect([(await other.apply()).code, (await apply()).code]).toEqual([0, 0]);
      expect([project, other].map((one) => one.state("lvs_dns_round_robin")?.["records"])).toEqual([["60 A 203.0.113.16"], ["60 A 203.0.113.30"]]);
      await review({ addresses: ["203.0.113.11"] });
      await apply();
      unbind();
      await other.must("destroy", "-auto-approve", "-input=false");
    } finally {
      other.remove();
    }
  });

  it("says what nobody can know", async () => {
    await review({ addresses: ["203.0.113.11"], weight: 3 });
    declare({ addresses: ["203.0.113.11"], weight: "${terraform_data.weight.output}", more: { terraform_data: { weight: { input: 3 } } } });
    expect(refusals(await apply())).toEqual(["LVS435"]);
  });

  it("deletes what was reviewed, and nothing that wasn't", async () => {
    await review({ addresses: ["203.0.113.15"] });
    declare({});
    expect(refusals(await apply())).toEqual(["LVS434"]);
    await review({});
    expect(await apply()).toMatchObject({ code: 0 });
    expect(project.state("lvs_dns_round_robin")).toBeUndefined();
  });

  describe("and can't be told what was reviewed", () => {
    let good: Record<string, string>;
    beforeAll(async () => {
      await review({ weight: 3 });
      good = { ...environment };
    });

    it.each([
      ["only a digest", { CDKTF_LVS_REVIEWED_PREVIEW: undefined }, "LVS430"],
      ["only a preview", { CDKTF_LVS_REVIEWED: undefined }, "LVS430"],
      ["a preview without a name", { CDKTF_LVS_REVIEWED_PREVIEW: "" }, "LVS430"],
      ["an empty digest, as a pipeline gives that lost it", { CDKTF_LVS_REVIEWED: "" }, "LVS431"],
      ["half a digest", { CDKTF_LVS_REVIEWED: "9d7d175e2f55e0a6" }, "LVS431"],
      ["a preview that isn't there", { CDKTF_LVS_REVIEWED_PREVIEW: "/nowhere/preview.json" }, "LVS432"],
      ["a preview that is something else", { CDKTF_LVS_REVIEWED_PREVIEW: join(folder, "ssh_config") }, "LVS432"],
      ["the digest of another preview", { CDKTF_LVS_REVIEWED: "0".repeat(64) }, "LVS433"],
    ])("plans nothing with %s", async (_what, change: Readonly<Record<string, string | undefined>>, code) => {
      for (const [name, value] of Object.entries({ ...good, ...change })) if (value !== undefined) environment[name] = value;
      const run = await project.plan("-refresh=false");
      expect([run.code, refusals(run)]).toEqual([1, [code]]);
    });
  });
});
