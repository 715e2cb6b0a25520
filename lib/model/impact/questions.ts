import { type HealthCheck } from "../health-check";
import { explicitMonitor } from "../monitor-defaults";
import { type RealServerPool } from "../real-server-pool";
import { attempt, isUnknown, knownOnly } from "../unknown";
import { type VirtualServer } from "../virtual-server";

/** What a change of health checks comes to for those who are asked. */
export type Asking = "the same" | "less" | "otherwise";

/**
 * Whether these health checks ask the same as before, however much of it is a default that is written out, and in whatever order; or less, because one of several is gone.
 * @param users the virtual servers by which the pool is asked
 */
export function compareChecks(was: RealServerPool | undefined, is: RealServerPool | undefined, users: readonly VirtualServer[]): Asking {
  if (was === undefined || is === undefined) return "otherwise";
  const [before, after] = [was, is].map((pool) => questions(pool, users)) as [string[], string[]];
  const gone = without(before, after);
  const come = without(after, before);
  if (come.length > 0) return "otherwise";
  if (gone.length === 0) return "the same";
  // Without any the pool is asked whether it accepts connections.
  return after.length === 0 ? "otherwise" : "less";
}

function questions(pool: RealServerPool, users: readonly VirtualServer[]): string[] {
  const told = (_key: string, value: unknown): unknown => (isUnknown(value) ? "not known yet" : value);
  return pool.healthChecks.map((check) => {
    const explicit = attempt(() => explicitCheck(knownOnly(check), knownOnly(pool), users.map((one) => knownOnly(one))));
    return JSON.stringify(explicit.known ? explicit.value : check, told);
  });
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

function without(list: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
}

/** Whether two pools' load monitors do the same, however much of it is a default that is written out. */
export function sameMonitor(was: RealServerPool | undefined, is: RealServerPool | undefined): boolean {
  const [one, other] = [was?.loadMonitor, is?.loadMonitor];
  if (one === undefined || other === undefined) return one === other;
  const same = attempt(() => JSON.stringify(explicitMonitor(knownOnly(one))) === JSON.stringify(explicitMonitor(knownOnly(other))));
  return same.known && same.value;
}
