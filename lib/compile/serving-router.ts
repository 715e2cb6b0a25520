import { type Cluster, type Router, type ServingRouter, attempt, servingRouterOf } from "../model";
import { canonicalAddress } from "./host-address";
import { legOf } from "./leg";
import { uniqueSorted } from "./order";

/**
 * A router that is a real server of its own cluster, too (direct routing, IPv4). It takes the VIPs for its own while it is the backup, silently, as every real server
 * does; but its IPVS table has them as well, and what the active router has sent to it must not be sent on again. Only the active router has a VIP on the interface
 * that the packet comes by: elsewhere the packet was scheduled already, whoever sent it, and a firewall mark says so. For that mark there is a virtual server, which
 * the kernel asks before those by address, with this host as its one real server. Who is active is decided by the address alone, packet by packet: no daemon has to
 * follow in time.
 */
export interface ServingHost {
  readonly address: string;
  readonly device: string;
  /** VIPs whose virtual servers send here; canonical, sorted. */
  readonly vips: readonly string[];
}

/** Beside those of {@link import("./vip-check")}. */
export const SCHEDULED_MARK = 0x4c57_0000;

/** How that router serves; `undefined` for one that only forwards. */
export function servingHost(cluster: Cluster, routerName: string, router: Router): ServingHost | undefined {
  // What follows decides which files there are, so a method that is not known yet matters only where it makes a difference.
  const method = attempt(() => cluster.routing.method);
  if (method.known && method.value !== "direct") return undefined;
  const places = Object.values(cluster.virtualServers).flatMap(({ vip, pool, sorryPool }) =>
    [pool, sorryPool].flatMap((name) => (name === undefined ? [] : Object.values(cluster.pools[name]?.servers ?? {}))).flatMap((server) => {
      const serving = servingRouterOf(cluster, server);
      return serving?.router === routerName ? [{ serving, vip: canonicalAddress(cluster.vips[vip]?.address ?? "") }] : [];
    }),
  );
  const [first] = places.map(({ serving }): ServingRouter => serving);
  return first === undefined || cluster.routing.method !== "direct" ? undefined : { address: first.address, device: legOf(router, first.leg).interface, vips: uniqueSorted(places.map(({ vip }) => vip)) };
}
