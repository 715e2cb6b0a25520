import { type Cluster } from "../cluster";
import { type LoadMonitor, type LoadMonitorType } from "../load-monitor";
import { type Scheduler } from "../virtual-server";
import { type ClusterCheck, type Found, type Report } from "./check";
import { eachItem, eachMember, eachRepeat } from "./each";
import { listed } from "./parts";

/** Can each load monitor do what its author expects? */
export const LOAD_MONITOR_CHECKS: readonly ClusterCheck[] = [
  { code: "LVS514", severity: "error", title: "A load monitor has what belongs to another type", remedy: "Use the type that it belongs to, or leave this out", run: ofAnotherType },
  { code: "LVS515", severity: "error", title: "A load monitor lacks what its type is about", remedy: "Add it, or use another type", run: withoutItsMatter },
  { code: "LVS516", severity: "error", title: "A load monitor's readings are stale before they are there", remedy: "Use a longer staleAfter or a shorter timeout", run: staleAtOnce },
  { code: "LVS527", severity: "error", title: "Two real servers of a pool have one name to ruptime", remedy: "Give one of them a host name that is another one within the first twelve letters, or use another load monitor", run: oneNameToRuptime },
  { code: "LVS189", severity: "warning", title: "A load monitor has no room to move a weight", remedy: "Give every server of the pool a multiple of its weight, so that the smallest is 10 or more", run: weightWithoutRoom },
  { code: "LVS190", severity: "warning", title: "A load monitor moves weights that a scheduler doesn't share by", remedy: "Use wrr, wlc, sed, nq, lblc or lblcr, or leave the monitor out", run: unusedWeights },
];

/** Types that an attribute means something to; those that mean something to all are not here. */
const MEANT_FOR = {
  policy: ["uptime", "rup", "ruptime", "http"],
  port: ["uptime", "agent", "http"],
  path: ["http"],
  user: ["uptime"],
  identityFile: ["uptime"],
} as const satisfies Partial<Record<keyof LoadMonitor, readonly LoadMonitorType[]>>;

/** Below it, the steps of a tenth that a weight is moved by are none. */
const ROOMY = 10;

/** Schedulers that share by weight: the hashing ones send clients elsewhere when a weight changes, fo goes by the highest one, ovf takes it for a limit, the others for no more than on and off. */
const WEIGHTED: readonly Scheduler[] = ["wrr", "wlc", "sed", "nq", "lblc", "lblcr"];

function ofAnotherType(cluster: Cluster, report: Report): void {
  eachMonitor(cluster, ({ monitor, place }) => {
    eachItem(Object.keys(MEANT_FOR) as (keyof typeof MEANT_FOR)[], (attribute) => {
      const types: readonly LoadMonitorType[] = MEANT_FOR[attribute];
      const value = monitor[attribute];
      if (value === undefined || types.includes(monitor.type)) return;
      report({ place: [...place, attribute], value, summary: `a load monitor of the type ${monitor.type} has no use for ${attribute}, which belongs to ${listed(types)}` });
    });
  });
}

function withoutItsMatter(cluster: Cluster, report: Report): void {
  eachMonitor(cluster, ({ monitor, place }) => {
    if (monitor.type === "agent" && monitor.port === undefined) report({ place: [...place, "port"], summary: "a load monitor of the type agent needs port: agents have none that is usual" });
  });
}

function staleAtOnce(cluster: Cluster, report: Report): void {
  eachMonitor(cluster, ({ monitor: { staleAfterMs, timeoutMs }, place }) => {
    if (staleAfterMs === undefined || staleAfterMs > timeoutMs) return;
    report({ place: [...place, "staleAfterMs"], value: staleAfterMs, summary: `one server may take ${timeoutMs} ms to say its load, and by then those of all others would count for nothing` });
  });
}

/** ruptime(1) prints no more of a host name. */
const RUPTIME_LETTERS = 12;

function oneNameToRuptime(cluster: Cluster, report: Report): void {
  eachMonitor(cluster, ({ monitor, pool }) => {
    if (monitor.type !== "ruptime") return;
    eachRepeat(Object.keys(cluster.pools[pool]?.servers ?? {}), (name) => name.slice(0, RUPTIME_LETTERS), (name, first) => {
      report({ place: ["pools", pool, "servers", name], value: name, summary: `ruptime prints twelve letters of a host name, and ${name} and ${first} begin with the same, so both would be weighted by the load of one` });
    });
  });
}

function weightWithoutRoom(cluster: Cluster, report: Report): void {
  eachMonitor(cluster, ({ pool }) => {
    eachMember(cluster.pools[pool]?.servers ?? {}, ({ weight }, server) => {
      if (weight === 0 || weight >= ROOMY) return;
      report({ place: ["pools", pool, "servers", server, "weight"], value: weight, summary: `a weight of ${weight} is moved by whole numbers only, so most changes of load change nothing` });
    });
  });
}

function unusedWeights(cluster: Cluster, report: Report): void {
  eachMonitor(cluster, ({ pool }) => {
    eachMember(cluster.virtualServers, (virtualServer, name) => {
      if (virtualServer.pool !== pool || WEIGHTED.includes(virtualServer.scheduler)) return;
      report({ place: ["virtualServers", name, "scheduler"], value: virtualServer.scheduler, summary: `${virtualServer.scheduler} does not share by weights, which the load monitor of pool ${pool} moves` });
    });
  });
}

function eachMonitor(cluster: Cluster, visit: (placed: { readonly monitor: LoadMonitor; readonly pool: string; readonly place: Found["place"] }) => void): void {
  eachMember(cluster.pools, ({ loadMonitor }, pool) => {
    if (loadMonitor !== undefined) visit({ monitor: loadMonitor, pool, place: ["pools", pool, "loadMonitor"] });
  });
}
