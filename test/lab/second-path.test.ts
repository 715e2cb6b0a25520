import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { NAT_VIP, type ClusterConfig, smallCluster } from "./harness/cluster-config";
import { failoverByCommand } from "./harness/failover-command";
import { GATEWAY, type Seen, watch } from "./harness/failover";
import { activeRouter, holders } from "./harness/owners";
import { bareHosts, eventually, powerOn, siteWithPacketFilter } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

/** The client stands for the gateway of the public side; on the private side the real server is looked for. */
const REFERENCES = { public_references: ["203.0.113.100"] };

const cluster = (heartbeat: object): ClusterConfig =>
  smallCluster((config) => {
    Object.assign(config.heartbeat, heartbeat);
    config.pools["web"]!["health_checks" as const] = [{ type: "tcp", port: 80, interval_ms: 1000, timeout_ms: 900, retries: 0 }];
    // Long connections, too.
    config.pools["lines"] = { health_checks: [], servers: { web1: { ...config.pools["web"]!.servers["web1"]!, port: 9000 } } };
    config.virtual_servers["lines"] = { vip: "www", port: 9000, pool: "lines", scheduler: "rr" };
  });

describe("a second heartbeat path", () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await siteWithPacketFilter("routers");
    await bareHosts(lab);
    project = (await TerraformProject.create(lab)).cluster(cluster({}));
    await project.deploy();
  });
  afterAll(async () => {
    for (const router of ["lvs1", "lvs2"]) for (const cable of ["eth0", "eth1"]) await lab.plugCable(router, cable);
    project.remove();
  });

  const client = () => lab.node("client");
  const other = (router: string): string => (router === "lvs1" ? "lvs2" : "lvs1");
  const ownersOf = (seen: Seen) => ({ front: seen.front.map(({ owner }) => owner), back: seen.back.map(({ owner }) => owner) });
  const alone = (router: string) => ({ front: [router], back: [router] });

  it("is refused before anything changes anywhere when a reference address does not answer", async () => {
    const { code, output } = await project.cluster(cluster({ second_path: { public_references: ["203.0.113.77"] } })).apply();
    expect([code, output]).toEqual([1, expect.stringMatching(/LVS320: lvs[12] refuses the release: .*none of the second path's reference addresses answers a ping on eth0: 203\.0\.113\.77/)]);
    expect((await project.cluster(cluster({})).plan()).code).toBe(0);
  });

  it("is refused with the package's name where a router has no ping", async () => {
    await lab.node("lvs2").must("mv /usr/bin/ping /usr/bin/ping.away");
    const { code, output } = await project.cluster(cluster({ second_path: REFERENCES })).apply();
    await lab.node("lvs2").must("mv /usr/bin/ping.away /usr/bin/ping");
    expect([code, output]).toEqual([1, expect.stringMatching(/LVS313: lvs2 lacks ping[^]*apt-get install iputils-ping/)]);
  });

  it("comes by one hand-over, without a failed request", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const seen = await watch(lab, async () => void (await project.cluster(cluster({ second_path: REFERENCES })).deploy()));
    expect(seen.requests.failed).toBe(0);
    expect(seen.connections).toMatchObject({ connections: 6, resets: 0, refused: 0 });
    expect(ownersOf(seen)).toEqual({ front: [active, other(active)], back: [active, other(active)] });
    expect((await project.plan()).code).toBe(0);
  });

  it.each(["eth0", "eth1"])("the active router hands over when its %s leads nowhere, with its carrier as before, and is hot backup afterwards", async (cable) => {
    const active = await activeRouter(lab, NAT_VIP);
    const seen = await watch(lab, async () => {
      await lab.cutCable(active, cable);
      await eventually("the other one is active alone", async () => (await holders(lab, NAT_VIP)).join() === other(active));
      await sleep(2000);
    });
    expect(ownersOf(seen)).toEqual({ front: [active, other(active)], back: [active, other(active)] });
    const healed = await watch(lab, async () => {
      await lab.plugCable(active, cable);
      await sleep(8000);
    });
    expect(healed.requests.failed).toBe(0);
    expect(healed.connections).toMatchObject({ connections: 6, resets: 0, refused: 0 });
    expect(ownersOf(healed)).toEqual(alone(other(active)));
  });

  it.each(["eth0", "eth1"])("nobody notices when the backup's %s leads nowhere, nor when it is back", async (cable) => {
    const active = await activeRouter(lab, NAT_VIP);
    const seen = await watch(lab, async () => {
      await lab.cutCable(other(active), cable);
      await sleep(8000);
      expect(await holders(lab, NAT_VIP)).toEqual([active]);
      expect(await holders(lab, GATEWAY)).toEqual([active]);
      await lab.plugCable(other(active), cable);
      await sleep(5000);
    });
    expect(seen.requests.failed).toBe(0);
    expect(seen.connections).toMatchObject({ connections: 6, resets: 0, refused: 0 });
    expect(ownersOf(seen)).toEqual(alone(active));
  });

  it("a backup with a dead leg is not handed over to", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    await lab.cutCable(other(active), "eth0");
    await eventually("its heartbeat knows", async () => (await lab.node(other(active)).must("journalctl -u lvs-heartbeat -o cat -n 20 --no-pager")).includes("Entering FAULT STATE"));
    const { code, output } = await failoverByCommand(lab);
    await lab.plugCable(other(active), "eth0");
    expect([code, output]).toEqual([1, expect.stringContaining(`${other(active)} can't take over: leg eth0 dead`)]);
    expect(await holders(lab, NAT_VIP)).toEqual([active]);
    await client().must("sleep 5");
  });

  it("the active router keeps everything when nobody answers it and nobody is there to take over", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    await lab.node(other(active)).kill();
    await client().must("sysctl -q -w net.ipv4.icmp_echo_ignore_all=1");
    const seen = await watch(lab, () => sleep(8000));
    await client().must("sysctl -q -w net.ipv4.icmp_echo_ignore_all=0");
    expect(seen.requests.failed).toBe(0);
    expect(ownersOf(seen)).toEqual(alone(active));
    await powerOn(lab.node(other(active)));
    expect(await holders(lab, NAT_VIP)).toEqual([active]);
  });

  it("other references, and another one of the real servers as such, cost nothing", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const seen = await watch(lab, async () => void (await project.cluster(cluster({ second_path: { ...REFERENCES, private_references: ["192.168.1.12", "192.168.1.13"] } })).deploy()));
    expect(seen.requests.failed).toBe(0);
    expect(ownersOf(seen)).toEqual(alone(active));
  });

  it("does not keep the backup from taking over from a dead router", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const seen = await watch(lab, async () => {
      await lab.node(active).kill();
      await sleep(8000);
    });
    expect(ownersOf(seen)).toEqual({ front: [active, other(active)], back: [active, other(active)] });
    await powerOn(lab.node(active));
    expect(await holders(lab, NAT_VIP)).toEqual([other(active)]);
  });

  it("goes without a failed request, and nothing of it is left", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const seen = await watch(lab, async () => void (await project.cluster(cluster({})).deploy()));
    expect(seen.requests.failed).toBe(0);
    expect(ownersOf(seen)).toEqual(alone(active));
    expect((await project.plan()).code).toBe(0);
    for (const router of ["lvs1", "lvs2"]) expect(await lab.node(router).must("ls /var/lib/lvs; ip -o address show | grep 169.254.255 || true")).not.toMatch(/check-|169/);
  });
});
