import { type AttributeType, type Attributes } from "../../../lib/provider/server/schema";
import { type ClusterConfig, natCluster } from "./cluster-config";

/** {@link natCluster} with every optional attribute written out, each with a value that its hosts accept. */
export function fullCluster(): ClusterConfig {
  return natCluster((cluster) => {
    for (const router of Object.values(cluster.routers)) Object.assign(router, { port: 22, user: "root", keepalived_version: "2.2.7" });
    Object.assign(cluster.heartbeat, { advert_interval_ms: 1000, leg: "public", startup_delay_ms: 0, second_path: { public_references: ["203.0.113.100"], private_references: ["192.168.1.12"] } });
    Object.assign(cluster.routing, { gateway_label: "eth1:1", vip_check: false, outbound_vip: "www", masquerade_local_clients: true, policy_routing: false });
    Object.assign(cluster.vips["www"]!, { leg: "public", label: "eth0:1" });
    const pool = cluster.pools["web"]!;
    pool.health_checks = [{ type: "http", port: 80, path: "/healthz", status: 200, match: "web[0-9]", virtual_host: "www.example.net", interval_ms: 1000, timeout_ms: 900, retries: 1, retry_delay_ms: 1000 }];
    Object.assign(pool, { load_monitor: { type: "uptime", policy: "proportional", port: 22, user: "lvs-load", identity_file: "/etc/lvs/load-monitor.key", interval_ms: 10_000, timeout_ms: 5000, stale_after_ms: 30_000 } });
    for (const server of Object.values(pool.servers)) Object.assign(server, { port: 80, weight: 10 * server.weight, processors: 1 }, { login: { ...server.login, port: 22, user: "root" } });
    Object.assign(cluster.virtual_servers["http"]!, { protocol: "tcp", scheduler: "wrr" });
    const server = pool.servers["web1"]!;
    cluster.pools["sorry"] = { health_checks: [], servers: { web1: { address: server.address, port: 8080, weight: 1, login: server.login! } } };
    // The first one is the one whose leaves are tried.
    cluster.virtual_servers = { sticky: { vip: "www", port: 8080, pool: "web", protocol: "tcp", scheduler: "mh", scheduler_flags: ["mh-port"], persistence_timeout_ms: 300_000, persistence_prefix_length: 24, one_packet: false, sorry_pool: "sorry" }, ...cluster.virtual_servers };
    Object.assign(cluster, { install_packages: false, silence: ["LVS156", "LVS190"] });
  });
}

/** The same with one router and one real server: enough where it is about values, and each host less makes a deployment faster. */
export function leanFullCluster(): ClusterConfig {
  const cluster = fullCluster();
  cluster.routers = { lvs1: cluster.routers["lvs1"]! };
  cluster.pools["web"]!.servers = { web1: cluster.pools["web"]!.servers["web1"]! };
  return cluster;
}

/** One place in a configuration that takes a value: the keys that lead there. */
export type LeafPath = readonly (string | number)[];

/** What means nothing beside the others: tunneling.test.ts and monitoring.test.ts have it. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  "routing.mss",
  "pools.web.load_monitor.path",
  ...["digest", "query_type", "query_name", "helo_name", "payload", "reply", "send", "expect", "script"].map((name) => `pools.web.health_checks.0.${name}`),
]);

/** Every leaf that takes a value, by the schema; of maps and lists the first member is taken. What has members has to be known as such. */
export function leaves(config: unknown, attributes: Attributes, path: LeafPath = []): LeafPath[] {
  const members = config as Readonly<Record<string, unknown>>;
  return Object.entries(attributes).flatMap(([name, { type, computed, optional }]) => {
    if (computed === true && optional !== true) return [];
    const here = [...path, name];
    if (ELSEWHERE.has(here.join("."))) return [];
    if (members[name] === undefined) throw new Error(`the configuration lacks ${here.join(".")}, so nothing would be tried with it`);
    return below(members[name], type, here);
  });
}

function below(value: unknown, type: AttributeType, path: LeafPath): LeafPath[] {
  if (typeof type !== "object" || !("nested" in type)) return [Array.isArray(value) ? [...path, 0] : path];
  if (type.nested === "single") return leaves(value, type.attributes, path);
  const key = Array.isArray(value) ? 0 : Object.keys(value as object)[0]!;
  return leaves((value as Record<string | number, unknown>)[key], type.attributes, [...path, key]);
}

/** The value there. */
export function valueAt(config: unknown, path: LeafPath): unknown {
  return path.reduce((value, key) => (value as Record<string | number, unknown>)[key], config);
}

/** A copy with another value there. */
export function withValueAt<T>(config: T, path: LeafPath, value: unknown): T {
  const copy = structuredClone(config);
  const parent = valueAt(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  parent[path.at(-1)!] = value;
  return copy;
}
