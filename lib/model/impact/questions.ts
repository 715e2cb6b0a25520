import { type HealthCheck } from "../health-check";
import { explicitMonitor } from "../monitor-defaults";
import { type RealServerPool } from "../real-server-pool";
import { attempt, isUnknown, knownOnly } from "../unknown";
import { type VirtualServer } from "../virtual-server";

/** A cluster's pool as virtual servers ask it. */
export interface AskedPool {
  readonly name: string;
  readonly pool: RealServerPool | undefined;
  /** The virtual servers that use it. */
  readonly users: readonly VirtualServer[];
  readonly vipCheck: boolean;
}

/** Whether these health checks ask the same, however much of it is a default that is written out, and in whatever order. */
export function asksTheSame(was: AskedPool, is: AskedPool): boolean {
  const [before, after] = [questions(was), questions(is)];
  return was.pool !== undefined && is.pool !== undefined && before.length === after.length && before.every((one, at) => one === after[at]);
}

function questions({ name, pool, users, vipCheck }: AskedPool): string[] {
  if (pool === undefined) return [];
  const told = (_key: string, value: unknown): unknown => (isUnknown(value) ? "not known yet" : value);
  const [first] = pool.healthChecks;
  // At the VIP it is asked as long and as often as by the first one.
  const atVip = !vipCheck || first === undefined ? [] : [["at the VIP", first.timeoutMs, first.retries, first.retryDelayMs]];
  const asked = pool.healthChecks.map((check, index) => {
    const explicit = attempt(() => explicitCheck(knownOnly(check), knownOnly(pool), users.map((one) => knownOnly(one))));
    // keepalived knows a program by its path, in which pool and place of the check stand.
    const isProgram = check.type === "script" || check.type === "send-expect" || isUnknown(check.type);
    return [isProgram ? `${name} ${index}` : "anywhere", explicit.known ? explicit.value : check];
  });
  return [...asked, ...atVip].map((one) => JSON.stringify(one, told)).sort();
}

/** How often it asks fails nobody. */
function explicitCheck({ type, port, path, status, queryType, queryName, ...rest }: HealthCheck, { servers }: RealServerPool, users: readonly VirtualServer[]): object {
  const usual = users.flatMap((user) => Object.values(servers).map((server) => server.port ?? user.port));
  const isHttp = type === "http" || type === "https";
  const explicit = {
    ...{ type, port: usual.every((one) => one === port) ? undefined : port },
    ...{ path: isHttp ? (path ?? "/") : path, status: isHttp ? (status ?? 200) : status },
    ...{ queryType: type === "dns" ? (queryType ?? "SOA") : queryType, queryName: type === "dns" ? (queryName ?? ".") : queryName },
    ...{ ...rest, intervalMs: undefined },
  };
  return Object.fromEntries(Object.entries(explicit).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Whether two pools' load monitors do the same, however much of it is a default that is written out. */
export function sameMonitor(was: RealServerPool | undefined, is: RealServerPool | undefined): boolean {
  const [one, other] = [was?.loadMonitor, is?.loadMonitor];
  if (one === undefined || other === undefined) return one === other;
  const same = attempt(() => JSON.stringify(explicitMonitor(knownOnly(one))) === JSON.stringify(explicitMonitor(knownOnly(other))));
  return same.known && same.value;
}
