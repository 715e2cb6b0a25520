import { type Lab as LabType, Lab, type TopologyInput } from "../../../lib/lab";
import { type ClusterConfig } from "./cluster-config";
import { fastKernel, kernelWithPacketFilter, must } from "./site";

/** The VIP of {@link tunnelCluster}. */
export const TUNNEL_VIP = "203.0.113.10";

/** The same over IPv6, for {@link dualStack}. */
export const TUNNEL_VIP6 = "2001:db8:1::10";

const FAR_ROUTES = [
  { to: "198.51.100.0/24", via: "203.0.113.254" },
  { to: "2001:db8:2::/64", via: "2001:db8:1::254" },
];
// Where segments are made shorter, or what is said of too long ones is dropped.
const kernel = kernelWithPacketFilter;
const front = (host: number) => ({ interface: "eth0", network: "front", addresses: [`203.0.113.${host}/24`, `2001:db8:1::${host}/64`] });
const far = (host: number) => ({ interface: "eth0", network: "far", addresses: [`198.51.100.${host}/24`, `2001:db8:2::${host}/64`] });
const farServer = (host: number): TopologyInput["nodes"][string] => ({ role: "real-server", kernel, links: [far(host)], routes: [{ to: "default", via: "198.51.100.1" }, { to: "default", via: "2001:db8:2::1" }] });

/** Routers and one real server on one network, two more real servers on another, behind a router that is nobody's. */
const topology: TopologyInput = {
  networks: ["front", "far"],
  nodes: {
    lvs1: { role: "router", links: [front(2)], routes: FAR_ROUTES },
    lvs2: { role: "router", links: [front(3)], routes: FAR_ROUTES },
    web1: { role: "real-server", kernel, links: [front(21)], routes: FAR_ROUTES },
    web2: farServer(22),
    web3: farServer(23),
    client: { role: "client", kernel, links: [front(100)], routes: FAR_ROUTES },
    wan: { role: "client", links: [front(254), { ...far(1), interface: "eth1" }] },
  },
};

/** A geographically distributed site of its own. @param delayMs of every packet on its way to the far network and back, each way */
export async function farSite(delayMs: number): Promise<LabType> {
  const lab = must(await Lab.up(topology, { name: `far-${process.pid}`, kernel: fastKernel }));
  const delays = ["eth0", "eth1"].map((device) => `tc qdisc add dev ${device} root netem delay ${delayMs}ms`).join("; ");
  await lab.node("wan").must(`sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1; ${delays}`);
  return lab;
}

/** HTTP and an echo of lines by tunneling: web1 beside the routers, web2 and web3 far away, with weights 1, 2, 5. */
export function tunnelCluster(change: (cluster: ClusterConfig) => void = () => undefined): ClusterConfig {
  const server = (name: string, address: string, weight: number) => ({ address, weight, login: { host: name, interface: "eth0" } });
  const cluster: ClusterConfig = {
    name: "far",
    routers: {
      lvs1: { host: "lvs1", priority: 254, public: { interface: "eth0", address: "203.0.113.2/24" } },
      lvs2: { host: "lvs2", priority: 244, public: { interface: "eth0", address: "203.0.113.3/24" } },
    },
    heartbeat: { virtual_router_id: 51 },
    routing: { method: "tunnel" },
    vips: { www: { address: TUNNEL_VIP } },
    pools: {
      web: {
        health_checks: [{ type: "http", port: 80, path: "/healthz", interval_ms: 1000, timeout_ms: 900 }],
        servers: { web1: server("web1", "203.0.113.21", 1), web2: server("web2", "198.51.100.22", 2), web3: server("web3", "198.51.100.23", 5) },
      },
    },
    virtual_servers: {
      http: { vip: "www", port: 80, pool: "web", scheduler: "wrr" },
      lines: { vip: "www", port: 9000, pool: "web", scheduler: "rr" },
    },
    deletion_protection: false,
  };
  change(cluster);
  return cluster;
}

/** The same services over IPv6 too, by the same real servers. */
export function dualStack(cluster: ClusterConfig): void {
  const addresses: Readonly<Record<string, string>> = { web1: "2001:db8:1::21", web2: "2001:db8:2::22", web3: "2001:db8:2::23" };
  const { health_checks, servers } = cluster.pools["web"]!;
  cluster.vips["six"] = { address: TUNNEL_VIP6 };
  cluster.pools["web6"] = { health_checks, servers: Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, { ...server, address: addresses[name]! }])) };
  for (const [name, service] of Object.entries(cluster.virtual_servers)) cluster.virtual_servers[`${name}6`] = { ...service, vip: "six", pool: "web6" };
  // The VIP is in no network of the legs, which have one address each.
  cluster["silence"] = ["LVS151"];
}
