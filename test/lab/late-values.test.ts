import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLUSTER_SCHEMA } from "../../lib/provider/resources/cluster-schema";
import { type Lab } from "../../lib/lab";
import { NAT_VIP } from "./harness/cluster-config";
import { fullCluster, leaves, valueAt, withValueAt } from "./harness/every-leaf";
import { requests } from "./harness/probe";
import { bareHosts, siteWithPacketFilter } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

describe("a cluster whose every value comes from a resource of the same stack", () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await siteWithPacketFilter("hosts");
    await bareHosts(lab);
    project = await TerraformProject.create(lab);
  });
  afterAll(() => project.remove());

  /** Values that are in the state already are known at plan, so each round has resources of its own. */
  function configure(round: string, cluster = fullCluster()): void {
    const places = leaves(cluster, CLUSTER_SCHEMA.attributes);
    const late = Object.fromEntries(places.map((path, index) => [`${round}${index}`, { input: valueAt(cluster, path) }]));
    const linked = places.reduce((config, path, index) => withValueAt(config, path, `\${terraform_data.${round}${index}.output}`), cluster);
    project.configure({ resource: { terraform_data: late, lvs_cluster: { www: linked } } });
  }

  it("is planned, created and serves, and then there is nothing to do", async () => {
    configure("first");
    await project.deploy();
    expect(await requests(lab.node("client"), `http://${NAT_VIP}/`, { count: 16 })).toMatchObject({ failed: 0, perServer: { web1: 2, web2: 4, web3: 10 } });
    expect((await project.plan()).output).toContain("No changes.");
  });

  it("is changed in place when all of them are to be known later again, and then there is nothing to do", async () => {
    const cluster = fullCluster();
    cluster.pools["web"]!.servers["web1"]!.weight = 2;
    configure("second", cluster);
    expect(await project.deploy()).toMatch(/lvs_cluster\.www: Modifications complete/);
    expect(await lab.node("lvs1").must("ipvsadm -Sn")).toContain("192.168.1.11:80 -m -w 2");
    expect((await project.plan()).output).toContain("No changes.");
  });
});
