import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildProvider } from "../../../../scripts/build-provider";
import { natCluster } from "../../../lab/harness/cluster-config";
import { TerraformProject } from "../../../lab/harness/terraform-project";
import { deployed } from "../../../unit/provider/cluster/cluster-values";

/** A cluster that was deployed while all its hosts are switched off: port 1 refuses every connection. */
describe("a cluster whose hosts are gone", () => {
  const folder = mkdtempSync(join(tmpdir(), "lvs-provider-"));
  const sshConfigPath = join(folder, "ssh_config");
  const projects: TerraformProject[] = [];
  let provider: string;
  beforeAll(async () => {
    writeFileSync(sshConfigPath, "Host *\n  HostName 127.0.0.1\n  Port 1\n");
    provider = (await buildProvider({ outfile: join(folder, "provider.cjs") })).outfile;
  });
  afterAll(() => {
    for (const project of projects) project.remove();
    rmSync(folder, { recursive: true });
  });

  async function project(ssh: object = {}): Promise<TerraformProject> {
    const made = await TerraformProject.create({ sshConfigPath }, { provider, ssh: { ...ssh } });
    projects.push(made);
    const attributes = { ...deployed((cluster) => delete cluster.deletion_protection) };
    const resource = { mode: "managed", type: "lvs_cluster", name: "www", provider: 'provider["terraform.local/cdktf-lvs/lvs"]', instances: [{ schema_version: 0, attributes }] };
    writeFileSync(join(made.directory, "terraform.tfstate"), JSON.stringify({ version: 4, terraform_version: "1.5.0", serial: 1, lineage: "made-by-hand", outputs: {}, resources: [resource] }));
    return made;
  }

  it("loses its protection without a host being touched; deleting it says the ways out", async () => {
    const cluster = await project();
    cluster.cluster(natCluster((config) => (config.deletion_protection = false)));
    const output = await cluster.deploy();
    expect(output).toContain("0 added, 1 changed, 0 destroyed");
    expect(cluster.state()).toMatchObject({ deletion_protection: false });
    const { code, output: refused } = await cluster.terraform("destroy", "-input=false", "-auto-approve");
    expect(code).toBe(1);
    expect(refused.replace(/\s+/g, " ")).toContain("LVS401: the cluster www is not wholly deleted (removed from no host; not reached: lvs1, lvs2, web1, web2, web3)");
    expect(refused.replace(/\s+/g, " ")).toContain("let Terraform forget the cluster (terraform state rm)");
    expect(Object.keys(cluster.state()?.["confirmed"] as object)).toEqual(["lvs1", "lvs2", "web1", "web2", "web3"]);
  });

  it("is planned while the host keys to accept are not known yet", async () => {
    const cluster = await project({ host_keys: { lvs1: ["${terraform_data.key.output}"] } });
    const key = { terraform_data: { key: { input: `SHA256:${"A".repeat(43)}` } } };
    cluster.configure({ resource: { ...key, lvs_cluster: { www: natCluster((config) => delete config.deletion_protection) } } });
    const { code, output } = await cluster.plan();
    expect(output).toContain("Warning: LVS412: the host keys to accept are not known yet");
    expect(output).toContain("Plan: 1 to add, 0 to change, 0 to destroy.");
    expect(code).toBe(2);
  });
});
