import { type Cluster, type Router, type Vip } from "../../model";
import { formatCidr, parseCidr } from "../../net";
import { hostAddress } from "../host-address";
import { legOf } from "../leg";
import { byName } from "../order";
import { type Node, given } from "./tree";

/**
 * The floating addresses of a cluster on one router. A VIP stands as a host address (/32, /128): it answers ARP just the same, adds no
 * route, and is never picked as the source of the router's own traffic. The NAT router address keeps its network's prefix length, as
 * an operator would put it on an interface of its own.
 */
export function floatingAddresses(cluster: Cluster, router: Router): Node[] {
  return [...byName(cluster.vips).map(([, vip]) => vipLine(vip, router)), ...natRouterAddress(cluster, router)];
}

function vipLine(vip: Vip, router: Router): Node {
  return given(hostAddress(vip.address), "dev", legOf(router, vip.leg).interface, ...labelled(vip.label));
}

function natRouterAddress(cluster: Cluster, router: Router): Node[] {
  const { method, gateway, gatewayLabel } = cluster.routing;
  const cidr = method === "nat" && gateway !== undefined ? parseCidr(gateway) : undefined;
  if (cidr === undefined) return [];
  return [given(formatCidr(cidr), "dev", legOf(router, "private").interface, ...labelled(gatewayLabel))];
}

function labelled(label: string | undefined): string[] {
  return label === undefined ? [] : ["label", label];
}
