import { type Cluster } from "../cluster";
import { type HealthCheck } from "../health-check";
import { type ClusterCheck, type Found, type Report } from "./check";
import { eachItem, eachMember, knownWhere } from "./each";

/** Does each health check ask what its author thinks it asks? */
export const HEALTH_CHECK_CHECKS: readonly ClusterCheck[] = [
  { code: "LVS148", severity: "error", title: "A TCP health check has what belongs to HTTP", remedy: "Use the type http or https, or leave this out", run: httpInTcp },
  { code: "LVS155", severity: "warning", title: "A UDP virtual server has no health check", remedy: "Add a TCP, HTTP or HTTPS check of something that lives and dies with the service", run: uncheckedUdp },
  { code: "LVS156", severity: "warning", title: "A health check may take longer than the time to the next one", remedy: "Use a timeout below the interval", run: slowCheck },
  { code: "LVS180", severity: "warning", title: "A health check asks by TCP on the port of a UDP service", remedy: "Add the TCP port to the check, also where it is the same number", run: tcpForUdp },
];

const ONLY_HTTP = ["path", "status", "virtualHost"] as const;

function httpInTcp(cluster: Cluster, report: Report): void {
  eachCheck(cluster, ({ check, place }) => {
    if (check.type !== "tcp") return;
    eachItem(ONLY_HTTP, (attribute) => {
      const value = check[attribute];
      if (value === undefined) return;
      report({ place: [...place, attribute], value, summary: `a TCP check connects and asks nothing, so its ${attribute} would never be used` });
    });
  });
}

function uncheckedUdp(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ protocol, pool }, name) => {
    if (protocol !== "udp" || !Object.hasOwn(cluster.pools, pool) || cluster.pools[pool]?.healthChecks.length !== 0) return;
    const summary = `pool ${pool} has no health check, and UDP has none by default: nobody notices when a server dies`;
    report({ place: ["virtualServers", name, "pool"], value: pool, summary });
  });
}

function slowCheck(cluster: Cluster, report: Report): void {
  eachCheck(cluster, ({ check: { timeoutMs, intervalMs }, place }) => {
    if (timeoutMs < intervalMs) return;
    const summary = `a server may take ${timeoutMs} ms to answer and is asked every ${intervalMs} ms, so a slow one is asked less often than it seems`;
    report({ place: [...place, "timeoutMs"], value: timeoutMs, summary });
  });
}

function tcpForUdp(cluster: Cluster, report: Report): void {
  const virtualServers = Object.values(cluster.virtualServers);
  eachCheck(cluster, ({ check, place, pool }) => {
    if (check.port !== undefined) return;
    const [udp] = knownWhere(virtualServers, (it) => it.pool === pool && it.protocol === "udp");
    if (udp === undefined || virtualServers.some((it) => it.pool === pool && it.protocol === "tcp" && it.port === udp.port)) return;
    const summary = `pool ${pool} serves UDP port ${udp.port}, and this check connects by TCP to the same port: where nothing listens there, every server is out of service`;
    report({ place, value: check.type, summary });
  });
}

interface PlacedCheck {
  readonly check: HealthCheck;
  readonly pool: string;
  readonly place: Found["place"];
}

function eachCheck(cluster: Cluster, visit: (placed: PlacedCheck) => void): void {
  eachMember(cluster.pools, ({ healthChecks }, pool) => {
    eachItem(healthChecks, (check, index) => visit({ check, pool, place: ["pools", pool, "healthChecks", index] }));
  });
}
