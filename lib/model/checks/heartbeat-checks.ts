import { formatCidr, sameNetwork } from "../../net";
import { type Cluster } from "../cluster";
import { type LegName, LEGS, REFERENCES, heartbeatLegs } from "../heartbeat";
import { addressKey, cidrOf, keyOfAddress, keyOfCidr } from "./addresses";
import { type ClusterCheck, type Report } from "./check";
import { eachItem, eachRepeat } from "./each";
import { referencesOn } from "../references";
import { type RouterLeg, legsOf, listed, routersWithout } from "./parts";

/** Can the routers hear each other, and take over what the other had? */
export const HEARTBEAT_CHECKS: readonly ClusterCheck[] = [
  { code: "LVS110", severity: "error", title: "The heartbeat uses a private leg that a router doesn't have", remedy: "Give every router a private leg, or let the heartbeat use the public one", run: missingLeg },
  { code: "LVS111", severity: "error", title: "The heartbeat mixes IPv4 and IPv6", remedy: "Use one IP family on this leg of all routers", run: mixedFamilies },
  { code: "LVS112", severity: "error", title: "The heartbeat addresses aren't in one network", remedy: "Write addresses of one network with one prefix length", run: apart },
  { code: "LVS113", severity: "error", title: "Two routers have one heartbeat address", remedy: "Write the other router's own address", run: peerIsSelf },
  { code: "LVS522", severity: "error", title: "A second heartbeat path needs a second leg", remedy: "Give every router a private leg on an interface of its own, or leave the second path out", run: onePathOnly },
  { code: "LVS523", severity: "error", title: "A router could not tell that its leg is dead", remedy: "Give an address there that always answers pings, such as the gateway's", run: nothingToLookFor },
  { code: "LVS524", severity: "error", title: "A reference address is the cluster's own", remedy: "Give an address of a machine that is there whichever router is active", run: ownReference },
  { code: "LVS525", severity: "error", title: "A router would look for too many machines", remedy: "Leave all but eight of them out", run: tooManyReferences },
  { code: "LVS157", severity: "warning", title: "Adverts are sent more often than a busy machine can keep up with", remedy: "Use 200 or more, or silence this after a test under full load", run: hastyAdverts },
  { code: "LVS182", severity: "warning", title: "The routers' legs on one side are in different networks", remedy: "Write addresses of one network, or silence this if both networks share the wire", run: otherSideApart },
];

function missingLeg(cluster: Cluster, report: Report): void {
  const without = routersWithout(cluster, "private");
  if (cluster.heartbeat.leg !== "private" || without.length === 0) return;
  report({ place: ["heartbeat", "leg"], value: "private", summary: `the heartbeat is on the private leg, and without one ${listed(without)} would never hear of the others` });
}

function mixedFamilies(cluster: Cluster, report: Report): void {
  for (const side of heartbeatLegs(cluster)) mixedOn(cluster, side, report);
}

function mixedOn(cluster: Cluster, side: LegName, report: Report): void {
  eachAgainstFirst(legsOn(cluster, side), ({ leg, router, place }, first) => {
    if (cidrOf(leg.address).address.family === cidrOf(first.leg.address).address.family) return;
    const summary = `${router} has ${leg.address} there and ${first.router} has ${first.leg.address}: adverts go to a peer of the same IP family only`;
    report({ place: [...place, "address"], value: leg.address, summary });
  });
}

function apart(cluster: Cluster, report: Report): void {
  for (const side of heartbeatLegs(cluster)) reportApart(cluster, { side, consequence: "VRRP works within one network, and a VIP can move within one only" }, report);
}

function otherSideApart(cluster: Cluster, report: Report): void {
  for (const side of LEGS.filter((leg) => !heartbeatLegs(cluster).includes(leg))) reportApart(cluster, { side, consequence: "what floats on this side can move within one network only" }, report);
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

function onePathOnly(cluster: Cluster, report: Report): void {
  if (cluster.heartbeat.secondPath === undefined) return;
  const oneCable = legsOf(cluster).filter(({ router, side, leg }) => side === "private" && leg.interface === cluster.routers[router]?.public.interface);
  const without = [...routersWithout(cluster, "private"), ...oneCable.map(({ router }) => router)];
  if (without.length > 0) report({ place: ["heartbeat", "secondPath"], summary: `adverts have one way only, since ${listed(without)} has one interface for them` });
}

function nothingToLookFor(cluster: Cluster, report: Report): void {
  if (cluster.heartbeat.secondPath === undefined || routersWithout(cluster, "private").length > 0) return;
  eachItem(LEGS, (side) => {
    if (referencesOn(cluster, side).length > 0) return;
    const summary = `no address is named on the ${side} side, and no real server is there: a router whose cable is pulled there would not know it, and stay active for nobody`;
    report({ place: ["heartbeat", "secondPath", REFERENCES[side]], summary });
  });
}

function ownReference(cluster: Cluster, report: Report): void {
  const { secondPath } = cluster.heartbeat;
  if (secondPath === undefined) return;
  const legs = new Map(legsOf(cluster).map(({ router, leg }) => [keyOfCidr(leg.address), `a leg of ${router}`] as const));
  const vips = new Map(Object.entries(cluster.vips).map(([name, { address }]) => [keyOfAddress(address), `the VIP ${name}`] as const));
  const gateway = cluster.routing.gateway === undefined ? undefined : keyOfCidr(cluster.routing.gateway);
  eachItem(LEGS, (side) =>
    eachItem(secondPath[REFERENCES[side]], (address, index) => {
      const key = keyOfAddress(address);
      const owner = legs.get(key) ?? vips.get(key) ?? (key === gateway ? "the NAT router address" : undefined);
      if (owner !== undefined) report({ place: ["heartbeat", "secondPath", REFERENCES[side], index], value: address, summary: `${address} is ${owner}: that it answers says nothing about the cable` });
    }),
  );
}

/** keepalived ends a line after 1,022 bytes, and a silent leg is asked for all of them every second. */
const REFERENCES_AT_MOST = 8;

function tooManyReferences(cluster: Cluster, report: Report): void {
  const { secondPath } = cluster.heartbeat;
  if (secondPath === undefined) return;
  eachItem(LEGS, (side) => {
    const { length } = secondPath[REFERENCES[side]];
    if (length > REFERENCES_AT_MOST) report({ place: ["heartbeat", "secondPath", REFERENCES[side]], value: length, summary: `${length} reference addresses are more than the ${REFERENCES_AT_MOST} that are looked for` });
  });
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
