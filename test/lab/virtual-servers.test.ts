import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { type ClusterConfig, NAT_VIP, natCluster } from "./harness/cluster-config";
import { activeRouter } from "./harness/owners";
import { requests } from "./harness/probe";
import { bareHosts, eventually, site } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";
import { longConnections } from "./harness/traffic";

/** By the port of its virtual server; real servers web1, web2, web3 have the weights 1, 2, 5. */
const WEB = { sh: 8001, "sh sh-port": 8002, mh: 8003, "mh mh-port": 8004, fo: 8005, dh: 8006, lblc: 8007, lblcr: 8008, "sh sh-port sh-fallback": 8009, "mh mh-port mh-fallback": 8010 } as const;
const LINES = { lc: 9001, sed: 9002, nq: 9003, ovf: 9004, wlc: 9005 } as const;

/** The same for what a virtual server may be told beside its scheduler. */
const MORE = { persistent: 8101, "persistent by network": 8102, sorry: 8103, datagrams: 9101, "one packet": 9102, drained: 9103 } as const;
/** Addresses that the client has beside its own, all in one network. */
const OTHERS = Array.from({ length: 8 }, (_, index) => `203.0.113.${110 + index}`);

const service = (scheduler: string, port: number, pool: string) => {
  const [name, ...flags] = scheduler.split(" ");
  return [scheduler.replaceAll(" ", "-"), { vip: "www", port, pool, scheduler: name, scheduler_flags: flags }] as const;
};

let lab: Lab;
let client: LabNode;
let project: TerraformProject;
beforeAll(async () => {
  lab = await site();
  client = lab.node("client");
  await bareHosts(lab);
  project = (await TerraformProject.create(lab)).cluster(everyKind());
  await project.deploy();
  await client.must(OTHERS.map((address) => `ip address replace ${address}/32 dev eth0`).join("; "));
});
afterAll(() => project.remove());

/** A virtual server for each scheduler and each thing that one may be told. */
function everyKind(weightOfWeb3 = 5): ClusterConfig {
  return natCluster((cluster) => {
    const web = cluster.pools["web"]!;
    web.servers["web3"]!.weight = weightOfWeb3;
    const onPort = (port: number) => ({ health_checks: web.health_checks.map((check) => ({ ...check, port: 80 })), servers: Object.fromEntries(Object.entries(web.servers).map(([name, server]) => [name, { ...server, port }])) });
    const only = ({ health_checks, servers }: ReturnType<typeof onPort>, ...names: readonly string[]) => ({ health_checks, servers: Object.fromEntries(names.map((name) => [name, servers[name]!])) });
    cluster.pools = { web: onPort(80), lines: onPort(9000), fragile: only(onPort(80), "web1", "web2"), excuse: { ...only(onPort(80), "web3"), health_checks: [] } };
    const more = (name: keyof typeof MORE, pool: string, options: object) => [name.replaceAll(" ", "-"), { vip: "www", port: MORE[name], pool, scheduler: "wrr", ...options }] as const;
    cluster.virtual_servers = Object.fromEntries([
      ...Object.entries(WEB).map(([name, port]) => service(name, port, "web")),
      ...Object.entries(LINES).map(([name, port]) => service(name, port, "lines")),
      more("persistent", "web", { persistence_timeout_ms: 300_000 }),
      more("persistent by network", "web", { persistence_timeout_ms: 300_000, persistence_prefix_length: 24 }),
      more("sorry", "fragile", { sorry_pool: "excuse" }),
      more("datagrams", "lines", { protocol: "udp" }),
      more("one packet", "lines", { protocol: "udp", one_packet: true }),
      more("drained", "lines", {}),
    ]);
    cluster["silence"] = ["LVS154", "LVS186", "LVS180"];
  });
}

async function nothingToDo(): Promise<void> {
  const { code, output } = await project.plan();
  expect(code, output).toBe(0);
}

async function activePerServer(port: number): Promise<Readonly<Record<string, number>>> {
  const router = lab.node(await activeRouter(lab, NAT_VIP));
  const table = await router.must(`ipvsadm -Ln -t ${NAT_VIP}:${port} | awk '$1 == "->" && $2 ~ /^192/ { sub(/:.*/, "", $2); print $2, $5 }'`);
  return Object.fromEntries(table.trim().split("\n").map((line) => line.split(" ")).map(([address = "", active]) => [`web${Number(address.split(".")[3]) - 10}`, Number(active)]));
}

describe("a request goes", () => {
  const ask = async (scheduler: keyof typeof WEB, count: number) => (await requests(client, `http://${NAT_VIP}:${WEB[scheduler]}/`, { count })).perServer;

  /** Connections that stand: which real server each went to. */
  async function held<T>(scheduler: keyof typeof LINES, count: number, meanwhile: (servers: () => Promise<Readonly<Record<string, number>>>) => Promise<T>): Promise<T> {
    const connections = await longConnections(client, `${NAT_VIP}:${LINES[scheduler]}`, count).started();
    const result = await meanwhile(() => activePerServer(LINES[scheduler]));
    await connections.stop();
    return result;
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
    expect(await held("nq", 6, (servers) => servers())).toEqual({ web1: 1, web2: 1, web3: 4 });
  });

  it("by wlc to those that hold the fewest connections for their weight", async () => {
    // Weighted round robin would make it 1, 1 and 4, and least-connections 2 each.
    expect(await held("wlc", 6, (servers) => servers())).toEqual({ web1: 1, web2: 2, web3: 3 });
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

  it("and nothing of this is drift", nothingToDo);
});

describe("with persistence a client goes", () => {
  /** Which server answers a new request from each of these addresses. */
  async function serversOf(name: keyof typeof MORE, addresses: readonly string[]): Promise<string[]> {
    return JSON.parse(await client.must(["python3", "-", NAT_VIP, String(MORE[name]), ...addresses], { stdin: ASK_FROM })) as string[];
  }

  it("always to the server it had first, and clients of other addresses to others", async () => {
    const first = await serversOf("persistent", OTHERS);
    expect(counted(first)).toEqual({ web1: 1, web2: 2, web3: 5 });
    expect(await serversOf("persistent", OTHERS)).toEqual(first);
    expect(await serversOf("persistent", [...OTHERS].reverse())).toEqual([...first].reverse());
  });

  it("with all others of its network to one server, when those count as one client", async () => {
    expect(Object.values(counted(await serversOf("persistent by network", [...OTHERS, "203.0.113.100"])))).toEqual([9]);
  });

  it("elsewhere once its server is drained, while connections that stand there go on", async () => {
    const first = await serversOf("persistent", OTHERS);
    const lines = await longConnections(client, `${NAT_VIP}:${MORE.drained}`, 8).started();
    expect(await activePerServer(MORE.drained)).toEqual({ web1: 1, web2: 2, web3: 5 });
    await project.cluster(everyKind(0)).deploy();
    const second = await serversOf("persistent", OTHERS);
    expect(second.filter((server) => server === "web3")).toEqual([]);
    expect(second.map((server, index) => (first[index] === "web3" ? "web3" : server))).toEqual(first);
    expect((await requests(client, `tcp://${NAT_VIP}:${MORE.drained}`, { count: 30 })).perServer).not.toHaveProperty("web3");
    expect(await activePerServer(MORE.drained)).toMatchObject({ web3: 5 });
    expect(await lines.stop()).toMatchObject({ connections: 8, resets: 0, refused: 0 });
  }, 300_000);

  it.each(["sh", "mh"] as const)("by %s with fallback to the others while its server is drained, and to nobody without it", async (scheduler) => {
    const asked = async (flags: "" | ` ${typeof scheduler}-fallback`) => requests(client, `http://${NAT_VIP}:${WEB[`${scheduler} ${scheduler}-port${flags}` as keyof typeof WEB]}/`, { count: 80, concurrency: 20 });
    await project.cluster(everyKind(0)).deploy();
    const without = await asked("");
    // Some are refused; others wait in vain, because the kernel says so only a few times a second.
    expect([without.failed > 5, Object.keys(without.perServer)]).toEqual([true, ["web1", "web2"]]);
    const { failed, perServer } = await asked(` ${scheduler}-fallback`);
    expect([failed, Object.keys(perServer)]).toEqual([0, ["web1", "web2"]]);
  }, 300_000);

  it("as before when it serves again", async () => {
    await project.cluster(everyKind()).deploy();
    expect((await requests(client, `http://${NAT_VIP}:${WEB["sh sh-port"]}/`, { count: 100 })).failed).toBe(0);
  }, 300_000);

  const ASK_FROM = `
import http.client, json, sys
vip, port, *addresses = sys.argv[1:]
def ask(address):
    connection = http.client.HTTPConnection(vip, int(port), timeout=5, source_address=(address, 0))
    connection.request("GET", "/")
    return connection.getresponse().read().decode().split()[0]
print(json.dumps([ask(address) for address in addresses]))
`;
});

describe("datagrams from one socket go", () => {
  async function serversOf(name: keyof typeof MORE, count: number): Promise<Readonly<Record<string, number>>> {
    return counted(JSON.parse(await client.must(["python3", "-", NAT_VIP, String(MORE[name]), String(count)], { stdin: SEND })) as string[]);
  }

  it("to one server, as long as they follow each other", async () => {
    expect(Object.values(await serversOf("datagrams", 24))).toEqual([24]);
  });

  it("to all by weight, when each is scheduled by itself", async () => {
    expect(await serversOf("one packet", 24)).toEqual({ web1: 3, web2: 6, web3: 15 });
  });

  const SEND = `
import json, socket, sys
vip, port, count = sys.argv[1:]
wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
wire.settimeout(5)
def ask():
    wire.sendto(b"hello", (vip, int(port)))
    return wire.recvfrom(100)[0].decode().split()[0]
print(json.dumps([ask() for _ in range(int(count))]))
`;
});

describe("a sorry server", () => {
  const ask = async () => (await requests(client, `http://${NAT_VIP}:${MORE.sorry}/`, { count: 9 })).perServer;

  it("answers only while no other can, and that is no drift", async () => {
    expect(await ask()).toEqual({ web1: 3, web2: 6 });
    const ill = ["web1", "web2"].map((name) => lab.node(name));
    await Promise.all(ill.map((node) => node.must("touch /run/lab/unhealthy")));
    await eventually("it stands in", async () => (await ask())["web3"] === 9);
    await nothingToDo();
    await ill[1]!.must("rm /run/lab/unhealthy");
    await eventually("one of the others is back", async () => (await ask())["web2"] === 9);
    await ill[0]!.must("rm /run/lab/unhealthy");
    await eventually("both are back", async () => Object.keys(await ask()).join() === "web1,web2");
    await nothingToDo();
  });
});

function counted(servers: readonly string[]): Record<string, number> {
  const count = (server: string): number => servers.filter((one) => one === server).length;
  return Object.fromEntries([...new Set(servers)].sort().map((server) => [server, count(server)]));
}
