import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { spreadOf } from "../../lib/preview/shares";
import { natCluster, NAT_VIP } from "../lab/harness/cluster-config";
import { heldConnections } from "../lab/harness/held-connections";
import { bareHosts, eventually, site } from "../lab/harness/site";
import { TerraformProject } from "../lab/harness/terraform-project";

const WEIGHTS = { web1: 1, web2: 2, web3: 5 } as const;
const CONNECTIONS = 10_000;
/** Open at once: eight times the weights' sum, so that wlc, which compares whole connections, can come near to their ratio. */
const AT_A_TIME = 64;
/** Long against what a request costs: connections live equally long on every real server, as the prediction for lc and wlc says it assumes. */
const HOLD_MS = 250;

const SCHEDULERS = { rr: 8001, wrr: 8002, lc: 8003, wlc: 8004 } as const;

// Clients: 64 at a time, each of them a connection that is open for 250 ms. Each scheduler has a virtual server of its own: the kernel counts for two minutes those that are closed, too, and lc
// and wlc would make up for what another scheduler has done.
describe("the shares that a preview shows", () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    project = await TerraformProject.create(lab);
    const servers = Object.entries(SCHEDULERS).map(([scheduler, port]) => [scheduler, { vip: "www", port, pool: "web", scheduler }] as const);
    project.cluster(
      natCluster((cluster) => {
        for (const server of Object.values(cluster.pools["web"]!.servers)) server["port"] = 9000;
        cluster.pools["web"]!.health_checks = [{ type: "tcp", interval_ms: 1000, timeout_ms: 900 }];
        cluster.virtual_servers = Object.fromEntries(servers);
      }),
    );
    await project.deploy();
  });
  afterAll(() => project?.remove());

  it.each(Object.entries(SCHEDULERS) as [keyof typeof SCHEDULERS, number][])("are the kernel's under %s, within 2 %", async (scheduler, port) => {
    const client = lab.node("client");
    const router = lab.node("lvs1");
    await eventually("all are in the table", async () => (await router.must("ipvsadm -Sn")).split(`-a -t ${NAT_VIP}:${port} `).length === 4);
    const { failed, perServer } = await heldConnections(client, { host: NAT_VIP, port }, { connections: CONNECTIONS, atATime: AT_A_TIME, holdMs: HOLD_MS });
    expect(failed).toBe(0);
    const { shares } = spreadOf(scheduler, Object.values(WEIGHTS).map((weight) => ({ weight })));
    console.log(`${scheduler}: ${JSON.stringify(perServer)}`);
    Object.keys(WEIGHTS).forEach((server, index) => {
      const difference = Math.abs((perServer[server] ?? 0) / CONNECTIONS - (shares?.[index] ?? NaN));
      expect(difference, `${server}: ${perServer[server]} of ${CONNECTIONS}, predicted ${shares?.[index]}`).toBeLessThanOrEqual(0.02);
    });
  });
});
