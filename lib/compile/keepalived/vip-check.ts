import { type Cluster, type RealServer, type Router, type VirtualServer, checksOf, isAskedAtVip } from "../../model";
import { canonicalAddress } from "../host-address";
import { facingLeg, marks } from "../vip-check";
import { times } from "./health-check";
import { lvsMethod } from "./lvs-method";
import { type Node, block, chosen, given } from "./tree";

/** For each real server of the virtual server the checker that asks it at the VIP; see {@link import("../vip-check")}. As often as the pool's first check. */
export function checksAtVip(cluster: Cluster, router: Router, virtualServer: VirtualServer): (server: RealServer) => Node[] {
  const pool = cluster.pools[virtualServer.pool];
  const vip = cluster.vips[virtualServer.vip]?.address;
  const [first] = pool === undefined ? [] : checksOf(pool, virtualServer);
  if (vip === undefined || first === undefined || !isAskedAtVip(cluster, virtualServer)) return () => [];
  const byAddress = marks(cluster);
  return (server) => {
    const leg = facingLeg(router, server);
    const mark = byAddress.get(canonicalAddress(server.address));
    if (leg === undefined || mark === undefined) return [];
    const at = [given("connect_ip", canonicalAddress(vip)), given("connect_port", virtualServer.port), given("bindto", bare(leg.address)), given("fwmark", mark)];
    return [block(["TCP_CHECK"], [...at, ...times(first)], "Does it have the VIP? Its own address would not tell. The mark sends this to it as a client's packet is sent.")];
  };
}

/** The virtual servers by firewall mark that those checks travel by, one for each real server. */
export function markedServices(cluster: Cluster): Node[] {
  return [...marks(cluster)].map(([address, mark]) =>
    block(
      ["virtual_server", "fwmark", mark],
      [
        given("lvs_sched", "rr"),
        given("lvs_method", lvsMethod(cluster.routing.method)),
        block(["real_server", address, 0], [chosen("Never checked itself: it is the way that checks take.", "weight", 1)]),
      ],
      `Checks of ${address} at the VIPs`,
    ),
  );
}

function bare(cidr: string): string {
  return canonicalAddress(cidr.slice(0, cidr.indexOf("/")));
}
