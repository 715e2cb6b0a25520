import { type Cluster } from "../cluster";
import { type RealServer } from "../real-server";
import { type RealServerPool } from "../real-server-pool";
import { type Router } from "../router";
import { type Vip } from "../vip";
import { type VirtualServer } from "../virtual-server";
import { type Pair, canonical, pairPools, pairRouters, pairVips, pairVirtualServers, serviceKey } from "./identity";
import { type Destination, type Effect, type Scheduling, effectOf, effectOnNew, worstEffect } from "./shares";

/** What only the running cluster knows. */
export interface Live {
  /** Name in the former model of the router that is active. */
  readonly active?: string;
  /** Real servers of the former model, as `POOL/SERVER`, to which no connection is open under any virtual server. */
  readonly idle?: readonly string[];
}

/** Two models of one cluster, with what is one thing in both. */
export interface Transition {
  readonly former: Cluster;
  readonly next: Cluster;
  /** Name in the former model of the router that is active, where that is known. */
  readonly active: string | undefined;
  readonly routers: readonly Pair<Router>[];
  readonly vips: readonly Pair<Vip>[];
  readonly pools: readonly Pair<RealServerPool>[];
  readonly virtualServers: readonly Pair<VirtualServer>[];
  /** Virtual servers that keepalived and the kernel keep. */
  readonly kept: readonly KeptService[];
}

/** A virtual server that has the same address, protocol and port in both, as far as these are known. */
export interface KeptService {
  /** In the next model. */
  readonly name: string;
  readonly before: Service;
  readonly after: Service;
}

export interface Service {
  readonly virtualServer: VirtualServer;
  readonly scheduling: Scheduling;
}

export function transition(former: Cluster, next: Cluster, { active, idle = [] }: Live): Transition {
  const virtualServers = pairVirtualServers(former, next);
  return {
    ...{ former, next, active, virtualServers },
    routers: pairRouters(former.routers, next.routers),
    vips: pairVips(former.vips, next.vips),
    pools: pairPools(former.pools, next.pools),
    kept: virtualServers.flatMap((pair) => keptService({ former, next, idle }, pair)),
  };
}

function keptService({ former, next, idle }: { readonly former: Cluster; readonly next: Cluster; readonly idle: readonly string[] }, { before, after }: Pair<VirtualServer>): KeptService[] {
  if (before === undefined || after === undefined) return [];
  const keys = [serviceKey(former, before.value), serviceKey(next, after.value)];
  if (!keys.includes(undefined) && keys[0] !== keys[1]) return [];
  return [{ name: after.name, before: service(former, before.value, idle), after: service(next, after.value) }];
}

function service(cluster: Cluster, virtualServer: VirtualServer, idle: readonly string[] = []): Service {
  const { scheduler, schedulerFlags: flags, onePacket } = virtualServer;
  return { virtualServer, scheduling: { scheduler, flags, onePacket, destinations: destinationsOf(cluster, virtualServer, idle) } };
}

function destinationsOf(cluster: Cluster, virtualServer: VirtualServer, idle: readonly string[]): Destination[] {
  const { pool } = virtualServer;
  return Object.entries(cluster.pools[pool]?.servers ?? {}).map(([name, server]) => ({ ...destinationOf(server, { name, virtualServer }), isIdle: idle.includes(`${pool}/${name}`) }));
}

/** As the kernel knows the real server under that virtual server. */
export function destinationOf({ address, port, weight }: RealServer, { name, virtualServer }: { readonly name: string; readonly virtualServer: VirtualServer }): Destination {
  const [host, number] = [canonical(address), port ?? virtualServer.port];
  const isKnown = host !== undefined && typeof number === "number";
  return { key: isKnown ? `${host} ${number}` : `${name}, somewhere`, weight: typeof weight === "number" ? weight : NaN };
}

/** What happens to each virtual server that is kept, by name; those to which nothing happens are left out. */
export type Effects = ReadonlyMap<string, Effect>;

/** One change, as it looks in a scheduling. */
export interface Edit {
  /** The scheduling as it was, with this change. */
  readonly made: (before: Scheduling, service: KeptService) => Scheduling;
  /** The scheduling as it shall be, without it. */
  readonly undone: (after: Scheduling, service: KeptService) => Scheduling;
}

/**
 * What one change alone does: made on the cluster as it was, and undone on the cluster as it shall be, so that two changes that only together make a difference both
 * make it. Connections that end are those that stood before.
 */
export function effectsOf(services: readonly KeptService[], { made, undone }: Edit): Effects {
  const effects = services.map((one): [string, Effect] => {
    const [before, after] = [one.before.scheduling, one.after.scheduling];
    // Such as all weights in the same ratio.
    if (effectOf(before, after) === "none") return [one.name, "none"];
    return [one.name, worstEffect([effectOf(before, made(before, one)), effectOnNew(undone(after, one), after)])];
  });
  return new Map(effects.filter(([, effect]) => effect !== "none"));
}

/** Those that send to one pool, before and after. */
export function servicesOf({ kept }: Transition, pool: Pair<unknown> | undefined): KeptService[] {
  return kept.filter(({ before, after }) => before.virtualServer.pool === pool?.before?.name && after.virtualServer.pool === pool?.after?.name);
}
