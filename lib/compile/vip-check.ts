import { type Leg, type RealServer, type Router, isAskedAtVip } from "../model";
import { contains, parseCidr } from "../net";
import { sixteenBits } from "./digest";
import { addressOf, canonicalAddress } from "./host-address";
import { uniqueSorted } from "./order";
import { oncePerCluster } from "./once-per-cluster";

/**
 * Under direct routing and tunneling the real servers hold the VIP, and one that has lost it passes every check of its own address while its clients wait in
 * vain. So each is asked at the VIP, too: the check's packets carry a firewall mark, and a virtual server by that mark sends them to this one real server, by the
 * cluster's own routing method, just as clients' packets are sent.
 */

/** Firewall marks of ours are this and a number of 16 bits. */
const FIRST_MARK = 0x4c56_0000;
const MARKS = 0x1_0000;

/** The mark of each real server that is asked so, by its address: the same as long as it is in the cluster, whoever joins or leaves (but for one in 65,536). */
export const marks = oncePerCluster((cluster): ReadonlyMap<string, number> => {
  const servers = Object.values(cluster.virtualServers)
    .filter((virtualServer) => isAskedAtVip(cluster, virtualServer))
    .flatMap(({ pool }) => Object.values(cluster.pools[pool]?.servers ?? {}));
  const taken = new Set<number>();
  return new Map(uniqueSorted(servers.map(({ address }) => canonicalAddress(address))).map((address) => {
    let offset = sixteenBits(address);
    while (taken.has(offset)) offset = (offset + 1) % MARKS;
    taken.add(offset);
    return [address, FIRST_MARK + offset];
  }));
});

/** The router's leg on whose network the real server is; of one that is elsewhere, the public one. None where the router has no leg of IPv4 that could ask it. */
export function facingLeg(router: Router, server: Pick<RealServer, "address">): Leg | undefined {
  const legs = [router.private, router.public].filter((leg) => leg !== undefined && parseCidr(leg.address)?.address.family === 4);
  return legs.find((leg) => leg !== undefined && isIn(leg.address, server.address)) ?? legs.at(-1);
}

function isIn(network: string, address: string): boolean {
  const cidr = parseCidr(network);
  return cidr !== undefined && contains(cidr, addressOf(address));
}
