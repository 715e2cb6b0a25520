import { type Cluster, type Router } from "../model";
import { type Fact, renderFacts } from "./expectation";
import { shortDigest } from "./digest";
import { type FilePlan } from "./file-plan";
import { LVS_HEARTBEAT_WATCH } from "./heartbeatwatch";
import { expectedTable, ipvsModules, markedTable, renderTable, servedTable } from "./ipvs";
import { checkScripts, keepalivedConf } from "./keepalived";
import { LVS_LEG_CHECK } from "./legcheck";
import { LVS_LOAD_MONITOR, loadMonitorConf, monitoredPools } from "./loadmonitor";
import { LVS_PACKET_FILTER, sourceNat, translatesSources } from "./packetfilter";
import { uniqueSorted } from "./order";
import { HEARTBEAT_UNIT, HEARTBEAT_WATCH_UNIT, LOAD_MONITOR_UNIT, PACKET_FILTER_UNIT, currentPath, legCheckPath, modulesLoadPath, sysctlPath, unitPath } from "./paths";
import { oncePerCluster } from "./once-per-cluster";
import { SCHEDULED_MARK, type ServingHost, servingHost } from "./serving-router";
import { type Setting, realServerSettings, renderSettings, routerSettings, settingKey } from "./sysctl";
import { heartbeatUnit, heartbeatWatchUnit, loadMonitorUnit, packetFilterUnit, renderModulesLoad } from "./systemd";

/** Every file of one LVS router. */
export function routerFiles(cluster: Cluster, clusterName: string, routerName: string): FilePlan[] {
  const settings = (): Setting[] => settingsOf(cluster, routerName);
  const router = routerOf(cluster, routerName);
  const serving = servingHost(cluster, routerName, router);
  const modules = (): string[] => ipvsModules(cluster, { serves: serving !== undefined });
  return [
    { path: currentPath(clusterName, "keepalived.conf"), mode: 0o644, render: () => keepalivedConf(cluster, routerName) },
    { path: currentPath(clusterName, "ipvs.rules"), mode: 0o644, render: () => expectedRules(cluster) + renderTable([], servedTable(serving)) },
    { path: currentPath(clusterName, "expected-state"), mode: 0o644, render: () => renderFacts([...routerFacts(cluster, { settings: settings(), modules: modules() }), ...packetFacts(cluster, router, serving)]) },
    { path: unitPath(HEARTBEAT_UNIT), mode: 0o644, render: () => heartbeatUnit(clusterName) },
    { path: unitPath(HEARTBEAT_WATCH_UNIT), mode: 0o644, render: () => heartbeatWatchUnit(clusterName, { alone: Object.keys(cluster.routers).length < 2 }) },
    { path: currentPath(clusterName, "lvs-heartbeat-watch"), mode: 0o755, render: () => LVS_HEARTBEAT_WATCH },
    { path: sysctlPath(clusterName), mode: 0o644, render: () => renderSettings(settings()) },
    ...checkScripts(cluster, clusterName),
    ...(cluster.heartbeat.secondPath === undefined ? [] : [legCheckFile(clusterName)]),
    ...(monitoredPools(cluster).length > 0 ? loadMonitorFiles(cluster, clusterName) : []),
    ...(hasPacketRules(cluster, serving) ? packetFilterFiles(clusterName) : []),
    { path: modulesLoadPath(clusterName), mode: 0o644, render: () => renderModulesLoad(modules()) },
  ];
}

function legCheckFile(clusterName: string): FilePlan {
  return { path: legCheckPath(clusterName, shortDigest(LVS_LEG_CHECK)), mode: 0o755, render: () => LVS_LEG_CHECK };
}

function loadMonitorFiles(cluster: Cluster, clusterName: string): FilePlan[] {
  return [
    { path: currentPath(clusterName, "lvs-load-monitor"), mode: 0o755, render: () => LVS_LOAD_MONITOR },
    { path: currentPath(clusterName, "load-monitor.conf"), mode: 0o644, render: () => loadMonitorConf(cluster) },
    { path: unitPath(LOAD_MONITOR_UNIT), mode: 0o644, render: () => loadMonitorUnit(clusterName) },
  ];
}

function packetFilterFiles(clusterName: string): FilePlan[] {
  return [
    { path: currentPath(clusterName, "lvs-packet-filter"), mode: 0o755, render: () => LVS_PACKET_FILTER },
    { path: unitPath(PACKET_FILTER_UNIT), mode: 0o644, render: () => packetFilterUnit(clusterName) },
  ];
}

const expectedRules = oncePerCluster((cluster) => renderTable(expectedTable(cluster), markedTable(cluster)));

function settingsOf(cluster: Cluster, routerName: string): Setting[] {
  const router = routerOf(cluster, routerName);
  const serving = servingHost(cluster, routerName, router);
  return [...routerSettings(cluster, router), ...uniqueSettings(uniqueSorted((serving?.vips ?? []).map(({ device }) => device)).flatMap(realServerSettings))];
}

/** Two interfaces have `all` in common. */
function uniqueSettings(settings: readonly Setting[]): Setting[] {
  return [...new Map(settings.map((setting) => [settingKey(setting), setting])).values()];
}

function routerOf({ routers }: Cluster, name: string): Router {
  const router = routers[name];
  if (router === undefined) throw new Error(`no router ${name}`);
  return router;
}

function hasPacketRules(cluster: Cluster, serving: ServingHost | undefined): boolean {
  return translatesSources(cluster) || (serving?.vips.length ?? 0) > 0;
}

function packetFacts(cluster: Cluster, router: Router, serving: ServingHost | undefined): Fact[] {
  if (!hasPacketRules(cluster, serving)) return [];
  const unit: Fact = { kind: "unit", unit: PACKET_FILTER_UNIT, enabled: "enabled", active: "active" };
  return [unit, ...sourceNat(cluster, router), ...(serving?.vips ?? []).map(({ vip, device }): Fact => ({ kind: "serve-vip", vip, device, mark: SCHEDULED_MARK }))];
}

function routerFacts(cluster: Cluster, { settings, modules }: { readonly settings: readonly Setting[]; readonly modules: readonly string[] }): Fact[] {
  return [
    { kind: "unit", unit: HEARTBEAT_UNIT, enabled: "enabled", active: "active" },
    // The heartbeat starts it, so nobody enables it.
    { kind: "unit", unit: HEARTBEAT_WATCH_UNIT, enabled: "static", active: "active" },
    ...(monitoredPools(cluster).length > 0 ? [{ kind: "unit", unit: LOAD_MONITOR_UNIT, enabled: "enabled", active: "active" } as const] : []),
    // The distribution's own keepalived would fight ours; masked, no package upgrade starts it.
    { kind: "unit", unit: "keepalived.service", enabled: "masked", active: "inactive" },
    ...modules.map((module): Fact => ({ kind: "module", module })),
    ...settings.map((setting): Fact => ({ kind: "sysctl", key: settingKey(setting), value: setting.value })),
  ];
}
