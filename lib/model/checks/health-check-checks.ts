import { type Cluster } from "../cluster";
import { HEALTH_CHECKS, type HealthCheck, type HealthCheckType } from "../health-check";
import { type Protocol } from "../virtual-server";
import { type ClusterCheck, type Found, type Report } from "./check";
import { eachItem, eachMember, knownWhere } from "./each";
import { listed } from "./parts";

/** Does each health check ask what its author thinks it asks? */
export const HEALTH_CHECK_CHECKS: readonly ClusterCheck[] = [
  { code: "LVS148", severity: "error", title: "A health check has what belongs to another type", remedy: "Use the type that it belongs to, or leave this out", run: ofAnotherType },
  { code: "LVS504", severity: "error", title: "A health check expects two things of one body", remedy: "Leave out the digest or the match: each answer has one body", run: twoExpectations },
  { code: "LVS513", severity: "error", title: "A health check lacks what its type is about", remedy: "Add it, or use another type", run: withoutItsMatter },
  { code: "LVS155", severity: "warning", title: "A UDP virtual server has no health check", remedy: "Add a UDP or DNS check, or a check of something that lives and dies with the service", run: uncheckedUdp },
  { code: "LVS156", severity: "warning", title: "A health check may take longer than the time to the next one", remedy: "Use a timeout below the interval", run: slowCheck },
  { code: "LVS191", severity: "warning", title: "A dead real server is noticed much later than a dead router", remedy: "Use a shorter interval or timeout, or fewer retries", run: slowerThanFailover },
  { code: "LVS180", severity: "warning", title: "A health check asks by TCP on the port of a UDP service", remedy: "Add the TCP port to the check, also where it is the same number", run: askingPastTheService({ types: ["tcp", "http", "https", "smtp", "send-expect"], by: "tcp", served: "udp", does: "connects by TCP to" }) },
  { code: "LVS187", severity: "warning", title: "A health check asks by UDP on the port of a TCP service", remedy: "Add the UDP port to the check, also where it is the same number", run: askingPastTheService({ types: ["udp", "dns"], by: "udp", served: "tcp", does: "sends a datagram to" }) },
];

const HTTP: readonly HealthCheckType[] = ["http", "https"];

/** Types that an attribute means something to; those that mean something to all are not here. */
const MEANT_FOR = {
  port: HEALTH_CHECKS.filter((type) => type !== "ping"),
  path: HTTP,
  status: HTTP,
  virtualHost: HTTP,
  match: HTTP,
  digest: HTTP,
  queryType: ["dns"],
  queryName: ["dns"],
  heloName: ["smtp"],
  payload: ["udp"],
  reply: ["udp"],
  send: ["send-expect"],
  expect: ["send-expect"],
  script: ["script"],
} as const satisfies Partial<Record<keyof HealthCheck, readonly HealthCheckType[]>>;

function ofAnotherType(cluster: Cluster, report: Report): void {
  eachCheck(cluster, ({ check, place }) => {
    eachItem(Object.keys(MEANT_FOR) as (keyof typeof MEANT_FOR)[], (attribute) => {
      const types: readonly HealthCheckType[] = MEANT_FOR[attribute];
      const value = check[attribute];
      if (value === undefined || types.includes(check.type)) return;
      report({ place: [...place, attribute], value, summary: `a check of the type ${check.type} has no use for ${attribute}, which belongs to ${listed(types)}` });
    });
  });
}

/** What a type can't do without. */
const MATTER = [["send-expect", "expect"], ["script", "script"]] as const;

function withoutItsMatter(cluster: Cluster, report: Report): void {
  eachCheck(cluster, ({ check, place }) => {
    for (const [type, attribute] of MATTER) {
      if (check.type === type && check[attribute] === undefined) report({ place: [...place, attribute], summary: `a check of the type ${type} needs ${attribute}` });
    }
  });
}

function twoExpectations(cluster: Cluster, report: Report): void {
  eachCheck(cluster, ({ check: { match, digest }, place }) => {
    if (match === undefined || digest === undefined) return;
    report({ place: [...place, "digest"], value: digest, summary: "a body with a known digest needs no match, and the match of another one would never be seen" });
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

/** Nobody minds a check that is slower than an election by some seconds: what it notices in this time, in milliseconds, is soon enough. */
const SOON_MS = 20_000;

function slowerThanFailover(cluster: Cluster, report: Report): void {
  if (Object.keys(cluster.routers).length < 2) return;
  eachMember(cluster.pools, ({ healthChecks }, pool) => {
    // All have to pass, so the fastest is the one that notices.
    const noticed = healthChecks.map(({ intervalMs, timeoutMs, retries, retryDelayMs }) => intervalMs + (retries + 1) * timeoutMs + retries * retryDelayMs);
    const noticedMs = Math.min(...noticed);
    // Three adverts, and a part of a fourth that depends on the priority (RFC 9568, Master_Down_Interval).
    const failoverMs = 4 * cluster.heartbeat.advertIntervalMs;
    if (noticed.length === 0 || noticedMs <= Math.max(SOON_MS, failoverMs)) return;
    const fastest = noticed.indexOf(noticedMs);
    const summary = `a real server that dies is sent requests for up to ${noticedMs / 1000} s more, while a router that dies is replaced within ${failoverMs / 1000} s`;
    report({ place: ["pools", pool, "healthChecks", fastest, "intervalMs"], value: healthChecks[fastest]?.intervalMs, summary });
  });
}

/** How checks of some types ask, and the protocol of the services whose port they must not take for their own. */
interface Asking {
  readonly types: readonly HealthCheckType[];
  readonly by: Protocol;
  readonly served: Protocol;
  /** As it follows "this check". */
  readonly does: string;
}

/** A check without a port of its own, on a pool that serves that port by the other protocol only. */
function askingPastTheService({ types, by, served, does }: Asking): ClusterCheck["run"] {
  return (cluster, report) => {
    const virtualServers = Object.values(cluster.virtualServers);
    eachCheck(cluster, ({ check, place, pool }) => {
      if (check.port !== undefined || !types.includes(check.type)) return;
      const [service] = knownWhere(virtualServers, (it) => it.pool === pool && it.protocol === served);
      if (service === undefined || virtualServers.some((it) => it.pool === pool && it.protocol === by && it.port === service.port)) return;
      const summary = `pool ${pool} serves ${served.toUpperCase()} port ${service.port}, and this check ${does} the same port: where nothing listens there, every server is out of service`;
      report({ place, value: check.type, summary });
    });
  };
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
