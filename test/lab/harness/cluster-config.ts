/** A cluster as Terraform's JSON has it; tests change what they are about. */
export interface ClusterConfig {
  name: string;
  routers: Record<string, { host: string; priority: number; public: Leg; private?: Leg; [more: string]: unknown }>;
  heartbeat: { virtual_router_id: number; advert_interval_ms?: number; [more: string]: unknown };
  routing: { method: string; gateway?: string; gateway_label?: string; [more: string]: unknown };
  vips: Record<string, { address: string; leg?: string; [more: string]: unknown }>;
  pools: Record<string, { health_checks: object[]; load_monitor?: object; servers: Record<string, ServerConfig> }>;
  virtual_servers: Record<string, { vip: string; port: number; pool: string; [more: string]: unknown }>;
  deletion_protection?: boolean;
  [more: string]: unknown;
}

/** One real server. */
export interface ServerConfig {
  address: string;
  weight: number;
  login?: { host: string; interface: string; [more: string]: unknown };
  [more: string]: unknown;
}

/** One side of a router. */
export interface Leg {
  interface: string;
  address: string;
}

/** The VIP of {@link natCluster}. */
export const NAT_VIP = "203.0.113.10";
/** The VIP of {@link directCluster}: on the real servers' own network. */
export const DIRECT_VIP = "192.168.1.10";

/** HTTP by NAT on the shared site: web1, web2, web3 with weights 1, 2, 5 behind 203.0.113.10:80. */
export function natCluster(change: (cluster: ClusterConfig) => void = () => undefined): ClusterConfig {
  const cluster: ClusterConfig = {
    name: "www",
    routers: { lvs1: router(2, 254), lvs2: router(3, 244) },
    heartbeat: { virtual_router_id: 51 },
    routing: { method: "nat", gateway: "192.168.1.254/24" },
    vips: { www: { address: NAT_VIP } },
    pools: { web: { health_checks: [{ type: "http", path: "/healthz", interval_ms: 1000, timeout_ms: 900 }], servers: { web1: server(1, 1), web2: server(2, 2), web3: server(3, 5) } } },
    virtual_servers: { http: { vip: "www", port: 80, pool: "web", scheduler: "wrr" } },
    deletion_protection: false,
  };
  change(cluster);
  return cluster;
}

/** The same with web1 alone: enough where it is about the routers, and each host less makes a change faster. */
export function smallCluster(change: (cluster: ClusterConfig) => void = () => undefined): ClusterConfig {
  return natCluster((cluster) => {
    cluster.pools["web"]!.servers = { web1: server(1, 1) };
    change(cluster);
  });
}

/** As {@link natCluster} by direct routing, all on the back network: the client's leg there is 192.168.1.100. */
export function directCluster(change: (cluster: ClusterConfig) => void = () => undefined): ClusterConfig {
  return natCluster((cluster) => {
    cluster.routing = { method: "direct" };
    for (const router of Object.values(cluster.routers)) {
      if (router.private !== undefined) router.public = router.private;
      delete router.private;
    }
    cluster.vips = { www: { address: DIRECT_VIP } };
    change(cluster);
  });
}

function router(index: number, priority: number): ClusterConfig["routers"][string] {
  return {
    host: `lvs${index - 1}`,
    priority,
    public: { interface: "eth0", address: `203.0.113.${index}/24` },
    private: { interface: "eth1", address: `192.168.1.${index}/24` },
  };
}

function server(index: number, weight: number): ServerConfig {
  return { address: `192.168.1.${10 + index}`, weight, login: { host: `web${index}`, interface: "eth0" } };
}
