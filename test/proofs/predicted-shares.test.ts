import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { spreadOf } from "../../lib/preview/shares";
import { natCluster, NAT_VIP } from "../lab/harness/cluster-config";
import { bareHosts, eventually, site } from "../lab/harness/site";
import { TerraformProject } from "../lab/harness/terraform-project";
import { rate } from "../lab/harness/traffic";

const WEIGHTS = { web1: 1, web2: 2, web3: 5 } as const;
const CONNECTIONS = 10_000;

// Clients: eight at a time, each of them a connection that asks for one small page and is closed, as fast as they are answered. So all connections live alike.
describe("the shares that a preview shows", () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    project = await TerraformProject.create(lab);
  });
  afterAll(() => project?.remove());

  it.each(["rr", "wrr", "lc", "wlc"] as const)("are the kernel's under %s, within 2 %", async (scheduler) => {
    await project.cluster(natCluster((cluster) => (cluster.virtual_servers["http"]!["scheduler"] = scheduler))).deploy();
    const client = lab.node("client");
    await eventually("all serve", async () => Object.keys((await rate(client, `http://${NAT_VIP}/`, 40)).perServer).length === 3);
    const { failed, perServer } = await rate(client, `http://${NAT_VIP}/`, CONNECTIONS);
    expect(failed).toBe(0);
    const { shares } = spreadOf(scheduler, Object.values(WEIGHTS).map((weight) => ({ weight })));
    Object.keys(WEIGHTS).forEach((server, index) => {
      const difference = Math.abs((perServer[server] ?? 0) / CONNECTIONS - (shares?.[index] ?? NaN));
      expect(difference, `${server}: ${perServer[server]} of ${CONNECTIONS}, predicted ${shares?.[index]}`).toBeLessThanOrEqual(0.02);
    });
  });
});
