import { type Place, renderPlace } from "../../diagnostics";
import { addressBits, formatCidr, networkOf } from "../../net";
import { type LegName, heartbeatLegs } from "../heartbeat";
import { cidrOf, keyOfAddress, keyOfCidr, overlap } from "./addresses";
import { type SiteCheck, type SiteMember } from "./check";
import { eachItem, eachRepeat, indexBy } from "./each";
import { legsOf, loginKey, shareMachine } from "./parts";
import { SHARED_BANK_CHECKS } from "./shared-bank-checks";

type Report = Parameters<SiteCheck["run"]>[1];

/** Do all clusters of one app get along? */
export const SITE_CHECKS: readonly SiteCheck[] = [
  { code: "LVS160", severity: "error", title: "Two clusters have one name", remedy: "Rename one of them", run: oneNameTwice },
  { code: "LVS161", severity: "error", title: "One VRID is in use twice on a segment", remedy: "Choose another VRID for one of the clusters", run: oneVridTwice },
  { code: "LVS162", severity: "error", title: "Two clusters are on one router", remedy: "Move the VIPs of both into one cluster, or give each its own routers", run: oneRouterTwice },
  { code: "LVS163", severity: "error", title: "Two clusters have one VIP", remedy: "Choose another VIP for one of the clusters", run: oneVipTwice },
  { code: "LVS168", severity: "error", title: "A VIP is another cluster's router", remedy: "Choose another VIP", run: vipIsRouter },
  ...SHARED_BANK_CHECKS,
  { code: "LVS183", severity: "warning", title: "Two clusters in different networks have one VIP", remedy: "Choose another VIP for one of them, or silence this if it is an anycast address", run: anycastVip },
  { code: "LVS184", severity: "warning", title: "Routers of two clusters have one address", remedy: "Write the other router's own address, or silence this if the networks are separate", run: oneRouterAddressTwice },
  { code: "LVS185", severity: "warning", title: "Two clusters have one NAT router address", remedy: "Choose another one for one of them, or silence this if the private networks are separate", run: oneGatewayTwice },
];

/** Something of one cluster, with its place there. */
interface Part<T> {
  readonly member: SiteMember;
  readonly place: Place;
  readonly part: T;
}

function partsOfAll<T>(members: readonly SiteMember[], partsOf: (member: SiteMember) => readonly { place: Place; part: T }[]): Part<T>[] {
  const parts: Part<T>[] = [];
  eachItem(members, (member) => parts.push(...partsOf(member).map((it) => ({ ...it, member }))));
  return parts;
}

function where({ member, place }: Part<unknown>): string {
  return renderPlace([...member.place, ...place]);
}

function oneNameTwice(members: readonly SiteMember[], report: Report): void {
  eachRepeat(members, ({ cluster }) => cluster.name, (member, first) => {
    const { name } = member.cluster;
    report(member, { place: ["name"], value: name, summary: `${renderPlace(first.place)} is called ${name} too, and what belongs to a cluster on a host goes by its name` });
  });
}

interface VridUse {
  readonly vrid: number;
  readonly order: number;
  readonly text: string;
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

function oneVridTwice(members: readonly SiteMember[], report: Report): void {
  const reported = new Set<SiteMember>();
  // Networks are disjoint or nested: sorted by their first address, wide before narrow, a network that overlaps an earlier one lies in the widest before it.
  let open: Part<VridUse> | undefined;
  for (const use of vridUses(members).sort((a, b) => compareUses(a.part, b.part))) {
    const inside = open !== undefined && open.part.vrid === use.part.vrid && open.part.family === use.part.family && use.part.first <= open.part.last;
    if (open === undefined || !inside) open = use;
    if (open.member === use.member) continue;
    const [earlier, later] = open.part.order < use.part.order ? [open, use] : [use, open];
    if (reported.has(later.member)) continue;
    reported.add(later.member);
    const summary = `${where(earlier)} is VRID ${use.part.vrid} too, and their heartbeats share a network (${later.part.text}): there the number is all that tells one cluster's messages from the other's`;
    report(later.member, { place: later.place, value: use.part.vrid, summary });
  }
}

function vridUses(members: readonly SiteMember[]): Part<VridUse>[] {
  const uses: Part<VridUse>[] = [];
  eachItem(members, (member, order) => {
    const { virtualRouterId: vrid } = member.cluster.heartbeat;
    const sides = heartbeatLegs(member.cluster);
    eachItem(legsOf(member.cluster), (leg) => {
      if (!sides.includes(leg.side)) return;
      const cidr = cidrOf(leg.leg.address);
      const { family, value: first } = networkOf(cidr);
      const last = first + (1n << BigInt(addressBits(family) - cidr.prefixLength)) - 1n;
      const text = formatCidr({ ...cidr, address: { family, value: first } });
      uses.push({ member, place: ["heartbeat", "virtualRouterId"], part: { vrid, order, text, family, first, last } });
    });
  });
  return uses;
}

function compareUses(a: VridUse, b: VridUse): number {
  if (a.vrid !== b.vrid) return a.vrid - b.vrid;
  if (a.family !== b.family) return a.family - b.family;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  if (a.last !== b.last) return a.last > b.last ? -1 : 1;
  return a.order - b.order;
}

function oneRouterTwice(members: readonly SiteMember[], report: Report): void {
  const routers = partsOfAll(members, ({ cluster }) => Object.entries(cluster.routers).map(([name, part]) => ({ place: ["routers", name, "host"], part })));
  eachRepeat(routers, ({ part }) => loginKey(part), (router, first) => {
    if (router.member === first.member) return;
    const summary = `${router.part.host} is ${where(first)} already, and a router pair carries one cluster: one heartbeat, one set of VIPs`;
    report(router.member, { place: router.place, value: router.part.host, summary });
  });
}

function oneVipTwice(members: readonly SiteMember[], report: Report): void {
  eachSharedVip(members, (vip, first) => {
    if (!shareNetwork(vip, first)) return;
    report(vip.member, { place: vip.place, value: vip.part.address, summary: `${vip.part.address} is ${where(first)} already: routers of both clusters would answer for it` });
  });
}

/** A VIP is had by the active router alone; the router whose own address it is has it all the time. */
function vipIsRouter(members: readonly SiteMember[], report: Report): void {
  const legs = indexBy(partsOfAll(members, ({ cluster }) => legsOf(cluster).map(({ place, leg }) => ({ place: [...place, "address"], part: leg }))), ({ part }) => keyOfCidr(part.address));
  eachItem(vipsOf(members), (vip) => {
    const leg = legs.get(keyOfAddress(vip.part.address));
    if (leg === undefined || leg.member === vip.member || !networksOf(vip).some((network) => overlap(network, cidrOf(leg.part.address)))) return;
    report(vip.member, { place: vip.place, value: vip.part.address, summary: `${vip.part.address} is ${where(leg)}, so that router would answer for it, too` });
  });
}

function anycastVip(members: readonly SiteMember[], report: Report): void {
  eachSharedVip(members, (vip, first) => {
    if (shareNetwork(vip, first)) return;
    report(vip.member, { place: vip.place, value: vip.part.address, summary: `${vip.part.address} is ${where(first)} too, in another network: which of them a client reaches is up to the routes between` });
  });
}

type SharedVip = Part<{ readonly address: string; readonly leg: LegName }>;

function eachSharedVip(members: readonly SiteMember[], visit: (vip: SharedVip, first: SharedVip) => void): void {
  eachRepeat(vipsOf(members), ({ part }) => keyOfAddress(part.address), (vip, first) => {
    if (vip.member !== first.member) visit(vip, first);
  });
}

function vipsOf(members: readonly SiteMember[]): SharedVip[] {
  return partsOfAll(members, ({ cluster }) => Object.entries(cluster.vips).map(([name, part]) => ({ place: ["vips", name, "address"], part })));
}

function shareNetwork(a: SharedVip, b: SharedVip): boolean {
  return networksOf(a).some((one) => networksOf(b).some((other) => overlap(one, other)));
}

function networksOf({ member, part }: SharedVip): ReturnType<typeof cidrOf>[] {
  return legsOf(member.cluster)
    .filter(({ side }) => side === part.leg)
    .map(({ leg }) => cidrOf(leg.address));
}

function oneRouterAddressTwice(members: readonly SiteMember[], report: Report): void {
  const legs = partsOfAll(members, ({ cluster }) =>
    legsOf(cluster).map(({ place, leg, router }) => ({ place: [...place, "address"], part: { leg, router: cluster.routers[router] } })),
  );
  eachRepeat(legs, ({ part }) => keyOfCidr(part.leg.address), (later, first) => {
    const [one, other] = [first.part.router, later.part.router];
    // The same host twice is LVS162.
    if (later.member === first.member || one === undefined || other === undefined || loginKey(one) === loginKey(other)) return;
    const { address } = later.part.leg;
    report(later.member, { place: later.place, value: address, summary: `${address} is ${where(first)} too, under another host: one router with two names, or two that quarrel for the address` });
  });
}

function oneGatewayTwice(members: readonly SiteMember[], report: Report): void {
  const gateways = partsOfAll(members, ({ cluster: { routing } }) => (routing.gateway === undefined ? [] : [{ place: ["routing", "gateway"], part: routing.gateway }]));
  eachRepeat(gateways, ({ part }) => keyOfCidr(part), (later, first) => {
    // On one network they are for sure: LVS167.
    if (later.member === first.member || shareMachine(later.member.cluster, first.member.cluster)) return;
    report(later.member, { place: later.place, value: later.part, summary: `${later.part} is ${where(first)} too: on one network, routers of both clusters would answer for it` });
  });
}
