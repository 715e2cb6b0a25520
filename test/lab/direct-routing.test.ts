import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { type ClusterConfig, DIRECT_VIP, directCluster } from "./harness/cluster-config";
import { activeRouter, OwnerWatch } from "./harness/owners";
import { expectShares } from "./harness/shares";
import { bareHosts, eventually, powerOn, site } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";
import { endure, rate } from "./harness/traffic";

// Direct routing can't change the port, so each scheduler has a VIP of its own. One cluster for the whole file.
const VIP = { wrr: DIRECT_VIP, rr: "192.168.1.20", lc: "192.168.1.21", wlc: "192.168.1.22" };

/** Tried again, a change that is made already would lose nothing. */
const ONCE = { retry: 0 };

let lab: Lab;
let client: LabNode;
let project: TerraformProject;
let now: ClusterConfig;
beforeAll(async () => {
  lab = await site();
  client = lab.node("client");
  await bareHosts(lab);
  now = directCluster((cluster) => {
    cluster.routing["vip_check"] = true;
    cluster.vips = {};
    cluster.virtual_servers = { datagrams: { vip: "rr", port: 9000, protocol: "udp", pool: "lines", scheduler: "rr" } };
    for (const [scheduler, address] of Object.entries(VIP)) {
      cluster.vips[scheduler] = { address };
      cluster.virtual_servers[`http-${scheduler}`] = { vip: scheduler, port: 80, pool: "web", scheduler };
      cluster.virtual_servers[`lines-${scheduler}`] = { vip: scheduler, port: 9000, pool: "lines", scheduler };
    }
    const servers = cluster.pools["web"]?.servers ?? {};
    cluster.pools["lines"] = { health_checks: [], servers };
    cluster["silence"] = ["LVS154"];
  });
  project = (await TerraformProject.create(lab)).cluster(now);
  await project.deploy();
});
afterAll(() => project.remove());

describe("requests through direct routing are spread over the real servers", () => {
  // One request at a time, as in the tests of NAT.
  it.each([
    ["round robin", "rr", { web1: 667, web2: 667, web3: 667 }, 0.01],
    ["weighted round robin", "wrr", { web1: 250, web2: 500, web3: 1250 }, 0.05],
    ["least-connections", "lc", { web1: 667, web2: 667, web3: 667 }, 0.05],
    ["weighted least-connections", "wlc", { web1: 250, web2: 500, web3: 1250 }, 0.05],
  ] as const)("by %s", async (_name, scheduler, shares, tolerance) => {
    const { failed, perServer } = await rate(client, `http://${VIP[scheduler]}/`, 2000, 1);
    expect(failed).toBe(0);
    expectShares(perServer, shares, tolerance);
  });

  it("when they are datagrams", async () => {
    const { failed, perServer } = await rate(client, `udp://${VIP.rr}:9000`, 30, 1);
    expect({ failed, servers: Object.keys(perServer) }).toEqual({ failed: 0, servers: ["web1", "web2", "web3"] });
  });
});

describe("a VIP that every real server has on its loopback", () => {
  it("is answered for by the active router alone, for whoever asks", async () => {
    const watch = await new OwnerWatch(lab, client, { address: DIRECT_VIP, iface: "eth1" }).started();
    await client.must("sleep 2");
    expect((await watch.stop()).map(({ owner }) => owner)).toEqual([await activeRouter(lab, DIRECT_VIP)]);
  });

  it("is answered for by one router after the other while the active one loses power and comes back, and while a real server reboots", async () => {
    const active = await activeRouter(lab, DIRECT_VIP);
    const watch = await new OwnerWatch(lab, client, { address: DIRECT_VIP, iface: "eth1" }).started();
    await lab.node(active).kill();
    await client.must("sleep 6");
    await Promise.all([powerOn(lab.node(active)), lab.node("web3").kill().then(() => powerOn(lab.node("web3")))]);
    await client.must("sleep 2");
    expect((await watch.stop()).map(({ owner }) => owner)).toEqual([active, active === "lvs1" ? "lvs2" : "lvs1"]);
    await eventually("all serve again", async () => Object.keys((await rate(client, `http://${VIP.wrr}/`, 16, 1)).perServer).join() === "web1,web2,web3");
  });
});

describe("a real server that has lost its VIP", () => {
  it("is taken out of that VIP's service, although it answers at its own address, and is back when it has it again", async () => {
    const web3 = lab.node("web3");
    const perServer = async (): Promise<string> => {
      const { failed, perServer } = await rate(client, `http://${VIP.wrr}/`, 16, 1);
      return failed > 0 ? `${failed} failed` : Object.keys(perServer).join();
    };
    await web3.must(`ip address del ${VIP.wrr}/32 dev lo`);
    await eventually("it is out", async () => (await perServer()) === "web1,web2");
    // Backup and active alike; it stays in where it has the VIP.
    await Promise.all(["lvs1", "lvs2"].map((router) => eventually(`it is out on ${router}`, async () => {
      const table = await lab.node(router).must("ipvsadm -Sn");
      expect(table).toContain(`-a -t ${VIP.rr}:80 -r 192.168.1.13:80`);
      return !table.includes(`-a -t ${VIP.wrr}:80 -r 192.168.1.13:80`);
    })));
    expect(await client.must("curl -s -o /dev/null -w %{http_code} http://192.168.1.13/healthz")).toBe("200");
    await web3.must(`ip address add ${VIP.wrr}/32 dev lo`);
    await eventually("it is back", async () => (await perServer()) === "web1,web2,web3");
  });
});

describe("under 5,000 new requests and connections that stand through the virtual servers of every scheduler, none is lost by", ONCE, () => {
  it("another weight, a new real server whose port is closed, and a new VIP", async () => {
    const [first, ...rest] = Object.values(VIP).map((address) => `${address}:9000`);
    const lines = [first, ...rest] as [string, string, ...string[]];
    const { requests, connections } = await endure(client, { url: `http://${VIP.wrr}/`, lines, atLeast: 5000 }, async () => {
      const web = now.pools["web"];
      if (web?.servers["web3"] === undefined) throw new Error("no web3");
      now.pools["web"] = { ...web, servers: { ...web.servers, web3: { ...web.servers["web3"], weight: 1 }, closed: { address: "192.168.1.100", weight: 100 } } };
      now.vips["more"] = { address: "192.168.1.23" };
      now.virtual_servers["more"] = { vip: "more", port: 80, pool: "web", scheduler: "wrr" };
      await project.cluster(now).deploy();
    });
    expect(requests).toMatchObject({ failed: 0, errors: [] });
    expect(requests.requests).toBeGreaterThanOrEqual(5000);
    expect(connections).toMatchObject({ count: 12, resets: 0, refused: 0 });
    const after = await rate(client, "http://192.168.1.23/", 400, 1);
    expect(after.failed).toBe(0);
    expectShares(after.perServer, { web1: 100, web2: 200, web3: 100 }, 0.05);
  });
});
