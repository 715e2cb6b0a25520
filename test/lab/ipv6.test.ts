import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { DIRECT_VIP, directCluster, natCluster } from "./harness/cluster-config";
import { activeRouter, holders } from "./harness/owners";
import { requests } from "./harness/probe";
import { expectShares } from "./harness/shares";
import { bareHosts, eventually, powerOn, site, spoil } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

/** The site's two networks in IPv6, beside the ones it has: hosts have the numbers of their IPv4 addresses. */
const FRONT = "2001:db8:1::";
const BACK = "2001:db8:2::";
const ADDRESSES = {
  lvs1: { eth0: `${FRONT}2`, eth1: `${BACK}2` },
  lvs2: { eth0: `${FRONT}3`, eth1: `${BACK}3` },
  web1: { eth0: `${BACK}11` },
  web2: { eth0: `${BACK}12` },
  web3: { eth0: `${BACK}13` },
  client: { eth0: `${FRONT}100`, eth1: `${BACK}100` },
} as const;

let lab: Lab;
let client: LabNode;
let project: TerraformProject;

async function freshSite(): Promise<void> {
  await bareHosts(lab);
  await Promise.all(Object.keys(ADDRESSES).map(giveAddresses));
  await spoil(...lab.nodes.filter(({ name }) => name !== "client"));
}

/** They go with a power cut. */
async function giveAddresses(name: string): Promise<void> {
  const addresses = ADDRESSES[name as keyof typeof ADDRESSES];
  await lab.node(name).must(Object.entries(addresses).map(([iface, address]) => `ip -6 address replace ${address}/64 dev ${iface} nodad`).join("; "));
}

/** New connections that the kernel of the router has counted for that virtual server, by its own statistics. */
async function counted(router: string, service: string): Promise<number> {
  const stats = await lab.node(router).must("ipvsadm -Ln --stats --exact");
  return Number(stats.split("\n").find((line) => line.includes(` ${service} `))?.trim().split(/\s+/)[2]);
}

/** The kernel adds up what its processors have counted every two seconds. */
async function countedSince(before: number, router: string, service: string): Promise<number> {
  await eventually("the kernel has counted", async () => (await counted(router, service)) >= before + 800, 10_000);
  return (await counted(router, service)) - before;
}

beforeAll(async () => {
  lab = await site();
  client = lab.node("client");
});

describe("direct routing in both families at once", () => {
  const VIP = `${BACK}10`;
  beforeAll(async () => {
    await freshSite();
    project = await TerraformProject.create(lab);
    await project
      .cluster(
        directCluster((cluster) => {
          cluster.vips["six"] = { address: VIP };
          const { servers } = cluster.pools["web"]!;
          cluster.pools["web6"] = { health_checks: [{ type: "tcp", interval_ms: 1000, timeout_ms: 900 }], servers: Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, { ...server, address: ADDRESSES[name as "web1"].eth0 }])) };
          cluster.virtual_servers["http6"] = { vip: "six", port: 80, pool: "web6", scheduler: "wrr" };
          // The VIP is in no network of the legs, which have one address each.
          cluster["silence"] = ["LVS151"];
        }),
      )
      .deploy();
  });

  afterAll(() => project.remove());

  it.each([
    ["IPv6", `http://[${VIP}]/`, `[${VIP}]:80`],
    ["IPv4", `http://${DIRECT_VIP}/`, `${DIRECT_VIP}:80`],
  ])("spreads requests over %s by weight, through the active router's table", async (_family, url, service) => {
    const router = await activeRouter(lab, VIP);
    const before = await counted(router, service);
    const { failed, perServer } = await requests(client, url, { count: 800 });
    expect(failed).toBe(0);
    expectShares(perServer, { web1: 100, web2: 200, web3: 500 }, 0.05);
    expect(await countedSince(before, router, service)).toBe(800);
  });

  it("has one neighbour for the VIP, the active router, though every real server holds it", async () => {
    const router = await activeRouter(lab, VIP);
    for (const name of ["web1", "web2", "web3"]) expect(await lab.node(name).must("ip -o -6 address show dev lo")).toContain(`${VIP}/128`);
    const mac = (await lab.node(router).must("cat /sys/class/net/eth1/address")).trim();
    const answers = await client.must(`python3 - ${VIP} eth1`, { stdin: NEIGHBOURS });
    expect(JSON.parse(answers)).toEqual([mac]);
  });

  it("moves both VIPs together when the active router loses power", async () => {
    const [active, backup] = (await activeRouter(lab, VIP)) === "lvs1" ? ["lvs1", "lvs2"] : ["lvs2", "lvs1"];
    await lab.node(active).kill();
    await eventually("the backup serves", async () => (await holders(lab, VIP)).join() === backup);
    expect(await holders(lab, DIRECT_VIP)).toEqual([backup]);
    expect(await requests(client, `http://[${VIP}]/`, { count: 40 })).toMatchObject({ failed: 0 });
    expect(await requests(client, `http://${DIRECT_VIP}/`, { count: 40 })).toMatchObject({ failed: 0 });
    await powerOn(lab.node(active));
  });
});

describe("NAT from IPv6 to IPv6", () => {
  const VIP = `${FRONT}10`;
  const GATEWAY = `${BACK}254`;
  beforeAll(async () => {
    await freshSite();
    project = await TerraformProject.create(lab);
    project
      .cluster(
        natCluster((cluster) => {
          for (const [name, router] of Object.entries(cluster.routers)) {
            router.public.address = `${ADDRESSES[name as "lvs1"].eth0}/64`;
            router.private!.address = `${ADDRESSES[name as "lvs1"].eth1}/64`;
          }
          cluster.routing["gateway"] = `${GATEWAY}/64`;
          cluster.vips["www"] = { address: VIP };
          for (const [name, server] of Object.entries(cluster.pools["web"]!.servers)) server.address = ADDRESSES[name as "web1"].eth0;
        }),
      );
  });

  afterAll(() => project.remove());

  it("is refused on a router whose kernel would drop its default route as soon as it forwards, and keeps that route where the kernel is told to", async () => {
    const lvs1 = lab.node("lvs1");
    const route = async (): Promise<string> => (await lvs1.must("ip -6 route show default")).trim();
    await lvs1.must("sysctl -q net.ipv6.conf.eth0.accept_ra=1");
    // Who says of himself that he is no router is nobody's default route.
    await client.must("sysctl -q net.ipv6.conf.eth0.forwarding=1");
    await client.must(["python3", "-c", ADVERTISEMENT, "eth0", ADDRESSES.lvs1.eth0]);
    await eventually("it has the route", async () => /^default via fe80::.* dev eth0 proto ra/.test(await route()));
    const { code, output } = await project.apply();
    expect([code, output]).toEqual([1, expect.stringMatching(/LVS371.*lvs1 has to forward IPv6, and its kernel then drops the default route that eth0 has from router advertisements/)]);
    expect(await lvs1.must("sysctl -n net.ipv6.conf.all.forwarding; ls /var/lib/lvs/clusters 2>/dev/null || true")).toBe("0\n");
    expect(await route()).toMatch(/ dev eth0 proto ra/);
    await lvs1.must("sysctl -q net.ipv6.conf.eth0.accept_ra=2");
    await project.deploy();
    expect(await lvs1.must("sysctl -n net.ipv6.conf.all.forwarding")).toBe("1\n");
    expect(await route()).toMatch(/ dev eth0 proto ra/);
    await client.must("sysctl -q net.ipv6.conf.eth0.forwarding=0");
  });

  it("spreads requests by weight, and answers come back through the NAT router address", async () => {
    const router = await activeRouter(lab, VIP);
    const before = await counted(router, `[${VIP}]:80`);
    const { failed, perServer } = await requests(client, `http://[${VIP}]/`, { count: 800 });
    expect(failed).toBe(0);
    expectShares(perServer, { web1: 100, web2: 200, web3: 500 }, 0.05);
    expect(await countedSince(before, router, `[${VIP}]:80`)).toBe(800);
    expect(await lab.node("web1").must("ip -6 route show default")).toContain(`via ${GATEWAY}`);
  });

  it("has heartbeats, VIP and NAT router address over IPv6: all move together", async () => {
    const [active, backup] = (await activeRouter(lab, VIP)) === "lvs1" ? ["lvs1", "lvs2"] : ["lvs2", "lvs1"];
    await lab.node(active).kill();
    await eventually("the backup serves", async () => (await holders(lab, VIP)).join() === backup);
    expect(await holders(lab, GATEWAY)).toEqual([backup]);
    expect(await requests(client, `http://[${VIP}]/`, { count: 40 })).toMatchObject({ failed: 0 });
    await powerOn(lab.node(active));
  });
});

/** Tells one host once that this one is its default router for half an hour (RFC 4861). */
const ADVERTISEMENT = `
import socket, struct, sys
iface, address = sys.argv[1:]
link = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, 255)
index = socket.if_nametoindex(iface)
own = [line.split()[0] for line in open("/proc/net/if_inet6") if line.split()[5] == iface and line.startswith("fe80")][0]
link.bind((socket.inet_ntop(socket.AF_INET6, bytes.fromhex(own)), 0, 0, index))
link.sendto(struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0), (address, 0, 0, index))
`;

/** Asks once by neighbour solicitation who has an address, and prints the MAC addresses of all who say so within a second. */
const NEIGHBOURS = `
import json, select, socket, struct, sys, time
address, iface = sys.argv[1:]
target = socket.inet_pton(socket.AF_INET6, address)
link = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
index = socket.if_nametoindex(iface)
mac = bytes.fromhex(open("/sys/class/net/%s/address" % iface).read().strip().replace(":", ""))
group = socket.inet_ntop(socket.AF_INET6, bytes.fromhex("ff0200000000000000000001ff") + target[13:])
link.sendto(struct.pack("!BBHI", 135, 0, 0, 0) + target + b"\\x01\\x01" + mac, (group, 0, 0, index))
found, end = set(), time.monotonic() + 1
while select.select([link], [], [], max(0, end - time.monotonic()))[0]:
    data = link.recv(256)
    if data[0] == 136 and data[8:24] == target and data[24:26] == b"\\x02\\x01":
        found.add(data[26:32].hex(":"))
print(json.dumps(sorted(found)))
`;
