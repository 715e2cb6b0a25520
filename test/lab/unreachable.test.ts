import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { type ClusterConfig, natCluster } from "./harness/cluster-config";
import { bareHosts, site } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

describe("a host that can't be logged in to", () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    project = (await TerraformProject.create(lab, { ssh: { connect_timeout_ms: 2_000 } })).cluster(natCluster());
    await project.deploy();
  });
  afterEach(() => Promise.all(["lvs2", "web3"].map((name) => lab.plugCable(name, "mgmt0"))));
  afterAll(() => project.remove());

  const withWeight = (weight: number): ClusterConfig => natCluster((cluster) => (cluster.pools["web"]!.servers["web1"]!.weight = weight));

  it("costs a plan a warning, and keeps what was last known of it", async () => {
    await lab.cutCable("lvs2", "mgmt0");
    await lab.cutCable("web3", "mgmt0");
    const { code, output } = await project.plan();
    // At the begin of a line, where plan-stacks.sh of the example looks for it.
    expect(output).toMatch(/^Warning: LVS343: lvs2 could not be asked/m);
    expect(output).toMatch(/^Warning: LVS343: web3 could not be asked/m);
    expect(output).toContain("No changes.");
    expect(code).toBe(0);
  });

  it("is no hindrance as a real server that has its release already", async () => {
    await lab.cutCable("web3", "mgmt0");
    const { code, output } = await project.cluster(withWeight(2)).apply();
    expect(code, output).toBe(0);
    expect(output).toContain("LVS346: web3 can't be reached, but had confirmed this very release");
    expect((await project.plan()).code).toBe(0);
  });

  it("stops everything as a router, before anything is changed", async () => {
    await lab.cutCable("lvs2", "mgmt0");
    const before = await lab.node("lvs1").must("readlink /var/lib/lvs/clusters/www/current; ls /var/lib/lvs/clusters/www/releases; ipvsadm -Sn");
    const { code, output } = await project.cluster(withWeight(3)).apply();
    expect(code).toBe(1);
    expect(output).toMatch(/Error: LVS\d+: .*lvs2/);
    expect(await lab.node("lvs1").must("readlink /var/lib/lvs/clusters/www/current; ls /var/lib/lvs/clusters/www/releases; ipvsadm -Sn")).toBe(before);
    await lab.plugCable("lvs2", "mgmt0");
    await project.deploy();
    expect((await project.plan()).code).toBe(0);
  });
});
