import { type Cluster } from "../model";
import { type Fact, renderFacts } from "./expectation";
import { type FilePlan } from "./file-plan";
import { expectedTable, ipvsModules, markedTable, renderTable } from "./ipvs";
import { checkScripts, keepalivedConf } from "./keepalived";
import { LVS_LOAD_MONITOR, loadMonitorConf, monitoredPools } from "./loadmonitor";
import { HEARTBEAT_UNIT, LOAD_MONITOR_UNIT, currentPath, modulesLoadPath, sysctlPath, unitPath } from "./paths";
import { sharedByRouters } from "./shared-by-routers";
import { type Setting, renderSettings, routerSettings, settingKey } from "./sysctl";
import { heartbeatUnit, loadMonitorUnit, renderModulesLoad } from "./systemd";

/** Every file of one LVS router. */
export function routerFiles(cluster: Cluster, clusterName: string, routerName: string): FilePlan[] {
  const settings = (): Setting[] => settingsOf(cluster, routerName);
  return [
    { path: currentPath(clusterName, "keepalived.conf"), mode: 0o644, render: () => keepalivedConf(cluster, routerName) },
    { path: currentPath(clusterName, "ipvs.rules"), mode: 0o644, render: () => expectedRules(cluster) },
    { path: currentPath(clusterName, "expected-state"), mode: 0o644, render: () => renderFacts(routerFacts(cluster, settings())) },
    { path: unitPath(HEARTBEAT_UNIT), mode: 0o644, render: () => heartbeatUnit(clusterName) },
    { path: sysctlPath(clusterName), mode: 0o644, render: () => renderSettings(settings()) },
    ...checkScripts(cluster, clusterName),
    ...(monitoredPools(cluster).length > 0 ? loadMonitorFiles(cluster, clusterName) : []),
    { path: modulesLoadPath(clusterName), mode: 0o644, render: () => renderModulesLoad(ipvsModules(cluster)) },
  ];
}

function loadMonitorFiles(cluster: Cluster, clusterName: string): FilePlan[] {
  return [
    { path: currentPath(clusterName, "lvs-load-monitor"), mode: 0o755, render: () => LVS_LOAD_MONITOR },
    { path: currentPath(clusterName, "load-monitor.conf"), mode: 0o644, render: () => loadMonitorConf(cluster) },
    { path: unitPath(LOAD_MONITOR_UNIT), mode: 0o644, render: () => loadMonitorUnit(clusterName) },
  ];
}

const expectedRules = sharedByRouters((cluster) => renderTable(expectedTable(cluster), markedTable(cluster)));

function settingsOf(cluster: Cluster, routerName: string): Setting[] {
  const router = cluster.routers[routerName];
  if (router === undefined) throw new Error(`no router ${routerName}`);
  return routerSettings(cluster, router);
}

function routerFacts(cluster: Cluster, settings: readonly Setting[]): Fact[] {
  return [
    { kind: "unit", unit: HEARTBEAT_UNIT, enabled: "enabled", active: "active" },
    ...(monitoredPools(cluster).length > 0 ? [{ kind: "unit", unit: LOAD_MONITOR_UNIT, enabled: "enabled", active: "active" } as const] : []),
    // The distribution's own keepalived would fight ours; masked, no package upgrade starts it.
    { kind: "unit", unit: "keepalived.service", enabled: "masked", active: "inactive" },
    ...ipvsModules(cluster).map((module): Fact => ({ kind: "module", module })),
    ...settings.map((setting): Fact => ({ kind: "sysctl", key: settingKey(setting), value: setting.value })),
  ];
}
