import { formatCidr, sameNetwork } from "../../net";
import { type Cluster } from "../cluster";
import { type LegName, LEGS } from "../heartbeat";
import { addressKey, cidrOf } from "./addresses";
import { type ClusterCheck, type Report } from "./check";
import { eachItem, eachRepeat } from "./each";
import { type RouterLeg, legsOf, listed, routersWithout } from "./parts";

/** Can the routers hear each other, and take over what the other had? */
export const HEARTBEAT_CHECKS: readonly ClusterCheck[] = [
  { code: "LVS110", severity: "error", title: "The heartbeat uses a private leg that a router doesn't have", remedy: "Give every router a private leg, or let the heartbeat use the public one", run: missingLeg },
  { code: "LVS111", severity: "error", title: "The heartbeat mixes IPv4 and IPv6", remedy: "Use one IP family on this leg of all routers", run: mixedFamilies },
  { code: "LVS112", severity: "error", title: "The heartbeat addresses aren't in one network", remedy: "Write addresses of one network with one prefix length", run: apart },
  { code: "LVS113", severity: "error", title: "Two routers have one heartbeat address", remedy: "Write the other router's own address", run: peerIsSelf },
  { code: "LVS157", severity: "warning", title: "Adverts are sent more often than a busy machine can keep up with", remedy: "Use 200 or more, or silence this after a test under full load", run: hastyAdverts },
  { code: "LVS182", severity: "warning", title: "The routers' legs on one side are in different networks", remedy: "Write addresses of one network, or silence this if both networks share the wire", run: otherSideApart },
];

function missingLeg(cluster: Cluster, report: Report): void {
  const without = routersWithout(cluster, "private");
  if (cluster.heartbeat.leg !== "private" || without.length === 0) return;
  report({ place: ["heartbeat", "leg"], value: "private", summary: `the heartbeat is on the private leg, and without one ${listed(without)} would never hear of the others` });
}

function mixedFamilies(cluster: Cluster, report: Report): void {
  eachAgainstFirst(legsOn(cluster, cluster.heartbeat.leg), ({ leg, router, place }, first) => {
    if (cidrOf(leg.address).address.family === cidrOf(first.leg.address).address.family) return;
    const summary = `${router} has ${leg.address} there and ${first.router} has ${first.leg.address}: adverts go to a peer of the same IP family only`;
    report({ place: [...place, "address"], value: leg.address, summary });
  });
}

function apart(cluster: Cluster, report: Report): void {
  reportApart(cluster, { side: cluster.heartbeat.leg, consequence: "VRRP works within one network, and a VIP can move within one only" }, report);
}

function otherSideApart(cluster: Cluster, report: Report): void {
  const side = LEGS.find((leg) => leg !== cluster.heartbeat.leg);
  if (side !== undefined) reportApart(cluster, { side, consequence: "what floats on this side can move within one network only" }, report);
}

function reportApart(cluster: Cluster, { side, consequence }: { side: LegName; consequence: string }, report: Report): void {
  eachAgainstFirst(legsOn(cluster, side), ({ leg, router, place }, first) => {
    const [own, other] = [cidrOf(leg.address), cidrOf(first.leg.address)];
    if (own.address.family !== other.address.family || sameNetwork(own, other)) return;
    const summary = `${router} has ${formatCidr(own)} and ${first.router} has ${formatCidr(other)} on the ${side} side, not one network: ${consequence}`;
    report({ place: [...place, "address"], value: leg.address, summary });
  });
}

function peerIsSelf(cluster: Cluster, report: Report): void {
  eachRepeat(
    legsOn(cluster, cluster.heartbeat.leg),
    ({ leg }) => addressKey(cidrOf(leg.address).address),
    ({ leg, router, place }, first) => {
      const summary = `${router} has the heartbeat address of ${first.router}: each would send its adverts to itself, hear nothing of the other, and both become active`;
      report({ place: [...place, "address"], value: leg.address, summary });
    },
  );
}

function hastyAdverts(cluster: Cluster, report: Report): void {
  const { advertIntervalMs } = cluster.heartbeat;
  if (advertIntervalMs >= 100) return;
  const summary = `at ${advertIntervalMs} ms three adverts are lost within ${3 * advertIntervalMs} ms, which load alone can do: the backup then takes over from a healthy router`;
  report({ place: ["heartbeat", "advertIntervalMs"], value: advertIntervalMs, summary });
}

function legsOn(cluster: Cluster, side: LegName): readonly RouterLeg[] {
  return legsOf(cluster).filter((leg) => leg.side === side);
}

function eachAgainstFirst<T>(items: readonly T[], visit: (item: T, first: T) => void): void {
  const [first, ...others] = items;
  if (first !== undefined) eachItem(others, (item) => visit(item, first));
}
