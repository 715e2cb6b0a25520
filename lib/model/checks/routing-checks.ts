import { contains, isLabelOf, sameNetwork } from "../../net";
import { type Cluster } from "../cluster";
import { type RoutingMethod } from "../routing";
import { addressOf, cidrOf, keptByNetwork, keyOfAddress, keyOfCidr } from "./addresses";
import { type ClusterCheck, type Report } from "./check";
import { eachItem, eachMember, knownWhere } from "./each";
import { type RouterLeg, legsOf, listed, poolsOf, routersWithout, serversIn, serversOf } from "./parts";

/** Do requests and answers find their way with this routing method? */
export const ROUTING_CHECKS: readonly ClusterCheck[] = [
  { code: "LVS130", severity: "error", title: "NAT has no NAT router address", remedy: "Add the gateway: a free address of the private network with its prefix length, such as 192.168.1.254/24", run: natWithoutGateway },
  { code: "LVS131", severity: "error", title: "A routing method other than NAT has a NAT router address", remedy: "Leave it out, or use the routing method nat", run: gatewayWithoutNat },
  { code: "LVS132", severity: "error", title: "NAT has a router without a private leg", remedy: "Add the router's interface and address on the real servers' side", run: natWithoutPrivateLeg },
  { code: "LVS133", severity: "error", title: "The NAT router address is outside the private network", remedy: "Write a free address of the private network with that network's prefix length", run: gatewayOutside },
  { code: "LVS134", severity: "error", title: "The NAT router address is a router's own address", remedy: "Choose an address of the private network that no machine has", run: gatewayOfRouter },
  { code: "LVS135", severity: "error", title: "The NAT router address is one that the network keeps for itself", remedy: "Choose an ordinary address of the private network", run: keptGateway },
  { code: "LVS136", severity: "error", title: "The NAT router address has a label that isn't one of its interface", remedy: "Begin the label with the private interface's name, or leave it out where routers name their interfaces differently", run: foreignLabel },
  { code: "LVS137", severity: "error", title: "A real server can't reach the NAT router address", remedy: "Move the server into the private network, or route this cluster directly", run: serverBeyondGateway },
  { code: "LVS138", severity: "error", title: "A virtual server and its real servers are of different IP families", remedy: "Use a pool of the VIP's family; one VIP and one pool for each family", run: mixedFamilies },
  { code: "LVS139", severity: "error", title: "The NAT router address is a real server's address", remedy: "Choose an address of the private network that no machine has", run: gatewayOfServer },
  { code: "LVS140", severity: "error", title: "Direct routing or tunneling would have to change the port", remedy: "Let the server listen on the virtual server's port, or use the routing method nat", run: directPortChange },
  { code: "LVS141", severity: "error", title: "A real server with direct routing isn't in a network of the routers", remedy: "Move the server into a network in which every router has a leg, or add that leg", run: directServerElsewhere },
  { code: "LVS503", severity: "error", title: "A longest segment is given without tunneling", remedy: "Leave it out, or use the routing method tunnel", run: mssWithoutTunnel },
  { code: "LVS511", severity: "error", title: "Real servers are asked at the VIP under NAT", remedy: "Leave vipCheck out: under NAT no real server has the VIP", run: vipCheckUnderNat },
  { code: "LVS512", severity: "error", title: "Real servers are asked at an IPv4 VIP by a router without IPv4", remedy: "Give the router a leg of IPv4, or leave vipCheck out", run: vipCheckWithoutIpv4 },
  { code: "LVS517", severity: "error", title: "A routing method other than NAT translates sources", remedy: "Leave it out, or use the routing method nat", run: snatWithoutNat },
  { code: "LVS518", severity: "error", title: "Real servers are to have a VIP as their source that can't be one", remedy: "Write the name of one of the cluster's IPv4 VIPs on the public leg", run: unusableOutboundVip },
  { code: "LVS519", severity: "error", title: "Sources are translated with an IPv6 NAT router address", remedy: "Leave it out: this is for IPv4", run: snatOverIpv6 },
  { code: "LVS526", severity: "error", title: "Policy routing is chosen for a routing method other than NAT", remedy: "Leave it out, or use the routing method nat", run: policyRoutingWithoutNat },
  { code: "LVS194", severity: "warning", title: "UDP is served behind policy routing", remedy: "Let the daemon bind the real server's address, and silence this; or let the server have its default route through this cluster", run: udpBehindPolicyRouting },
  { code: "LVS188", severity: "warning", title: "NAT has more than twenty real servers", remedy: "Use direct routing or tunneling, or silence this if you have measured that the router keeps up", run: manyUnderNat },
];

const METHOD_WORDS: Readonly<Record<RoutingMethod, string>> = { nat: "NAT", direct: "direct routing", tunnel: "tunneling" };

function natWithoutGateway(cluster: Cluster, report: Report): void {
  if (cluster.routing.method !== "nat" || cluster.routing.gateway !== undefined) return;
  report({ place: ["routing", "gateway"], summary: "with NAT the answers come back through the active router, so the real servers need one default route that moves with it" });
}

function gatewayWithoutNat({ routing }: Cluster, report: Report): void {
  if (routing.method === "nat") return;
  eachItem(["gateway", "gatewayLabel"] as const, (attribute) => {
    if (routing[attribute] === undefined) return;
    report({ place: ["routing", attribute], value: routing[attribute], summary: `with ${METHOD_WORDS[routing.method]} the real servers answer clients themselves, and a NAT router address would have no use` });
  });
}

function natWithoutPrivateLeg(cluster: Cluster, report: Report): void {
  if (cluster.routing.method !== "nat") return;
  for (const name of routersWithout(cluster, "private")) {
    report({ place: ["routers", name, "private"], summary: `with NAT the real servers are behind the routers, and ${name} has no leg there to hold the NAT router address` });
  }
}

function gatewayOutside(cluster: Cluster, report: Report): void {
  const { gateway } = cluster.routing;
  if (gateway === undefined) return;
  const outside = knownWhere(privateLegs(cluster), ({ leg }) => !sameNetwork(cidrOf(leg.address), cidrOf(gateway)));
  if (outside.length === 0) return;
  const summary = `${gateway} isn't in the private network of ${listed(outside.map(({ router, leg }) => `${router} (${leg.address})`))}`;
  report({ place: ["routing", "gateway"], value: gateway, summary });
}

function gatewayOfRouter(cluster: Cluster, report: Report): void {
  const { gateway } = cluster.routing;
  if (gateway === undefined) return;
  const [owner] = knownWhere(legsOf(cluster), ({ leg }) => keyOfCidr(leg.address) === keyOfCidr(gateway));
  if (owner === undefined) return;
  report({ place: ["routing", "gateway"], value: gateway, summary: `${gateway} is the ${owner.side} leg of ${owner.router}: it would stay with a dead router, and the real servers' answers with it` });
}

function gatewayOfServer(cluster: Cluster, report: Report): void {
  const { gateway } = cluster.routing;
  if (gateway === undefined) return;
  const [owner] = knownWhere(serversOf(cluster), ({ server }) => keyOfAddress(server.address) === keyOfCidr(gateway));
  if (owner === undefined) return;
  report({ place: ["routing", "gateway"], value: gateway, summary: `${gateway} is the real server ${owner.name} of pool ${owner.pool}, which can't be its own default route` });
}

function keptGateway(cluster: Cluster, report: Report): void {
  const { gateway } = cluster.routing;
  if (gateway === undefined) return;
  const kept = keptByNetwork(cidrOf(gateway), cidrOf(gateway).address);
  if (kept !== undefined) report({ place: ["routing", "gateway"], value: gateway, summary: `${gateway} is ${kept}, not one that a router can have` });
}

function foreignLabel(cluster: Cluster, report: Report): void {
  const { gatewayLabel } = cluster.routing;
  if (gatewayLabel === undefined || cluster.routing.method !== "nat") return;
  const foreign = knownWhere(privateLegs(cluster), ({ leg }) => !isLabelOf(gatewayLabel, leg.interface));
  if (foreign.length === 0) return;
  const summary = `a label begins with its interface's name, which is ${listed(foreign.map(({ router, leg }) => `${leg.interface} on ${router}`))}`;
  report({ place: ["routing", "gatewayLabel"], value: gatewayLabel, summary });
}

function serverBeyondGateway(cluster: Cluster, report: Report): void {
  const { gateway, method } = cluster.routing;
  if (method !== "nat" || gateway === undefined) return;
  const network = cidrOf(gateway);
  eachItem(serversOf(cluster), ({ place, server: { address } }) => {
    if (contains(network, addressOf(address))) return;
    const summary = `${address} isn't in the network of the NAT router address ${gateway}, so that can't be its default route, and its answers pass the router by`;
    report({ place: [...place, "address"], value: address, summary });
  });
}

function mixedFamilies(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, (virtualServer, name) => {
    const { vip } = virtualServer;
    const address = Object.hasOwn(cluster.vips, vip) ? cluster.vips[vip]?.address : undefined;
    if (address === undefined) return;
    const { family } = addressOf(address);
    eachItem(poolsOf(virtualServer), ({ pool, property }) => {
      const others = knownWhere(serversIn(cluster, pool), ({ server }) => addressOf(server.address).family !== family);
      if (others.length === 0) return;
      const summary = `the VIP is ${address}, and the other IP family is that of ${listed(others.map((other) => other.name))} in pool ${pool}: IPVS can cross families by tunneling only, and keepalived would skip the server`;
      report({ place: ["virtualServers", name, property], value: pool, summary });
    });
  });
}

function directPortChange(cluster: Cluster, report: Report): void {
  const { method } = cluster.routing;
  if (method === "nat") return;
  eachMember(cluster.virtualServers, (virtualServer, name) => {
    const { port } = virtualServer;
    const servers = poolsOf(virtualServer).flatMap(({ pool }) => serversIn(cluster, pool));
    eachItem(servers, ({ place, server }) => {
      if (server.port === undefined || server.port === port) return;
      const summary = `${METHOD_WORDS[method]} can't change the port (${port} → ${server.port} for virtual server ${name}): the real server gets the very packet that the client sent`;
      report({ place: [...place, "port"], value: server.port, summary });
    });
  });
}

function directServerElsewhere(cluster: Cluster, report: Report): void {
  if (cluster.routing.method !== "direct") return;
  eachItem(serversOf(cluster), ({ place, server: { address } }) => {
    const server = addressOf(address);
    const unreached = Object.keys(cluster.routers).filter((router) => {
      // A leg has one address here; where it is of the other family, its network of this one isn't known, and nothing can be said.
      const networks = legsOf(cluster).filter((leg) => leg.router === router).map(({ leg }) => cidrOf(leg.address));
      return networks.every((network) => network.address.family === server.family && !contains(network, server));
    });
    if (unreached.length === 0) return;
    const summary = `${address} is in no network of ${listed(unreached)}: direct routing readdresses the frame only, so router and real server must share a wire`;
    report({ place: [...place, "address"], value: address, summary });
  });
}

function mssWithoutTunnel({ routing: { method, mss } }: Cluster, report: Report): void {
  if (method === "tunnel" || mss === undefined) return;
  report({ place: ["routing", "mss"], value: mss, summary: `${METHOD_WORDS[method]} makes no packet longer, so there is nothing to fit it into` });
}

function vipCheckUnderNat({ routing: { method, vipCheck } }: Cluster, report: Report): void {
  if (method !== "nat" || !vipCheck) return;
  report({ place: ["routing", "vipCheck"], value: vipCheck, summary: "with NAT the routers alone have the VIP, so every real server would fail the check" });
}

function vipCheckWithoutIpv4(cluster: Cluster, report: Report): void {
  if (!cluster.routing.vipCheck || cluster.routing.method === "nat") return;
  const vip = Object.keys(cluster.vips).find((name) => addressOf(cluster.vips[name]?.address ?? "").family === 4);
  if (vip === undefined) return;
  const without = Object.keys(cluster.routers).filter((router) => legsOf(cluster).every((leg) => leg.router !== router || cidrOf(leg.leg.address).address.family === 6));
  if (without.length > 0) report({ place: ["routing", "vipCheck"], value: true, summary: `${listed(without)} has no IPv4 address of its own to ask the real servers of ${vip} from` });
}

function snatWithoutNat({ routing: { method, outboundVip, masqueradeLocalClients } }: Cluster, report: Report): void {
  if (method === "nat") return;
  const why = `with ${METHOD_WORDS[method]} nothing that real servers send passes the routers`;
  if (outboundVip !== undefined) report({ place: ["routing", "outboundVip"], value: outboundVip, summary: why });
  if (masqueradeLocalClients) report({ place: ["routing", "masqueradeLocalClients"], value: masqueradeLocalClients, summary: why });
}

function unusableOutboundVip({ routing: { method, gateway, outboundVip }, vips }: Cluster, report: Report): void {
  if (method !== "nat" || outboundVip === undefined || gateway?.includes(":") === true) return;
  const wrong = (summary: string): void => report({ place: ["routing", "outboundVip"], value: outboundVip, summary });
  const vip = Object.hasOwn(vips, outboundVip) ? vips[outboundVip] : undefined;
  if (vip === undefined) return wrong(`the cluster has no VIP called ${outboundVip}, only ${listed(Object.keys(vips)) || "none"}`);
  if (addressOf(vip.address).family === 6) return wrong(`${outboundVip} is ${vip.address}, and sources are translated in IPv4 alone`);
  if (vip.leg === "private") wrong(`${outboundVip} is on the private leg, where real servers have no need of another address`);
}

function snatOverIpv6({ routing: { gateway, outboundVip, masqueradeLocalClients } }: Cluster, report: Report): void {
  if (gateway === undefined || cidrOf(gateway).address.family === 4) return;
  const why = `the NAT router address is ${gateway}, and sources are translated in IPv4 alone`;
  if (outboundVip !== undefined) report({ place: ["routing", "outboundVip"], value: outboundVip, summary: why });
  if (masqueradeLocalClients) report({ place: ["routing", "masqueradeLocalClients"], value: masqueradeLocalClients, summary: why });
}

function policyRoutingWithoutNat({ routing: { method, policyRouting } }: Cluster, report: Report): void {
  if (method === "nat" || !policyRouting) return;
  report({ place: ["routing", "policyRouting"], value: policyRouting, summary: `with ${METHOD_WORDS[method]} real servers answer clients by the way they always had` });
}

/** A reply from a socket that is bound to no address is routed before it has a source (ip-rule(8): `from` doesn't match then), so by the default route. */
function udpBehindPolicyRouting({ routing, virtualServers }: Cluster, report: Report): void {
  if (routing.method !== "nat" || !routing.policyRouting) return;
  eachMember(virtualServers, ({ protocol }, name) => {
    if (protocol !== "udp") return;
    report({ place: ["virtualServers", name, "protocol"], value: protocol, summary: "with policy routing an answer finds the way back by its source address, which one of a UDP daemon that listens on all addresses hasn't yet when it is routed" });
  });
}

/** The manual's own figure for this routing method. */
const MANY_UNDER_NAT = 20;

function manyUnderNat(cluster: Cluster, report: Report): void {
  if (cluster.routing.method !== "nat") return;
  const count = new Set(knownWhere(serversOf(cluster), ({ server }) => server.address !== "").map(({ server }) => keyOfAddress(server.address))).size;
  if (count <= MANY_UNDER_NAT) return;
  report({ place: ["routing", "method"], value: "nat", summary: `${count} real servers answer through the one active router, which rewrites every packet both ways: beyond about ${MANY_UNDER_NAT} it is likely to be what limits them` });
}

function privateLegs(cluster: Cluster): readonly RouterLeg[] {
  return legsOf(cluster).filter(({ side }) => side === "private");
}
