import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { NAT_VIP, natCluster } from "./harness/cluster-config";
import { activeRouter } from "./harness/owners";
import { requests } from "./harness/probe";
import { bareHosts, eventually, site } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";
import { longConnections } from "./harness/traffic";

/** By the port of its virtual server; real servers web1, web2, web3 have the weights 1, 2, 5. */
const WEB = { sh: 8001, "sh sh-port": 8002, mh: 8003, "mh mh-port": 8004, fo: 8005, dh: 8006, lblc: 8007, lblcr: 8008, "sh sh-port sh-fallback": 8009, "mh mh-port mh-fallback": 8010 } as const;
const LINES = { lc: 9001, sed: 9002, nq: 9003, ovf: 9004 } as const;

const service = (scheduler: string, port: number, pool: string) => {
  const [name, ...flags] = scheduler.split(" ");
  return [scheduler.replaceAll(" ", "-"), { vip: "www", port, pool, scheduler: name, scheduler_flags: flags }] as const;
};

describe("a request goes", () => {
  let lab: Lab;
  let client: LabNode;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    client = lab.node("client");
    await bareHosts(lab);
    project = (await TerraformProject.create(lab)).cluster(natCluster((cluster) => {
      const web = cluster.pools["web"]!;
      const onPort = (port: number) => ({ health_checks: web.health_checks.map((check) => ({ ...check, port: 80 })), servers: Object.fromEntries(Object.entries(web.servers).map(([name, server]) => [name, { ...server, port }])) });
      cluster.pools = { web: onPort(80), lines: onPort(9000) };
      cluster.virtual_servers = Object.fromEntries([...Object.entries(WEB).map(([name, port]) => service(name, port, "web")), ...Object.entries(LINES).map(([name, port]) => service(name, port, "lines"))]);
      cluster["silence"] = ["LVS154", "LVS186"];
    }));
    await project.deploy();
  });
  afterAll(() => project.remove());

  const ask = async (scheduler: keyof typeof WEB, count: number) => (await requests(client, `http://${NAT_VIP}:${WEB[scheduler]}/`, { count })).perServer;

  /** Connections that stand: which real server each went to. */
  async function held<T>(scheduler: keyof typeof LINES, count: number, meanwhile: (servers: () => Promise<Readonly<Record<string, number>>>) => Promise<T>): Promise<T> {
    const connections = await longConnections(client, `${NAT_VIP}:${LINES[scheduler]}`, count).started();
    const result = await meanwhile(() => activePerServer(LINES[scheduler]));
    await connections.stop();
    return result;
  }

  async function activePerServer(port: number): Promise<Readonly<Record<string, number>>> {
    const router = lab.node(await activeRouter(lab, NAT_VIP));
    const table = await router.must(`ipvsadm -Ln -t ${NAT_VIP}:${port} | awk '$1 == "->" && $2 ~ /^192/ { sub(/:.*/, "", $2); print $2, $5 }'`);
    return Object.fromEntries(table.trim().split("\n").map((line) => line.split(" ")).map(([address = "", active]) => [`web${Number(address.split(".")[3]) - 10}`, Number(active)]));
  }

  it.each(["sh", "mh"] as const)("by %s always to the same server, as long as the client has one address", async (scheduler) => {
    expect(Object.values(await ask(scheduler, 60))).toEqual([60]);
  });

  it.each(["sh sh-port", "mh mh-port"] as const)("by %s to every server, the more the greater its weight, as each has a port of its own", async (scheduler) => {
    const { web1 = 0, web2 = 0, web3 = 0 } = await ask(scheduler, 800);
    expect(web1 + web2 + web3).toBe(800);
    expect([web1 > 40, web2 > web1, web3 > web2]).toEqual([true, true, true]);
  });

  it.each(["dh", "lblc", "lblcr"] as const)("by %s always to one server, since a VIP is one destination", async (scheduler) => {
    expect(Object.values(await ask(scheduler, 60))).toEqual([60]);
  });

  it("by fo to the greatest weight, and to the next one while that server is ill", async () => {
    expect(await ask("fo", 40)).toEqual({ web3: 40 });
    await lab.node("web3").must("touch /run/lab/unhealthy");
    await eventually("web2 takes over", async () => (await ask("fo", 1))["web2"] === 1);
    expect(await ask("fo", 40)).toEqual({ web2: 40 });
    await lab.node("web3").must("rm /run/lab/unhealthy");
    await eventually("web3 is back", async () => (await ask("fo", 1))["web3"] === 1);
  });

  it("by ovf to the greatest weight until it has more connections than its weight, then to the next", async () => {
    expect(await held("ovf", 8, (servers) => servers())).toEqual({ web1: 0, web2: 2, web3: 6 });
    expect(await held("ovf", 11, (servers) => servers())).toEqual({ web1: 2, web2: 3, web3: 6 });
  });

  it("by sed to the shortest expected delay, and by nq to an idle server first", async () => {
    expect(await held("sed", 3, (servers) => servers())).toEqual({ web1: 0, web2: 1, web3: 2 });
    expect(await held("nq", 3, (servers) => servers())).toEqual({ web1: 1, web2: 1, web3: 1 });
  });

  it("by lc to those that hold the fewest connections, however they came by them", async () => {
    const ill = ["web2", "web3"].map((name) => lab.node(name));
    await Promise.all(ill.map((node) => node.must("touch /run/lab/unhealthy")));
    await eventually("web1 alone serves", async () => Object.keys(await activePerServer(LINES.lc)).join() === "web1");
    await held("lc", 4, async (servers) => {
      expect(await servers()).toEqual({ web1: 4 });
      await Promise.all(ill.map((node) => node.must("rm /run/lab/unhealthy")));
      await eventually("all serve", async () => Object.keys(await servers()).length === 3);
      expect(await held("lc", 8, (all) => all())).toEqual({ web1: 4, web2: 4, web3: 4 });
    });
  });

  it("and nothing of this is drift", async () => {
    const { code, output } = await project.plan();
    expect(code, output).toBe(0);
  });
});
