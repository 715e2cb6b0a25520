import { type BundleFile, type HostBundle, compileCluster } from "../../../lib/compile";
import { type Cluster, type ClusterInput, parseCluster } from "../../../lib/model";

/** A NAT pair as the README has it. */
export const NAT_PAIR: ClusterInput = {
  name: "www",
  routers: {
    lvs1: { host: "lvs1", priority: 254, public: { interface: "eth0", address: "203.0.113.2/24" }, private: { interface: "eth1", address: "192.168.1.2/24" } },
    lvs2: { host: "lvs2", priority: 244, public: { interface: "eth0", address: "203.0.113.3/24" }, private: { interface: "eth1", address: "192.168.1.3/24" } },
  },
  heartbeat: { virtualRouterId: 51, advertIntervalMs: 200 },
  routing: { method: "nat", gateway: "192.168.1.254/24", gatewayLabel: "eth1:1" },
  vips: { www: { address: "203.0.113.10" } },
  pools: {
    web: {
      healthChecks: [{ type: "http", path: "/healthz" }],
      servers: { web1: { address: "192.168.1.11", weight: 100, login: { host: "web1", interface: "eth0" } }, web2: { address: "192.168.1.12", weight: 200, port: 8080 } },
    },
  },
  virtualServers: { http: { vip: "www", port: 80, pool: "web" } },
};

/** One router, direct routing, both IP families, UDP. */
export const DIRECT_SINGLE: ClusterInput = {
  name: "dns",
  routers: { gate: { host: "gate", priority: 100, public: { interface: "bond0.7", address: "198.51.100.2/24" }, private: { interface: "eth1", address: "2001:db8::2/64" } } },
  heartbeat: { virtualRouterId: 9, startupDelayMs: 2500 },
  routing: { method: "direct" },
  vips: { four: { address: "198.51.100.53" }, six: { address: "2001:DB8:0::53", leg: "private" } },
  pools: {
    four: { servers: { ns1: { address: "198.51.100.11", login: { host: "ns1", interface: "bond0.7" } } } },
    six: {
      healthChecks: [{ type: "tcp", port: 53 }, { type: "https", virtualHost: "ns.example.net", status: 204, intervalMs: 250, timeoutMs: 200, retries: 0 }],
      servers: { ns1: { address: "2001:db8::11", login: { host: "ns1", interface: "bond0.7" } }, ns2: { address: "2001:db8::12" } },
    },
  },
  virtualServers: { udp4: { vip: "four", protocol: "udp", port: 53, pool: "four", scheduler: "rr" }, tcp6: { vip: "six", port: 53, pool: "six" } },
};

/** Two routers, tunneling: one real server beside them and one in another network, which nobody may log in to. */
export const TUNNEL_PAIR: ClusterInput = {
  name: "far",
  routers: {
    lvs1: { host: "lvs1", priority: 254, public: { interface: "eth0", address: "203.0.113.2/24" } },
    lvs2: { host: "lvs2", priority: 244, public: { interface: "eth0", address: "203.0.113.3/24" } },
  },
  heartbeat: { virtualRouterId: 51 },
  routing: { method: "tunnel", mss: 1400 },
  vips: { www: { address: "203.0.113.10" } },
  pools: { web: { servers: { near: { address: "203.0.113.21", login: { host: "near", interface: "eth0" } }, remote: { address: "198.51.100.21", weight: 2 } } } },
  virtualServers: { http: { vip: "www", port: 80, pool: "web", scheduler: "wrr" } },
};

/** The model, which must parse. */
export function parsed(input: ClusterInput): Cluster {
  const result = parseCluster(input);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.value;
}

/** Known files of one host, by path. */
export function filesOf(input: ClusterInput, host: string): Record<string, BundleFile> {
  const bundle = compileCluster(parsed(input)).hosts.find((each) => each.host === host);
  return Object.fromEntries(Object.entries((bundle as HostBundle).files).flatMap(([path, file]) => (file.known ? [[path, file.value]] : [])));
}

/** The text of one file without comments and the blank lines between parts. */
export function bare(text: string | undefined): string {
  return (text ?? "")
    .split("\n")
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join("\n");
}
