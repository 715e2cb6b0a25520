import { type Change } from "./changes";
import { syncMoves } from "./flag-day";
import { type Judgement, type Outcome, type Rule, always, everybody } from "./rule";
import { type Transition } from "./transition";

const FLAG_DAY: Outcome = {
  change: "the VRID, or the leg of the heartbeat",
  class: "failover",
  reason: "routers before and after don't hear each other: the backups stand aside and the active one changes alone, silent for three adverts",
  fact: "keepalived 2.2.7 knows an instance again by VRID, interface and own address (vrrp_exist in vrrp.c); another one begins as backup, and waits for three adverts and the skew (RFC 9568 §6.1)",
};
const FASTER: Outcome = {
  change: "an advert interval of less than a third of what it was",
  class: "failover",
  reason: "a backup that is reloaded first may not wait long enough for the active router's next advert, and take over for a moment",
  fact: "After a reload keepalived counts by its own interval until it hears an advert with another one (vrrp_complete_instance and vrrp_state_backup in vrrp.c)",
};
const PACE: Outcome = {
  change: "an advert interval of at least a third of what it was",
  class: "hitless",
  reason: "a backup waits by the interval that the active router sends, and no reload makes it impatient",
  fact: "VRRP version 3: a backup takes Master_Adver_Interval from the adverts that it hears (RFC 9568 §6.4.2)",
};
const STARTUP: Outcome = {
  change: "the delay at start",
  class: "hitless",
  reason: "nobody starts",
  fact: "keepalived reads vrrp_startup_delay at a start and not at a reload (start_vrrp in vrrp_daemon.c)",
};
const SECOND_PATH: Outcome = {
  change: "a second heartbeat path comes",
  class: "failover",
  reason: "the active router restarts its heartbeat, so that another one takes over, and new connections wait for that",
  fact: "At a reload that ties an active instance to a new one keepalived makes it a backup without a word; stopped, it says goodbye",
};
export const HANDED_OVER_UNSYNCED: Outcome = {
  change: "a second heartbeat path, or its legs, together with the interface by which routers tell each other of connections",
  class: "drops",
  reason: "the active router hands over to one that listens on another interface by then: connections that were made meanwhile are unknown there, and reset",
  fact: "A sync daemon's socket is bound to its interface (make_receive_sock in ip_vs_sync.c), and the backup, which takes the new one first, hears nothing of the active router's old one",
};
export const RESTARTED_FORGETFUL: Outcome = {
  change: "what restarts heartbeats (a second path or its legs; with one: the VRID, the leg or an address of the heartbeat, the first peer or the last), where a virtual server has a sorry pool",
  class: "drops",
  reason: "a heartbeat that starts again forgets connections to real servers that pass their checks later than others; those that nobody tells it of until it is active are reset",
  fact: "At its start keepalived takes the sorry server out with the first real server that passes, and the kernel drops connections of those that aren't in the table then (expire_nodest_conn, Linux ≥ 5.9); it is told again only of connections with traffic (sync_threshold in the kernel's ipvs-sysctl.rst)",
};
const ONE_PATH: Outcome = {
  change: "the second heartbeat path goes",
  class: "hitless",
  reason: "the first one's instance stays what it is",
  fact: "A reload keeps an instance whose VRID, interface and own address are the same (vrrp_exist in keepalived's vrrp.c)",
};
const REFERENCES: Outcome = {
  change: "the addresses that a router looks for on its legs",
  class: "hitless",
  reason: "a leg is dead only when nobody answers on it three times in a row",
  fact: "A tracked script that was well goes on so after a reload, until it has failed (clear_diff_script; from 2.3.2 on its first failure counts)",
};

export const HEARTBEAT_RULES: readonly Rule[] = [
  { path: "heartbeat.virtualRouterId", called: "VRID", outcomes: [FLAG_DAY, RESTARTED_FORGETFUL], reach: everybody, judge: flagDay },
  { path: "heartbeat.advertIntervalMs", called: "advert interval", outcomes: [PACE, FASTER], reach: everybody, judge: pace },
  { path: "heartbeat.leg", called: "leg of the heartbeat", outcomes: [FLAG_DAY, RESTARTED_FORGETFUL], reach: everybody, judge: flagDay },
  always("heartbeat.startupDelayMs", "startup delay", STARTUP),
  { path: "heartbeat.secondPath", called: "second heartbeat path", outcomes: [ONE_PATH, SECOND_PATH, HANDED_OVER_UNSYNCED, RESTARTED_FORGETFUL], reach: everybody, judge: secondPath },
  always("heartbeat.secondPath.publicReferences.*", "reference addresses on the public side", REFERENCES),
  always("heartbeat.secondPath.privateReferences.*", "reference addresses on the private side", REFERENCES),
];

function flagDay(_change: Change, between: Transition): Judgement {
  return { outcome: begunAnew(between, FLAG_DAY) };
}

function secondPath({ after }: Change, between: Transition): Judgement {
  return { outcome: after === undefined ? ONE_PATH : handedOver(between, SECOND_PATH) };
}

/** What it comes to that routers restart their heartbeats one after the other, the active one last. @param otherwise where nothing is lost */
export function handedOver(between: Transition, otherwise: Outcome): Outcome {
  const { former, next } = between;
  return Object.keys(next.routers).length > 1 && syncMoves(former, next) ? HANDED_OVER_UNSYNCED : restarted(between, otherwise);
}

/** @param otherwise where nothing is lost */
function restarted({ kept }: Transition, otherwise: Outcome): Outcome {
  return kept.some(({ before, after }) => before.virtualServer.sorryPool !== undefined || after.virtualServer.sorryPool !== undefined) ? RESTARTED_FORGETFUL : otherwise;
}

/** With a second path another instance comes by a restart, and without one by a reload. */
export function begunAnew(between: Transition, otherwise: Outcome): Outcome {
  return between.next.heartbeat.secondPath === undefined ? otherwise : restarted(between, otherwise);
}

function pace({ before, after }: Change, { former, next }: Transition): Judgement {
  const hearsNobody = [former, next].some(({ routers }) => Object.keys(routers).length < 2);
  return { outcome: !hearsNobody && 3 * Number(after) < Number(before) ? FASTER : PACE };
}
