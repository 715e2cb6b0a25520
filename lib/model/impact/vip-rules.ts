import { servingRouterOf } from "../serving-router";
import { attempt, knownOnly } from "../unknown";
import { type Cluster } from "../cluster";
import { type Change, pairAt } from "./changes";
import { canonical } from "./identity";
import { type Judgement, type Outcome, type Rule } from "./rule";
import { type Transition } from "./transition";

const COMES: Outcome = {
  change: "a VIP comes",
  class: "hitless",
  reason: "nobody was served under it before",
  fact: "A reload adds it to what the active router holds (restore_vrrp_state in keepalived's vrrp.c); being no part of the adverts, it makes no two routers disagree",
};
const GOES: Outcome = {
  change: "a VIP goes, and the virtual servers on it",
  class: "drops",
  reason: "nobody holds the address any more",
  fact: "A reload takes an address that is in the old file alone from its interface at once (clear_diff_vrrp in keepalived's vrrp.c)",
};
const GOES_IDLE: Outcome = {
  change: "a VIP without virtual servers goes, or another address or leg of it",
  class: "hitless",
  reason: "nobody is served under it",
  fact: "The kernel's table has no entry for the address",
};
const RENAMED: Outcome = {
  change: "a VIP's name, or another spelling of its address",
  class: "hitless",
  reason: "a VIP is its address",
  fact: "keepalived and the kernel know no names of VIPs",
};
const MOVES: Outcome = {
  change: "a VIP's address",
  class: "drops",
  reason: "the old address goes, and its virtual servers with it",
  fact: "A virtual server of another address is another one: the old entry leaves the table, and with expire_nodest_conn its connections end at once (Linux ≥ 5.9)",
};
const LEG_MOVES: Outcome = {
  change: "the leg of an IPv4 VIP",
  class: "hitless",
  reason: "within a millisecond the address is on the other interface, and the active router answers for it on both networks; neighbours on the old one are no longer told at a failover",
  fact: "Linux answers ARP for each of its addresses on every interface (arp_ignore is 0 on routers that only forward); keepalived deletes and adds it within one reload",
};
const LEG_LEAVES: Outcome = {
  change: "the leg of an IPv6 VIP, or where routers are real servers, too",
  class: "drops",
  reason: "nobody answers for the address on its old network any more",
  fact: "Neighbour solicitations are answered for addresses of the receiving interface only, and so is ARP with arp_ignore 1, which routers that serve have",
};
const LABEL: Outcome = {
  change: "a VIP's label",
  class: "failover",
  reason: "the active router lets go of all addresses for a moment, and another one may be faster to take them",
  fact: "A reload takes an address with another label away and puts it there again (compare_ipaddress); that it went makes keepalived a backup for the skew (netlink_if_address_filter: \"If one of our VIPs/eVIPs has been deleted, transition to backup\")",
};

const LABEL_ANEW: Outcome = {
  change: "a VIP's label, together with its address or leg",
  class: "hitless",
  reason: "the address comes with it; what becomes of the old one is that change's",
  fact: "keepalived compares addresses with their interface and label, so that one change of all three is one (compare_ipaddress)",
};

export const VIP_RULES: readonly Rule[] = [
  { path: "vips.*", called: "VIP", outcomes: [COMES, GOES, GOES_IDLE, RENAMED], reach: onIt, judge: comingOrGoing },
  { path: "vips.*.address", called: "address", outcomes: [RENAMED, GOES_IDLE, MOVES], reach: onIt, judge: address },
  { path: "vips.*.leg", called: "leg", outcomes: [LEG_MOVES, GOES_IDLE, LEG_LEAVES], reach: onIt, judge: leg },
  { path: "vips.*.label", called: "label", outcomes: [LABEL_ANEW, LABEL], reach: allThatFloat, judge: label },
];

function comingOrGoing(change: Change, between: Transition): Judgement {
  if (change.kind === "name") return { outcome: RENAMED };
  if (change.before === undefined) return { outcome: COMES };
  return { outcome: onIt(change, between).length > 0 ? GOES : GOES_IDLE };
}

function address(change: Change, between: Transition): Judgement {
  if (canonical(change.before) === canonical(change.after)) return { outcome: RENAMED };
  return { outcome: onIt(change, between).length > 0 ? MOVES : GOES_IDLE };
}

function leg(change: Change, between: Transition): Judgement {
  if (onIt(change, between).length === 0) return { outcome: GOES_IDLE };
  const own = canonical(pairAt(between.vips, change)?.after?.value.address);
  const quiet = [between.former, between.next].some(routersServe);
  return { outcome: own?.includes(":") === false && !quiet ? LEG_MOVES : LEG_LEAVES };
}

/** A label comes with a new address and not to it, where that is another one, too. */
function label(change: Change, between: Transition): Judgement {
  const pair = pairAt(between.vips, change);
  const sameAddress = canonical(pair?.before?.value.address) === canonical(pair?.after?.value.address);
  const sameLeg = pair?.before?.value.leg === pair?.after?.value.leg;
  return { outcome: sameAddress && sameLeg ? LABEL : LABEL_ANEW };
}

/** Whether it is so for sure; a router whose address isn't known yet is taken for one that only forwards, as any other machine is. */
function routersServe(cluster: Cluster): boolean {
  const servers = Object.values(cluster.pools).flatMap((pool) => Object.values(pool.servers));
  return servers.some((server) => {
    const serving = attempt(() => servingRouterOf(knownOnly(cluster), knownOnly(server)));
    return serving.known && serving.value !== undefined;
  });
}

/** The virtual servers that were on it, by the names that they have now, or had. */
function onIt({ formerPlace }: Change, { virtualServers }: Transition): readonly string[] {
  return virtualServers.flatMap(({ before, after }) => (before === undefined || before.value.vip !== formerPlace[1] ? [] : [(after ?? before).name]));
}

/** keepalived lets go of all or of none. */
function allThatFloat(_change: Change, { kept }: Transition): readonly string[] {
  return kept.map(({ name }) => name);
}
