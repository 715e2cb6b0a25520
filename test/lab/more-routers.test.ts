import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, type TopologyInput, defaultTopology } from "../../lib/lab";
import { cablesOf } from "../../lib/lab/namespace";
import { type Announcement, AnnouncementWatch } from "./harness/announcements";
import { type ClusterConfig, NAT_VIP, smallCluster } from "./harness/cluster-config";
import { activeRouter, holders, OwnerWatch } from "./harness/owners";
import { requests } from "./harness/probe";
import { silentConnection } from "./harness/silent-connection";
import { eventually, fastKernel, must, powerOn } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";
import { longConnections, steadyRequests } from "./harness/traffic";

const URL = `http://${NAT_VIP}/`;
/** How long one connection says nothing, in seconds: over two power cuts, and longer than the time between two announcements. */
const SILENT_S = 68;

/** Three routers, one real server, one client. */
const nodes = defaultTopology.nodes;
const topology: TopologyInput = {
  networks: ["front", "back"],
  nodes: { lvs1: nodes["lvs1"]!, lvs2: nodes["lvs2"]!, lvs3: { role: "router", links: [leg("eth0", "front", "203.0.113.4/24"), leg("eth1", "back", "192.168.1.4/24")] }, web1: nodes["web1"]!, client: nodes["client"]! },
};

function leg(name: string, network: string, address: string): { interface: string; network: string; addresses: string[] } {
  return { interface: name, network, addresses: [address] };
}

describe("a cluster with another number of routers than two", () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = must(await Lab.up(topology, { name: `more-${process.pid}`, kernel: fastKernel }));
    project = await TerraformProject.create(lab);
  });
  afterAll(async () => {
    project.remove();
    await lab.down();
  });

  /** With so many of its three routers. An advert every 200 ms: a router that hears none takes over within a second. */
  function withRouters(count: 1 | 3): ClusterConfig {
    return smallCluster((cluster) => {
      cluster.heartbeat.advert_interval_ms = 200;
      cluster.routers = { lvs1: cluster.routers["lvs1"]!, ...(count === 1 ? {} : { lvs2: cluster.routers["lvs2"]!, lvs3: router(4, 234) }) };
      cluster.pools["lines"] = { health_checks: [], servers: cluster.pools["web"]!.servers };
      cluster.virtual_servers["lines"] = { vip: "www", port: 9000, pool: "lines", scheduler: "rr" };
    });
  }

  function router(host: number, priority: number): ClusterConfig["routers"][string] {
    return { host: `lvs${host - 1}`, priority, public: { interface: "eth0", address: `203.0.113.${host}/24` }, private: { interface: "eth1", address: `192.168.1.${host}/24` } };
  }

  async function allServed(count = 50): Promise<void> {
    expect(await requests(lab.node("client"), URL, { count })).toMatchObject({ requests: count, failed: 0 });
  }

  it("one: serves, and serves again by itself after a power cut", async () => {
    await project.cluster(withRouters(1)).deploy();
    await allServed();
    await lab.node("lvs1").kill();
    await powerOn(lab.node("lvs1"));
    await eventually("the VIP is held", async () => (await holders(lab, NAT_VIP)).length === 1);
    await eventually("its health check passed", async () => (await requests(lab.node("client"), URL, { count: 1 })).failed === 0);
    await allServed();
    expect((await project.plan()).code).toBe(0);
  });

  it("one beside another app's, with the same VRID on the same network: both keep their VIPs", async () => {
    const vip = "203.0.113.77";
    const stranger = await TerraformProject.create(lab);
    const lvs3 = router(4, 250);
    delete lvs3.private;
    await stranger
      .cluster({
        ...withRouters(1),
        name: "other",
        routers: { lvs3 },
        routing: { method: "direct" },
        vips: { other: { address: vip } },
        pools: { web: { health_checks: [], servers: { web: { address: "203.0.113.99", weight: 1 } } } },
        virtual_servers: { http: { vip: "other", port: 80, pool: "web" } },
      })
      .deploy();
    // Fifteen adverts of each.
    for (let times = 0; times < 10; times++) {
      expect([await holders(lab, NAT_VIP), await holders(lab, vip)]).toEqual([["lvs1"], ["lvs3"]]);
      await sleep(300);
    }
    await stranger.destroy();
    stranger.remove();
  });

  it("one becomes three, and no request fails", async () => {
    const client = lab.node("client");
    const lines = await longConnections(client, `${NAT_VIP}:9000`).started();
    const asking = await steadyRequests(client, URL, { timeoutMs: 3000 }).started();
    await project.cluster(withRouters(3)).deploy();
    expect(await asking.stop()).toMatchObject({ failed: 0, errors: [] });
    expect(await lines.stop()).toMatchObject({ connections: 6, resets: 0, refused: 0 });
    expect(await activeRouter(lab, NAT_VIP)).toBe("lvs1");
  });

  describe("three lose their active router twice, and both come back, while one connection says nothing", () => {
    let owners: string[];
    let announced: readonly Announcement[];
    let takeovers: readonly number[];
    let silent: Awaited<Awaited<ReturnType<typeof silentConnection>>["ended"]>;
    beforeAll(async () => {
      const client = lab.node("client");
      const watch = await new OwnerWatch(lab, client, { address: NAT_VIP, iface: "eth0" }).started();
      const listening = await new AnnouncementWatch(client, "eth0").started();
      const began = performance.now();
      const talk = await silentConnection(client, NAT_VIP, SILENT_S);
      // A quiet site's messages about connections are up to three seconds old when they leave.
      await sleep(3500);
      for (const victim of ["lvs1", "lvs2"]) {
        await lab.node(victim).kill();
        await sleep(3000);
        await allServed(20);
      }
      await Promise.all(["lvs1", "lvs2"].map((victim) => powerOn(lab.node(victim))));
      await Promise.all(["lvs1", "lvs2"].map((victim) => lab.node(victim).must("until systemctl -q is-active lvs-heartbeat; do sleep 0.2; done")));
      silent = await talk.ended;
      await sleep(Math.max(0, SILENT_S * 1000 + 6000 - (performance.now() - began)));
      const seen = await watch.stop();
      owners = seen.map(({ owner }) => owner);
      takeovers = seen.slice(1).map(({ from }) => from);
      announced = (await listening.stop()).filter(({ address }) => address === NAT_VIP);
    }, 300_000);

    it("has one owner after the other, by priority", () => {
      expect(owners).toEqual(["lvs1", "lvs2", "lvs3"]);
    });

    it("leaves those that come back hot backup, and all three serve as one again", async () => {
      expect(await holders(lab, NAT_VIP)).toEqual(["lvs3"]);
      await allServed();
      expect((await project.plan()).code).toBe(0);
    });

    it("keeps the silent connection", () => {
      expect(silent).toEqual({ first: "web1 one", second: "web1 two" });
    });

    it("announces the VIP to its neighbours: five times at once, five times 5 s later, and then once a minute", () => {
      const third = cablesOf(lab.topology, "lvs3").find((cable) => cable.interface === "eth0")?.mac;
      const after = announced.filter(({ mac }) => mac === third).map(({ at }) => at - (takeovers[1] ?? 0));
      console.log(`announced ${after.map((seconds) => seconds.toFixed(2)).join(", ")} s after its takeover`);
      expect(after.filter((seconds) => seconds < 1)).toHaveLength(5);
      expect(after.filter((seconds) => seconds > 4 && seconds < 7)).toHaveLength(5);
      expect(after.filter((seconds) => seconds > 58 && seconds < 64)).toHaveLength(1);
      expect(after).toHaveLength(11);
      // The network heard of the new owner no later than it could ask.
      expect(after[0]).toBeLessThan(0.2);
    });

    it("announces nothing of what others hold", () => {
      const second = cablesOf(lab.topology, "lvs2").find((cable) => cable.interface === "eth0")?.mac;
      expect(announced.filter(({ mac, at }) => mac === second && at > (takeovers[1] ?? 0))).toEqual([]);
    });
  });
});
