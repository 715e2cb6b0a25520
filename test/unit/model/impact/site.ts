import { hasErrors } from "../../../../lib/diagnostics";
import { type Cluster, checkCluster, parseCluster } from "../../../../lib/model";
import { type Patch, type Raw } from "../checks/patch";

const server = (host: number, weight: number, port?: number) => ({ address: `192.168.1.${host}`, weight, ...(port === undefined ? {} : { port }), login: { host: `web${host}`, interface: "eth0" } });
const router = (host: number, priority: number) => ({ host: `lvs${host}`, priority, public: { interface: "eth0", address: `203.0.113.${host}/24` }, private: { interface: "eth1", address: `192.168.1.${host}/24` } });

/** NAT with a pool for each way of spreading: by weights, in turn, by hash, for persistent clients, single datagrams, and one with a load monitor. */
export const SITE: Raw = {
  name: "www",
  routers: { lvs1: router(2, 254), lvs2: router(3, 244) },
  heartbeat: { virtualRouterId: 51 },
  routing: { method: "nat", gateway: "192.168.1.254/24", gatewayLabel: "eth1:1" },
  vips: { www: { address: "203.0.113.10", label: "eth0:1" }, idle: { address: "203.0.113.11" } },
  pools: {
    web: { healthChecks: [{ type: "http", path: "/healthz" }], servers: { web1: server(11, 1), web2: server(12, 2), web3: server(13, 5), drained: server(14, 0) } },
    lines: { servers: { web1: server(11, 1, 9000), web2: server(12, 1, 9000) } },
    hashed: { servers: { web1: server(11, 1, 81), web2: server(12, 1, 81) } },
    loaded: { loadMonitor: { type: "http" }, servers: { load1: server(31, 10, 82), load2: server(32, 10, 82) } },
    sorry: { servers: { sorry1: server(20, 1, 8080) } },
    spare: { servers: { web5: server(15, 1) } },
  },
  virtualServers: {
    http: { vip: "www", port: 80, pool: "web", scheduler: "wrr" },
    sticky: { vip: "www", port: 8080, pool: "web", scheduler: "wlc", persistenceTimeoutMs: 300_000 },
    lines: { vip: "www", port: 9000, pool: "lines", scheduler: "rr", sorryPool: "sorry" },
    hashed: { vip: "www", port: 81, pool: "hashed", scheduler: "sh" },
    loaded: { vip: "www", port: 82, pool: "loaded", scheduler: "wlc" },
    datagrams: { vip: "www", port: 53, protocol: "udp", pool: "lines", scheduler: "rr", onePacket: true },
  },
};

/** All on one network, by direct routing. */
export const DIRECT: Raw = {
  name: "www",
  routers: { lvs1: { host: "lvs1", priority: 254, public: { interface: "eth0", address: "192.168.1.2/24" } }, lvs2: { host: "lvs2", priority: 244, public: { interface: "eth0", address: "192.168.1.3/24" } } },
  heartbeat: { virtualRouterId: 51 },
  routing: { method: "direct" },
  vips: { www: { address: "192.168.1.10" } },
  pools: { web: { servers: { web1: server(11, 1), web2: server(12, 1) } } },
  virtualServers: { http: { vip: "www", port: 80, pool: "web", scheduler: "rr" } },
};

/** The same with three routers. */
export const three: Patch = (raw) => ({ ...raw, routers: { ...(raw["routers"] as Raw), lvs3: router(4, 234) } });

/** A configuration that has no error, parsed. */
export function clusterOf(raw: Raw): Cluster {
  const parsed = parseCluster(raw);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  const findings = checkCluster(parsed.value);
  if (hasErrors(findings)) throw new Error(JSON.stringify(findings.filter(({ severity }) => severity === "error")));
  return parsed.value;
}
