import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { NAT_VIP, smallCluster } from "./harness/cluster-config";
import { activeRouter, holders } from "./harness/owners";
import { requests } from "./harness/probe";
import { bareHosts, eventually, site, spoil } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

/** Clients' requests come in on eth0, where the VIP is and the heartbeat; real servers, which answer clients themselves, are on eth1. */
describe("direct routing to real servers on the routers' other leg", () => {
  let lab: Lab;
  let client: LabNode;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    client = lab.node("client");
    // The way back to clients is the real server's own.
    await spoil(lab.node("web1"));
    await lab.node("web1").must("ip route replace 203.0.113.0/24 via 192.168.1.100");
    project = (await TerraformProject.create(lab)).cluster(smallCluster((cluster) => (cluster.routing = { method: "direct" })));
    await project.deploy();
  });
  afterAll(() => project.remove());

  const served = () => requests(client, `http://${NAT_VIP}/`, { count: 20 });

  it("is served by a router that reaches them: without its eth1 a router is not active, though it has no address of the cluster there", async () => {
    const [active, backup] = (await activeRouter(lab, NAT_VIP)) === "lvs1" ? ["lvs1", "lvs2"] : ["lvs2", "lvs1"];
    expect(await served()).toMatchObject({ failed: 0, perServer: { web1: 20 } });
    await lab.node(active).must("ip link set dev eth1 down");
    await eventually("the other router is active alone", async () => (await holders(lab, NAT_VIP)).join() === backup);
    expect(await served()).toMatchObject({ failed: 0, perServer: { web1: 20 } });
    await lab.node(active).must("ip link set dev eth1 up; sleep 5");
    expect(await holders(lab, NAT_VIP)).toEqual([backup]);
  });
});
