import { type Cluster, DEFAULT_PROCESSORS, type LoadMonitor, type RealServer, type RealServerPool, explicitMonitor } from "../../model";
import { addressOf, canonicalAddress } from "../host-address";
import { byName } from "../order";
import { HEARTBEAT_RUNTIME_DIRECTORY } from "../paths";

/** The pools whose weights are moved, by name. */
export function monitoredPools(cluster: Cluster): (readonly [string, MonitoredPool])[] {
  return byName(cluster.pools).filter((entry): entry is readonly [string, MonitoredPool] => entry[1].loadMonitor !== undefined);
}

/** A pool with a load monitor. */
export type MonitoredPool = RealServerPool & { readonly loadMonitor: LoadMonitor };

/** File that holds the offset to a real server's weight; in the heartbeat's own directory, which is there as long as keepalived runs. */
export function offsetFile(pool: string, server: string): string {
  return `${HEARTBEAT_RUNTIME_DIRECTORY}/load.${pool}.${server}`;
}

/** What the program is told, in the form that its head describes. */
export function loadMonitorConf(cluster: Cluster): string {
  const pools = monitoredPools(cluster).flatMap(([name, pool]) => [...poolLines(name, pool), ...memberLines(cluster, name, pool)]);
  return ["# pool NAME TYPE POLICY INTERVAL TIMEOUT STALE PORT PATH USER KEY; server POOL NAME ADDRESS WEIGHT PROCESSORS; member POOL NAME PROTOCOL SERVICE MEMBER; times in seconds", ...pools].map((line) => `${line}\n`).join("");
}

function poolLines(name: string, { servers, loadMonitor }: MonitoredPool): string[] {
  return [`pool ${name} ${howToAsk(loadMonitor).join(" ")}`, ...byName(servers).map(([server, it]) => serverLine(name, server, it))];
}

function howToAsk(monitor: LoadMonitor): (string | number)[] {
  const { type, policy, intervalMs, timeoutMs, staleAfterMs, port, path, user, identityFile } = explicitMonitor(monitor);
  return [type, policy, intervalMs / 1000, timeoutMs / 1000, staleAfterMs / 1000, port, path, user, identityFile];
}

function serverLine(pool: string, name: string, { address, weight, processors }: RealServer): string {
  return `server ${pool} ${name} ${canonicalAddress(address)} ${weight} ${processors ?? DEFAULT_PROCESSORS}`;
}

/** Where each server of the pool stands in the kernel's table: once for each virtual server that sends to the pool. */
function memberLines(cluster: Cluster, pool: string, { servers }: MonitoredPool): string[] {
  const users = byName(cluster.virtualServers).filter(([, virtualServer]) => virtualServer.pool === pool);
  return users.flatMap(([, { vip, protocol, port }]) =>
    byName(servers).map(([name, server]) => `member ${pool} ${name} ${protocol.toUpperCase()} ${inKernelTable(cluster.vips[vip]?.address ?? "", port)} ${inKernelTable(server.address, server.port ?? port)}`),
  );
}

/** As /proc/net/ip_vs writes it: `C0A8010B:0050`, `[2001:0db8:0000:0000:0000:0000:0000:0010]:0050`. */
function inKernelTable(address: string, port: number): string {
  const { family, value } = addressOf(address);
  const digits = value.toString(16).padStart(family === 4 ? 8 : 32, "0");
  const host = family === 4 ? digits.toUpperCase() : `[${(digits.match(/.{4}/g) ?? []).join(":")}]`;
  return `${host}:${port.toString(16).padStart(4, "0").toUpperCase()}`;
}
