import { type Place } from "../../diagnostics";
import { parseIpAddress } from "../../net";
import { type Cluster } from "../cluster";
import { LEGS, type LegName } from "../heartbeat";
import { type RealServer } from "../real-server";
import { type Leg, type Router } from "../router";
import { type VirtualServer } from "../virtual-server";
import { addressKey } from "./addresses";

/** One leg of one router. */
export interface RouterLeg {
  readonly router: string;
  readonly side: LegName;
  readonly leg: Leg;
  readonly place: Place;
}

/** All legs there are. */
export const legsOf = oncePerRun((cluster): readonly RouterLeg[] =>
  Object.entries(cluster.routers).flatMap(([router, declared]) =>
    LEGS.flatMap((side) => {
      const leg = declared[side];
      return leg === undefined ? [] : [{ router, side, leg, place: ["routers", router, side] }];
    }),
  ),
);

/** The routers without this leg, by name. */
export function routersWithout(cluster: Cluster, side: LegName): string[] {
  return Object.keys(cluster.routers).filter((name) => (cluster.routers[name] as Router)[side] === undefined);
}

/** One real server in one pool. */
export interface PooledServer {
  readonly pool: string;
  readonly name: string;
  readonly server: RealServer;
  readonly place: Place;
}

/** The real servers of all pools. */
export const serversOf = oncePerRun((cluster): readonly PooledServer[] => Object.keys(cluster.pools).flatMap((pool) => serversIn(cluster, pool)));

/** The real servers of one pool; none for a pool that doesn't exist, which has its own finding. */
export function serversIn(cluster: Cluster, pool: string): PooledServer[] {
  const servers = Object.hasOwn(cluster.pools, pool) ? (cluster.pools[pool]?.servers ?? {}) : {};
  return Object.entries(servers).map(([name, server]) => ({ pool, name, server, place: ["pools", pool, "servers", name] }));
}

/** The pools that a virtual server sends to, and the property that names each. */
export function poolsOf({ pool, sorryPool }: VirtualServer): { readonly pool: string; readonly property: "pool" | "sorryPool" }[] {
  return [{ pool, property: "pool" }, ...(sorryPool === undefined ? [] : [{ pool: sorryPool, property: "sorryPool" as const }])];
}

/** Equal for logins that reach one machine, as far as names tell: port 22 unless said, addresses in any spelling. */
export function loginKey({ host, port }: { host: string; port?: number | undefined }): string {
  const address = parseIpAddress(host);
  return `${address === undefined ? host.toLowerCase() : addressKey(address)} ${port ?? 22}`;
}

const machinesOf = oncePerRun((cluster): ReadonlySet<string> => new Set(serversOf(cluster).flatMap(({ server: { login } }) => (login === undefined ? [] : [loginKey(login)]))));

/** Whether any real server of the one, by its login, is one of the other. */
export function shareMachine(one: Cluster, other: Cluster): boolean {
  return [...machinesOf(one)].some((machine) => machinesOf(other).has(machine));
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** Every second check asks for the same lists. */
function oncePerRun<T>(list: (cluster: Cluster) => T): (cluster: Cluster) => T {
  const lists = new WeakMap<Cluster, T>();
  return (cluster) => {
    const former = lists.get(cluster);
    if (former !== undefined) return former;
    const made = list(cluster);
    lists.set(cluster, made);
    return made;
  };
}
