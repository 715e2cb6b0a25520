import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildProvider } from "../../../../scripts/build-provider";
import { natCluster, NAT_VIP } from "../../../lab/harness/cluster-config";
import { TerraformProject } from "../../../lab/harness/terraform-project";
import { deployed } from "../../../unit/provider/cluster/cluster-values";
import { type NameServer, SECRETS, startBind } from "../../dns/harness/name-server";

const NAME = "site.example.com";
const KEPT = "198.51.100.10";
/** What is said when the deletion has begun: all hosts are switched off. */
const BEGUN = "LVS401: the cluster www is not wholly deleted";

// A real BIND 9, a real terraform, and a cluster whose hosts are switched off: port 1 refuses every connection.
const folder = mkdtempSync(join(tmpdir(), "lvs-dns-"));
const sshConfigPath = join(folder, "ssh_config");
let server: NameServer;
let project: TerraformProject;
beforeAll(async () => {
  writeFileSync(join(folder, "key"), SECRETS["lvs-256"][1], { mode: 0o600 });
  writeFileSync(sshConfigPath, "Host *\n  HostName 127.0.0.1\n  Port 1\n");
  server = await startBind();
  const provider = (await buildProvider({ outfile: join(folder, "provider.cjs") })).outfile;
  project = await TerraformProject.create({ sshConfigPath }, { provider });
  const resource = { mode: "managed", type: "lvs_cluster", name: "www", provider: 'provider["terraform.local/cdktf-lvs/lvs"]', instances: [{ schema_version: 0, attributes: deployed() }] };
  writeFileSync(join(project.directory, "terraform.tfstate"), JSON.stringify({ version: 4, terraform_version: "1.5.0", serial: 1, lineage: "made-by-hand", outputs: {}, resources: [resource] }));
});
afterAll(async () => {
  project.remove();
  await server.stop();
  rmSync(folder, { recursive: true });
});

const site = (addresses: readonly string[], more: object = {}): object => ({ site: { name: NAME, addresses, server: { ...server.endpoint, key: { name: "lvs-256", secret: { file: join(folder, "key") } } }, lifecycle: { create_before_destroy: true }, ...more } });
const stopped = async (withdraw_seconds: number): Promise<string> => {
  project.configure({ resource: { lvs_dns_round_robin: site([KEPT], { withdraw_seconds }) } });
  const running = project.start("apply", "-input=false", "-auto-approve");
  await running.begins(`${NAME}: waiting ${withdraw_seconds} s`);
  // Whatever Terraform starts beside it has begun by then.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  running.interrupt();
  return (await running.ended).output.replace(/\s+/g, " ");
};

it("is deleted after the name that led to it also where the run of before was cut short, and not while that could not be changed", async () => {
  project.configure({ resource: { lvs_cluster: { www: natCluster() }, lvs_dns_round_robin: site([NAT_VIP, KEPT], { depends_on: ["lvs_cluster.www"] }) } });
  await project.deploy();
  // Terraform itself holds the deletion back.
  const first = await stopped(600);
  expect(first).toContain("LVS422: ");
  expect(first).not.toContain("LVS40");
  // It has forgotten by now that one waits for the other.
  const second = await stopped(600);
  expect(second).toContain("LVS422: ");
  expect(second).not.toContain(BEGUN);
  expect(second).toContain(`LVS404: the cluster www is not deleted: name ${NAME} at `);
  expect(project.state()).toMatchObject({ name: "www" });
  project.configure({ resource: { lvs_dns_round_robin: site([KEPT], { withdraw_seconds: 4 }) } });
  const began = performance.now();
  expect((await project.apply()).output.replace(/\s+/g, " ")).toContain(BEGUN);
  expect(performance.now() - began).toBeGreaterThan(4000);
});
