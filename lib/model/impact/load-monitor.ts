import { type Cluster } from "../cluster";
import { type LoadMonitor } from "../load-monitor";
import { DEFAULT_PROCESSORS, explicitMonitor } from "../monitor-defaults";
import { type RealServerPool } from "../real-server-pool";
import { attempt, isUnknown, knownOnly } from "../unknown";
import { canonical } from "./identity";
import { IMPACT_CLASSES, type Impact } from "./impact";
import { heeds } from "./pool-rules";
import { type Outcome } from "./rule";
import { type KeptService, type Transition } from "./transition";

/** Of no place of the model: one file has the weights, servers and virtual servers of all pools with a load monitor. */
export const RESTARTED: Outcome = {
  change: "anything of a pool with a load monitor, to the virtual servers of every other one: weights, real servers, virtual servers, settings",
  class: "new-connections",
  reason: "the load monitor starts again: weights go back to the configured ones until it has read the loads",
  fact: "One program on each router moves the weights of all pools; it is stopped and started where its file (load-monitor.conf) is another one, and leaves offsets of 0 (ExecStopPost)",
};

/** What the monitor's start does to virtual servers that no other change touches; nothing where its file stays the same. */
export function monitorImpact({ former, next, kept }: Transition, others: readonly Impact[]): Impact[] {
  const touched = new Set(others.flatMap((impact) => (IMPACT_CLASSES.indexOf(impact.class) < IMPACT_CLASSES.indexOf(RESTARTED.class) ? [] : impact.virtualServers)));
  const isMonitored = ({ before, after }: KeptService): boolean => isMonitoredIn(former, before.virtualServer.pool) && isMonitoredIn(next, after.virtualServer.pool);
  const virtualServers = kept.filter((service) => !touched.has(service.name) && isMonitored(service) && heeds(service)).map(({ name }) => name);
  if (virtualServers.length === 0 || monitorFile(former) === monitorFile(next)) return [];
  return [{ class: RESTARTED.class, place: ["loadMonitor"], before: undefined, after: undefined, summary: "the load monitor is told something else", reason: RESTARTED.reason, fact: RESTARTED.fact, virtualServers: virtualServers.sort() }];
}

function isMonitoredIn({ pools }: Cluster, pool: string): boolean {
  return pools[pool]?.loadMonitor !== undefined;
}

/** All that stands in the file, as text: what is written there in the order of names is so here. Two files that differ have two texts, and a default that is said makes no other one. */
export function monitorFile(cluster: Cluster): string {
  const pools = byName(cluster.pools).filter(([, { loadMonitor }]) => loadMonitor !== undefined);
  const services = byName(cluster.virtualServers);
  const users = (pool: string): unknown[] => services.flatMap(([, { vip, protocol, port, pool: used }]) => (used === pool ? [[spelled(cluster.vips[vip]?.address), protocol, port]] : []));
  return JSON.stringify(pools.map(([name, pool]) => [name, pool.loadMonitor === undefined ? [] : asked(pool.loadMonitor), serversIn(pool), users(name)]), (_key, value: unknown) => (isUnknown(value) ? "not known yet" : value));
}

/** As it is written where something of it isn't known yet. */
function asked(monitor: LoadMonitor): unknown {
  const explicit = attempt(() => explicitMonitor(knownOnly(monitor)));
  return explicit.known ? explicit.value : byName(monitor);
}

function serversIn({ servers }: RealServerPool): unknown[] {
  return byName(servers).map(([name, { address, port, weight, processors }]) => [name, spelled(address), port, weight, processors ?? DEFAULT_PROCESSORS]);
}

function spelled(address: unknown): unknown {
  return canonical(address) ?? address;
}

function byName<T>(members: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(members).sort(([one], [other]) => (one < other ? -1 : 1));
}
