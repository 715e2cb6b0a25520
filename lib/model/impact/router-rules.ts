import { type Cluster } from "../cluster";
import { type LegName, heartbeatLegs } from "../heartbeat";
import { type Change, pairAt } from "./changes";
import { hasOtherInterface, movesOn } from "./flag-day";
import { HANDED_OVER_UNSYNCED, RESTARTED_FORGETFUL, begunAnew, handedOver } from "./heartbeat-rules";
import { type Judgement, type Outcome, type Rule, always, everybody } from "./rule";
import { type Transition } from "./transition";
import { isSurelyBackup, isSurelyThere } from "./who-is-active";

const INSTANCE_ANEW = "keepalived 2.2.7 knows an instance again by VRID, interface, own address and whether it has peers at all (vrrp_exist in vrrp.c); another one begins as backup, and waits for three adverts and the skew (RFC 9568 §6.1)";

const JOINS: Outcome = {
  change: "a router joins others",
  class: "hitless",
  reason: "it comes last, hears the active one, and stands by",
  fact: "nopreempt: a router that hears adverts stays backup, whatever its priority (vrrp_state_backup in keepalived's vrrp.c)",
};
const FIRST_PEER: Outcome = {
  change: "a second router joins one that was alone",
  class: "failover",
  reason: "the one that was alone is silent for three adverts: with its first peer it begins as backup",
  fact: INSTANCE_ANEW,
};
const LEAVES: Outcome = {
  change: "a router leaves that is known to be a backup, and more than one router stays",
  class: "hitless",
  reason: "it holds nothing, and the others still hear each other",
  fact: "An instance that keeps VRID, interface and own address keeps its state when its list of peers changes (vrrp_exist in keepalived's vrrp.c)",
};
const ACTIVE_LEAVES: Outcome = {
  change: "the active router leaves, or any where nobody knows which is active",
  class: "failover",
  reason: "if it is the active one, another one takes over as soon as it says goodbye, and new connections wait for that; those that stand are known there",
  fact: "An advert of priority 0 is followed after the skew alone (RFC 9568 §6.4.2), and IPVS tells the backups of connections",
};
const LAST_PEER: Outcome = {
  change: "the other one of two routers leaves",
  class: "failover",
  reason: "the one that stays is silent for three adverts: without its peer it begins as backup",
  fact: INSTANCE_ANEW,
};
const NOBODY_STAYS: Outcome = {
  change: "all routers are replaced at once",
  class: "drops",
  reason: "none of the new ones knows the connections",
  fact: "IPVS tells of connections only those who run the sync daemon of the same id meanwhile",
};
const RENAMED: Outcome = {
  change: "a router's name",
  class: "hitless",
  reason: "the machine is known by its addresses",
  fact: "The name is keepalived's router_id, which stands in no packet",
};
const LOGIN: Outcome = {
  change: "how a router is logged in to: `host`, `port`, `user`",
  class: "hitless",
  reason: "another way to the same machine, which its addresses tell",
  fact: "No file of any host has it in it",
};
const ELSEWHERE: Outcome = {
  change: "`host` or `port` of a router together with its public address, while another router stays",
  class: "failover",
  reason: "it may be another machine: then the former one leaves, and if it is the active one another one takes over, and new connections wait for that",
  fact: "Whether two logins lead to one machine is found out at the apply, by the MAC addresses of its interfaces; one that is another machine stops its heartbeat and is left as it was found",
};
const ALL_ELSEWHERE: Outcome = {
  change: "`host` or `port` of all routers together with their public addresses",
  class: "drops",
  reason: "they may be other machines, and none of them knows the connections",
  fact: NOBODY_STAYS.fact,
};
const PRIORITY: Outcome = {
  change: "a router's priority",
  class: "hitless",
  reason: "it counts only when nobody is active",
  fact: "nopreempt: a router that hears adverts stays backup, whatever its priority (vrrp_state_backup in keepalived's vrrp.c)",
};
const VERSION: Outcome = {
  change: "the version of keepalived that a router is said to have",
  class: "hitless",
  reason: "it says what is there already: what it changes in the file is reloaded",
  fact: "A reload keeps the state of an instance and of every entry that is in both files (clear_diff_vrrp, clear_diff_services)",
};
const HEARTBEAT_MOVES: Outcome = {
  change: "interface or address of a router's leg for the heartbeat",
  class: "failover",
  reason: "routers before and after don't hear each other: the backups stand aside and the active one changes alone, silent for three adverts",
  fact: INSTANCE_ANEW,
};
const SECOND_PATH_MOVES: Outcome = {
  change: "interface or address of the active router's other leg, with a second heartbeat path; or of any router's where nobody knows which is active",
  class: "failover",
  reason: "the active router restarts its heartbeat, so that another one takes over, and new connections wait for that",
  fact: "At a reload that ties an active instance to a new one keepalived makes it a backup without a word; stopped, it says goodbye",
};
const SECOND_PATH_OF_BACKUP: Outcome = {
  change: "interface or address of a backup's other leg, with a second heartbeat path",
  class: "hitless",
  reason: "the backup restarts its heartbeat, and holds nothing; to the active one it is a peer at another address",
  fact: "An instance that keeps VRID, interface and own address keeps its state when its list of peers changes (vrrp_exist in keepalived's vrrp.c)",
};
const ADDRESSES_MOVE: Outcome = {
  change: "interface of a router's leg without heartbeat, where a VIP or the NAT router address stands there",
  class: "failover",
  reason: "what stands there moves to another interface: neighbours have to learn its MAC address",
  fact: "keepalived takes an address away and puts it on the other interface within one reload, and announces it at once (clear_diff_vrrp)",
};
const LEG: Outcome = {
  change: "a router's leg where nothing floats, a prefix length, or the address of a router that is alone",
  class: "hitless",
  reason: "no packet of a client goes by it",
  fact: "A reload keeps an instance whose VRID, interface and own address are the same (vrrp_exist in keepalived's vrrp.c)",
};

const LEG_OUTCOMES = [LEG, ADDRESSES_MOVE, SECOND_PATH_OF_BACKUP, SECOND_PATH_MOVES, HANDED_OVER_UNSYNCED, RESTARTED_FORGETFUL, HEARTBEAT_MOVES];

export const ROUTER_RULES: readonly Rule[] = [
  { path: "routers.*", called: "router", outcomes: [JOINS, FIRST_PEER, LEAVES, ACTIVE_LEAVES, LAST_PEER, RESTARTED_FORGETFUL, NOBODY_STAYS, RENAMED], reach: everybody, judge: comingOrGoing },
  { path: "routers.*.host", called: "login host", outcomes: [LOGIN, ELSEWHERE, ALL_ELSEWHERE], reach: everybody, judge: elsewhere, judgesUnknown: true },
  { path: "routers.*.port", called: "SSH port", outcomes: [LOGIN, ELSEWHERE, ALL_ELSEWHERE], reach: everybody, judge: elsewhere, judgesUnknown: true },
  always("routers.*.user", "login", LOGIN),
  always("routers.*.priority", "priority", PRIORITY),
  always("routers.*.keepalivedVersion", "version of keepalived", VERSION),
  ...(["public", "private"] as const).flatMap((side) =>
    (["interface", "address"] as const).map((leaf): Rule => ({ path: `routers.*.${side}.${leaf}`, called: `${side} ${leaf}`, outcomes: LEG_OUTCOMES, reach: everybody, judge: (change, between) => onLeg(change, between, side) })),
  ),
  { path: "routers.*.private", called: "private leg", outcomes: LEG_OUTCOMES, reach: everybody, judge: (change, between) => onLeg(change, between, "private") },
];

function comingOrGoing({ kind, after, formerPlace }: Change, between: Transition): Judgement {
  if (kind === "name") return { outcome: RENAMED };
  if (after === undefined) return { outcome: leaving(String(formerPlace[1]), between) };
  return { outcome: Object.keys(between.former.routers).length === 1 && staying(between) === 1 ? begunAnew(between, FIRST_PEER) : JOINS };
}

function leaving(name: string, between: Transition): Outcome {
  if (staying(between) === 0) return NOBODY_STAYS;
  if (Object.keys(between.next.routers).length === 1) return begunAnew(between, LAST_PEER);
  return isSurelyBackup(name, between) ? LEAVES : ACTIVE_LEAVES;
}

function staying({ routers }: Transition): number {
  return routers.filter(({ before, after }) => before !== undefined && after !== undefined).length;
}

/** The address tells the same machine also where its login isn't known yet. */
function elsewhere(change: Change, between: Transition): Judgement {
  const pair = pairAt(between.routers, change);
  if (pair === undefined || isSurelyThere(pair)) return { outcome: LOGIN };
  return { outcome: between.routers.some(isSurelyThere) ? ELSEWHERE : ALL_ELSEWHERE };
}

function onLeg(change: Change, between: Transition, side: LegName): Judgement {
  const pair = pairAt(between.routers, change);
  if (pair === undefined || !movesOn(between, pair, side)) return { outcome: LEG };
  if (between.next.heartbeat.leg === side) return { outcome: begunAnew(between, HEARTBEAT_MOVES) };
  if (bothHave(between, side)) {
    if (isSurelyBackup(String(change.formerPlace[1]), between)) return { outcome: SECOND_PATH_OF_BACKUP };
    return { outcome: handedOver(between, SECOND_PATH_MOVES) };
  }
  return { outcome: hasOtherInterface(pair, side) && floatsOn(between.former, side) ? ADDRESSES_MOVE : LEG };
}

/** Whether the second path was there and still is; one that comes or goes has a rule of its own. */
function bothHave({ former, next }: Transition, side: LegName): boolean {
  return [former, next].every((cluster) => heartbeatLegs(cluster).length > 1 && heartbeatLegs(cluster).includes(side));
}

function floatsOn({ vips, routing }: Cluster, side: LegName): boolean {
  return Object.values(vips).some(({ leg }) => leg === side) || (side === "private" && routing.gateway !== undefined);
}
