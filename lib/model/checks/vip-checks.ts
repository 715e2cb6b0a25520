import { contains, isLabelOf } from "../../net";
import { type Cluster } from "../cluster";
import { addressOf, cidrOf, keptByNetwork, keyOfAddress, keyOfCidr, unusableBecause } from "./addresses";
import { type ClusterCheck, type Report } from "./check";
import { eachMember, eachRepeat, indexBy, knownWhere } from "./each";
import { legsOf, listed, routersWithout, serversOf } from "./parts";

/** Can each VIP float, and is it nobody else's? */
export const VIP_CHECKS: readonly ClusterCheck[] = [
  { code: "LVS120", severity: "error", title: "A VIP can't be a VIP", remedy: "Write an ordinary unicast address that clients can reach", run: unusableVip },
  { code: "LVS121", severity: "error", title: "A VIP is a router's own address", remedy: "Choose an address for the VIP that no machine has", run: vipOfRouter },
  { code: "LVS122", severity: "error", title: "A VIP is the NAT router address", remedy: "Choose one address for clients and another for the real servers' default route", run: vipIsGateway },
  { code: "LVS123", severity: "error", title: "Two VIPs are one address", remedy: "Use one VIP with several virtual servers", run: oneAddressTwice },
  { code: "LVS124", severity: "error", title: "A VIP is a real server's address", remedy: "Choose an address for the VIP that no machine has", run: vipOfServer },
  { code: "LVS125", severity: "error", title: "A VIP is on a private leg that a router doesn't have", remedy: "Give every router a private leg, or put the VIP on the public one", run: missingLeg },
  { code: "LVS126", severity: "error", title: "A VIP's label isn't one of its interface", remedy: "Begin the label with the interface's name, or leave it out where routers name their interfaces differently", run: foreignLabel },
  { code: "LVS127", severity: "error", title: "An IPv6 address has a label", remedy: "Leave the label out: aliases are an IPv4 matter", run: labelOnIpv6 },
  { code: "LVS128", severity: "error", title: "A label is used twice", remedy: "Choose another tail for one of the labels", run: labelTwice },
  { code: "LVS129", severity: "error", title: "A VIP is an address that the network keeps for itself", remedy: "Choose an ordinary address of the network", run: keptVip },
  { code: "LVS151", severity: "warning", title: "A VIP is outside its leg's network", remedy: "Choose an address of that network, or silence this if the VIP is routed to the routers", run: outsideNetwork },
  { code: "LVS153", severity: "warning", title: "A VIP has no virtual server", remedy: "Add a virtual server to it, or leave the VIP out", run: idleVip },
];

function unusableVip(cluster: Cluster, report: Report): void {
  eachMember(cluster.vips, ({ address }, name) => {
    const reason = unusableBecause(addressOf(address));
    if (reason !== undefined) report({ place: ["vips", name, "address"], value: address, summary: `${address} is ${reason}` });
  });
}

function vipOfRouter(cluster: Cluster, report: Report): void {
  const legs = indexBy(legsOf(cluster), ({ leg }) => keyOfCidr(leg.address));
  eachMember(cluster.vips, ({ address }, name) => {
    const owner = legs.get(keyOfAddress(address));
    if (owner === undefined) return;
    report({ place: ["vips", name, "address"], value: address, summary: `${address} is the ${owner.side} leg of ${owner.router}: it stays there when the VIPs move` });
  });
}

function vipIsGateway(cluster: Cluster, report: Report): void {
  const { gateway } = cluster.routing;
  if (gateway === undefined) return;
  eachMember(cluster.vips, ({ address }, name) => {
    if (keyOfAddress(address) !== keyOfCidr(gateway)) return;
    report({ place: ["vips", name, "address"], value: address, summary: `${address} is the NAT router address already, and an address floats once` });
  });
}

function oneAddressTwice(cluster: Cluster, report: Report): void {
  eachRepeat(Object.entries(cluster.vips), ([, { address }]) => keyOfAddress(address), ([name, { address }], [first]) =>
    report({ place: ["vips", name, "address"], value: address, summary: `${name} has the address of ${first}, and an address floats once` }),
  );
}

function vipOfServer(cluster: Cluster, report: Report): void {
  const servers = indexBy(serversOf(cluster), ({ server }) => keyOfAddress(server.address));
  eachMember(cluster.vips, ({ address }, name) => {
    const owner = servers.get(keyOfAddress(address));
    if (owner === undefined) return;
    report({ place: ["vips", name, "address"], value: address, summary: `${address} is the real server ${owner.name} of pool ${owner.pool}: the router that holds it can't reach that machine any more` });
  });
}

function missingLeg(cluster: Cluster, report: Report): void {
  const without = routersWithout(cluster, "private");
  eachMember(cluster.vips, ({ leg }, name) => {
    if (leg !== "private" || without.length === 0) return;
    report({ place: ["vips", name, "leg"], value: leg, summary: `${name} is on the private leg, and can't move to ${listed(without)} without one` });
  });
}

function foreignLabel(cluster: Cluster, report: Report): void {
  eachMember(cluster.vips, ({ label, leg: side }, name) => {
    if (label === undefined) return;
    const foreign = knownWhere(legsOf(cluster), ({ side: of, leg }) => of === side && !isLabelOf(label, leg.interface));
    if (foreign.length === 0) return;
    const summary = `a label begins with its interface's name, which is ${listed(foreign.map(({ router, leg }) => `${leg.interface} on ${router}`))}`;
    report({ place: ["vips", name, "label"], value: label, summary });
  });
}

function labelOnIpv6(cluster: Cluster, report: Report): void {
  const summary = "an IPv6 address can't have a label: keepalived ignores it";
  eachMember(cluster.vips, ({ label, address }, name) => {
    if (label !== undefined && addressOf(address).family === 6) report({ place: ["vips", name, "label"], value: label, summary });
  });
  const { gateway, gatewayLabel } = cluster.routing;
  if (gateway === undefined || gatewayLabel === undefined || cidrOf(gateway).address.family === 4) return;
  report({ place: ["routing", "gatewayLabel"], value: gatewayLabel, summary });
}

function labelTwice(cluster: Cluster, report: Report): void {
  const labels = [
    { owner: "the NAT router address", place: ["routing", "gatewayLabel"], label: () => cluster.routing.gatewayLabel },
    ...Object.entries(cluster.vips).map(([name, vip]) => ({ owner: name, place: ["vips", name, "label"], label: () => vip.label })),
  ];
  eachRepeat(labels, ({ label }) => label(), ({ place, label }, first) =>
    report({ place, value: label(), summary: `${label()} is the label of ${first.owner} already, and an alias is one address` }),
  );
}

function keptVip(cluster: Cluster, report: Report): void {
  eachMember(cluster.vips, ({ address, leg: side }, name) => {
    const vip = addressOf(address);
    const [leg] = knownWhere(legsOf(cluster), ({ side: of, leg }) => of === side && keptByNetwork(cidrOf(leg.address), vip) !== undefined);
    if (leg === undefined) return;
    const kept = keptByNetwork(cidrOf(leg.leg.address), vip);
    report({ place: ["vips", name, "address"], value: address, summary: `${address} is ${kept} on the ${side} leg of ${leg.router} (${leg.leg.address})` });
  });
}

function outsideNetwork(cluster: Cluster, report: Report): void {
  eachMember(cluster.vips, ({ address, leg: side }, name) => {
    const vip = addressOf(address);
    const comparable = legsOf(cluster)
      .filter((leg) => leg.side === side)
      .map(({ leg }) => cidrOf(leg.address))
      .filter((network) => network.address.family === vip.family);
    if (comparable.length === 0 || comparable.some((network) => contains(network, vip))) return;
    report({ place: ["vips", name, "address"], value: address, summary: `${address} is in no router's network on the ${side} side, so nobody there asks for it by ARP or neighbour discovery` });
  });
}

function idleVip(cluster: Cluster, report: Report): void {
  eachMember(cluster.vips, (_, name) => {
    if (Object.values(cluster.virtualServers).some(({ vip }) => vip === name)) return;
    report({ place: ["vips", name], summary: `no virtual server uses ${name}: clients find an address where nothing answers` });
  });
}
