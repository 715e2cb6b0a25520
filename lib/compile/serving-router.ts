import { type Cluster, type LegName, type Router, attempt, servingRouterOf } from "../model";
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
  /** Its own, in the network of the other real servers. */
  readonly address: string;
  /** VIPs whose virtual servers send here, and the interface by which; canonical, sorted. None on a router that only forwards, among others that serve. */
  readonly vips: readonly { readonly vip: string; readonly device: string }[];
}

/** Beside those of {@link import("./vip-check")}. */
export const SCHEDULED_MARK = 0x4c57_0000;

/**
 * How that router serves; `undefined` where no router of the cluster does. One that does no longer, or not yet, while others do has the virtual server by mark, too: what
 * peers send to it during the change must find it.
 */
export function servingHost(cluster: Cluster, routerName: string, router: Router): ServingHost | undefined {
  // What follows decides which files there are, so a method that is not known yet matters only where it makes a difference.
  const method = attempt(() => cluster.routing.method);
  if (method.known && method.value !== "direct") return undefined;
  const places = Object.values(cluster.virtualServers).flatMap(({ vip, pool, sorryPool }) =>
    [pool, sorryPool].flatMap((name) => (name === undefined ? [] : Object.values(cluster.pools[name]?.servers ?? {}))).flatMap((server) => {
      const serving = servingRouterOf(cluster, server);
      return serving === undefined ? [] : [{ ...serving, vip: canonicalAddress(cluster.vips[vip]?.address ?? "") }];
    }),
  );
  const [first] = places;
  if (first === undefined || cluster.routing.method !== "direct") return undefined;
  const own = places.filter(({ router: name }) => name === routerName);
  const devices = new Map(own.map(({ vip, leg }) => [vip, legOf(router, leg).interface]));
  return { address: own[0]?.address ?? ownAddress(router, first.leg), vips: uniqueSorted([...devices.keys()]).map((vip) => ({ vip, device: devices.get(vip) ?? "" })) };
}

function ownAddress(router: Router, leg: LegName): string {
  return canonicalAddress(legOf(router, leg).address.split("/")[0] ?? "");
}
