import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Preview, planSources, previewPlans, renderMarkdown } from "../../../lib/preview";
import { buildProvider } from "../../../scripts/build-provider";
import { type ClusterConfig, natCluster } from "../../lab/harness/cluster-config";
import { TerraformProject } from "../../lab/harness/terraform-project";
import { deployed } from "../../unit/provider/cluster/cluster-values";

/** Plans of the real Terraform for a cluster that is deployed, while its hosts are switched off: port 1 refuses every connection. */
describe("a plan that Terraform made with the real provider", () => {
  const folder = mkdtempSync(join(tmpdir(), "lvs-preview-"));
  let project: TerraformProject;
  beforeAll(async () => {
    writeFileSync(join(folder, "ssh_config"), "Host *\n  HostName 127.0.0.1\n  Port 1\n");
    project = await TerraformProject.create({ sshConfigPath: join(folder, "ssh_config") }, { provider: (await buildProvider({ outfile: join(folder, "provider.cjs") })).outfile });
    const resource = { mode: "managed", type: "lvs_cluster", name: "www", provider: 'provider["terraform.local/cdktf-lvs/lvs"]', instances: [{ schema_version: 0, attributes: deployed() }] };
    writeFileSync(join(project.directory, "terraform.tfstate"), JSON.stringify({ version: 4, terraform_version: "1.5.0", serial: 1, lineage: "made-by-hand", outputs: {}, resources: [resource] }));
  });
  afterAll(() => {
    project.remove();
    rmSync(folder, { recursive: true });
  });

  /** What is said of the plan of that change. */
  async function previewed(change: (cluster: ClusterConfig) => void, { more = {}, options = [] as readonly string[] } = {}): Promise<Preview> {
    project.configure({ resource: { lvs_cluster: { www: natCluster(change) } }, ...more });
    await project.must("plan", "-input=false", "-out=plan", ...options);
    const sources = planSources([`site=${join(project.directory, "plan")}`]);
    if (!sources.ok) throw new Error(JSON.stringify(sources.findings));
    const made = await previewPlans(sources.value);
    if (!made.ok) throw new Error(JSON.stringify(made.findings));
    return made.value;
  }

  it.each([[[]], [["-refresh=false"]]])("says that another weight spreads new connections otherwise, with %j", async (options) => {
    const { headline, stacks, certificate } = await previewed((cluster) => (cluster.pools["web"]!.servers["web1"]!.weight = 3), { options });
    expect(headline).toMatchObject({ class: "new-connections", changing: { "new-connections": 1 }, untold: 0, unknown: 0 });
    const [cluster] = stacks[0]!.clusters;
    expect(cluster).toMatchObject({ action: "update", impacts: [{ summary: "weight of web1 in pool web: 1 → 3" }], drift: [], undeclared: [], findings: [] });
    expect(cluster?.ipvs).toEqual([{ routers: ["lvs1", "lvs2"], lines: ["-e -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 3"] }]);
    // lvs1 and lvs2 are what the plan leaves open, so that they and nobody else have work to do.
    expect(cluster?.steps.map(({ hosts }) => hosts.join(","))).toEqual(["lvs1,lvs2,web1,web2,web3", "lvs1,lvs2", "lvs2", "lvs1", "lvs1,lvs2"]);
    expect(certificate.certified).toBe(true);
  });

  it("names what is known only at apply, and shows nothing sensitive", async () => {
    const more = { variable: { path: { type: "string", sensitive: true, default: "/s3cr3t" } }, resource: { terraform_data: { weight: { input: 7 } }, lvs_cluster: {} as Record<string, unknown> } };
    more.resource.lvs_cluster["www"] = natCluster((cluster) => {
      cluster.pools["web"]!.health_checks = [{ type: "http", path: "${var.path}" }];
      Object.assign(cluster.pools["web"]!.servers["web2"]!, { weight: "${terraform_data.weight.output}" });
    });
    const made = await previewed(() => undefined, { more });
    expect(made.stacks[0]).toMatchObject({ others: 1, clusters: [{ gaps: [{ place: "pools.web.servers.web2.weight", why: "unknown" }, { place: "pools.web.healthChecks[0].path", why: "sensitive" }] }] });
    expect(made.certificate).toMatchObject({ certified: false, blame: [{ place: "pools.web.servers.web2.weight" }] });
    expect([renderMarkdown(made), JSON.stringify(made)].filter((text) => text.includes("s3cr3t"))).toEqual([]);
    // The plan itself has it.
    expect(execFileSync("terraform", ["show", "-json", "plan"], { cwd: project.directory, encoding: "utf8" })).toContain("s3cr3t");
  });

  it("says what a deletion takes away", async () => {
    project.configure({});
    await project.must("plan", "-input=false", "-refresh=false", "-out=plan");
    const json = execFileSync("terraform", ["show", "-json", "plan"], { cwd: project.directory, encoding: "utf8", maxBuffer: 1e8 });
    writeFileSync(join(folder, "site.json"), json);
    const sources = planSources([join(folder, "site.json")]);
    const made = sources.ok ? await previewPlans(sources.value) : sources;
    expect(made).toMatchObject({ ok: true, value: { headline: { class: "drops", capacity: { ratio: 0 } }, stacks: [{ stack: "site", clusters: [{ action: "delete" }] }] } });
    expect(readFileSync(join(folder, "site.json"), "utf8").length).toBeGreaterThan(10_000);
  });
});
