import { type Cluster } from "../cluster";
import { isAskedFirstByBackup } from "./backup-first";
import { type Change } from "./changes";
import { canonical } from "./identity";
import { CHECKS_MONITORED, CHECKS_UNTRIED, MONITOR, heeds, isMonitored } from "./pool-rules";
import { type AskedPool, asksTheSame } from "./questions";
import { type Judgement, type Outcome, type Rule, always } from "./rule";
import { type Effect, OVERFLOWS, type Scheduling } from "./shares";
import { type Transition, effectsOf } from "./transition";

const COMES: Outcome = {
  change: "a virtual server comes",
  class: "hitless",
  reason: "nobody was served by it before",
  fact: "A reload adds its entry to the kernel's table, and real servers to it as they pass their first check (alpha)",
};
const GOES: Outcome = {
  change: "a virtual server goes",
  class: "drops",
  reason: "its connections end, and new ones are refused",
  fact: "keepalived deletes an entry that is in the old file alone (clear_diff_services); with expire_nodest_conn the kernel drops its connections at once (Linux ≥ 5.9), and answers what follows with resets",
};
const RENAMED: Outcome = {
  change: "a virtual server's name",
  class: "hitless",
  reason: "a virtual server is its VIP, protocol and port",
  fact: "The name stands in a comment of keepalived.conf, and comments are no reason for a reload",
};
const MOVES: Outcome = {
  change: "a virtual server's VIP, protocol or port",
  class: "drops",
  reason: "it is another virtual server: the old one goes with its connections",
  fact: "keepalived knows a virtual server again by address, port and protocol (vs_iseq in ipwrapper.c); one that is in the old file alone is deleted",
};
const NONE_FOR_A_MOMENT = "Between two schedulers the kernel has none for one grace period, and refuses who comes (ip_vs_edit_service, ip_vs_schedule); a connection keeps its real server. The deployment drops SYN packets during that reload, and clients repeat them after a second (RFC 6298 §2); datagrams it can't hold back";
const SPREADS: Outcome = {
  change: "flags of a virtual server's scheduler",
  class: "new-connections",
  reason: "new connections are spread by another rule; those that stand stay where they are",
  fact: "The kernel edits the entry in place (IP_VS_SO_SET_EDIT), and a connection keeps its real server; with the same scheduler it changes flags and nothing else (ip_vs_edit_service)",
};
const SCHEDULES: Outcome = {
  change: "a virtual server's scheduler",
  class: "failover",
  reason: "new connections wait while the active router changes schedulers, and are spread by another rule then; those that stand stay where they are",
  fact: NONE_FOR_A_MOMENT,
};
const ALIKE: Outcome = {
  change: "another flag of the scheduler that spreads these servers in the same way",
  class: "hitless",
  reason: "with these weights both send new connections to the same servers in the same shares",
  fact: "A fallback matters for servers of weight 0 alone; with the same scheduler the kernel changes flags and nothing else (ip_vs_edit_service)",
};
const SWITCHES: Outcome = {
  change: "another scheduler that spreads these servers in the same way",
  class: "failover",
  reason: "new connections wait while the active router changes schedulers, and go where they went then; those that stand stay where they are",
  fact: `wrr and wlc with equal weights are rr and lc. ${NONE_FOR_A_MOMENT}`,
};
const REFUSES: Outcome = {
  change: "a scheduler that hashes, without fallback, where a server has weight 0",
  class: "drops",
  reason: "clients whose hash falls on the drained server are refused",
  fact: "sh, mh and dh give no other server than the one of the hash (is_unavailable in ip_vs_sh.c and ip_vs_mh.c), unless sh-fallback or mh-fallback is set",
};
const LIMITS: Outcome = {
  change: "a switch to ovf",
  class: "drops",
  reason: "weights become limits: once every server has more active connections than its weight, new ones are refused",
  fact: OVERFLOWS,
};
const BINDS: Outcome = {
  change: "persistence: whether, for how long, and for which networks",
  class: "new-connections",
  reason: "clients are bound otherwise from their next connection on; those that are bound keep the time they were given",
  fact: "The kernel edits the entry in place (IP_VS_SO_SET_EDIT); a client's template keeps its timeout, and a connection its real server (ip_vs_sched_persist)",
};
const SAME_MASK: Outcome = {
  change: "a prefix length for persistence that is the whole address, said or left out",
  class: "hitless",
  reason: "each address is a client by itself, before and after",
  fact: "The kernel's netmask of a persistent entry is 255.255.255.255, or 128 for IPv6, unless another one is given (ipvsadm(8), --netmask)",
};
const SINGLE_PACKETS: Outcome = {
  change: "scheduling of single datagrams",
  class: "new-connections",
  reason: "datagrams from new sockets are spread otherwise; those of sockets that are known stay until these are silent for five minutes",
  fact: "The kernel edits the entry in place (IP_VS_SO_SET_EDIT), and looks for a connection before it schedules (ip_vs_in_hook)",
};
const SORRY: Outcome = {
  change: "the sorry pool",
  class: "hitless",
  reason: "it answers only while no server of the pool can",
  fact: "keepalived puts a sorry server into the table when the last real server fails, and no earlier (update_quorum_state in ipwrapper.c); that all are drained, which would do it as well, is refused (LVS147)",
};
const SAME_SERVERS: Outcome = {
  change: "a virtual server's pool, with the same servers and weights in both",
  class: "hitless",
  reason: "the same real servers go on",
  fact: "keepalived knows a real server again by address and port within its virtual server (rs_iseq in ipwrapper.c)",
};
const OTHER_MONITOR: Outcome = {
  change: "a virtual server's pool, with the same servers and weights in both, where one of the two has a load monitor",
  class: "new-connections",
  reason: "weights are moved by the new pool's loads, or no longer; connections that stand stay where they are",
  fact: MONITOR.fact,
};
const LOWER_LIMITS: Outcome = {
  change: "a virtual server's pool under ovf, where the new one's weights come to less",
  class: "drops",
  reason: "fewer connections fit in the new pool: once every server has more active ones than its weight, new ones are refused",
  fact: OVERFLOWS,
};
const OTHER_SHARES: Outcome = {
  change: "a virtual server's pool, with the same servers and more in the new one, or with other weights",
  class: "new-connections",
  reason: "new connections are spread over the new pool; those that stand stay where they are",
  fact: "keepalived knows a real server again by address and port within its virtual server (rs_iseq in ipwrapper.c), and edits its weight in place",
};
const OTHER_SERVERS: Outcome = {
  change: "a virtual server's pool, where the new one lacks servers of the old one",
  class: "drops",
  reason: "connections to servers that are not in the new pool end",
  fact: "keepalived deletes a real server that is in the old file alone (clear_diff_rs); with expire_nodest_conn the kernel drops its connections at once (Linux ≥ 5.9)",
};

const OTHER_CHECKS: Outcome = {
  change: "a virtual server's pool, where the new one has other health checks and no backup asks first",
  class: "drops",
  reason: CHECKS_UNTRIED.reason,
  fact: CHECKS_UNTRIED.fact,
};
const OTHER_CHECKS_MONITORED: Outcome = {
  change: "a virtual server's pool, where the new one has other health checks, and one of the two a load monitor",
  class: "drops",
  reason: CHECKS_MONITORED.reason,
  fact: CHECKS_MONITORED.fact,
};

export const VIRTUAL_SERVER_RULES: readonly Rule[] = [
  { path: "virtualServers.*", called: "virtual server", outcomes: [COMES, GOES, RENAMED], reach: itself, judge: comingOrGoing },
  always("virtualServers.*.vip", "VIP", MOVES, itself),
  always("virtualServers.*.protocol", "protocol", MOVES, itself),
  always("virtualServers.*.port", "port", MOVES, itself),
  { path: "virtualServers.*.pool", called: "pool", outcomes: [SAME_SERVERS, OTHER_MONITOR, OTHER_SHARES, LOWER_LIMITS, REFUSES, OTHER_CHECKS_MONITORED, OTHER_CHECKS, OTHER_SERVERS], reach: itself, judge: pool },
  { path: "virtualServers.*.scheduler", called: "scheduler", outcomes: [SWITCHES, SCHEDULES, LIMITS, REFUSES], reach: itself, judge: scheduling("scheduler") },
  { path: "virtualServers.*.schedulerFlags.*", called: "scheduler flags", outcomes: [ALIKE, SPREADS, REFUSES], reach: itself, judge: scheduling("flags") },
  always("virtualServers.*.persistenceTimeoutMs", "persistence", BINDS, itself),
  { path: "virtualServers.*.persistencePrefixLength", called: "prefix length for persistence", outcomes: [SAME_MASK, BINDS], reach: itself, judge: mask },
  always("virtualServers.*.onePacket", "scheduling of single datagrams", SINGLE_PACKETS, itself),
  always("virtualServers.*.sorryPool", "sorry pool", SORRY, itself),
];

function itself({ place }: Change): readonly string[] {
  return [String(place[1])];
}

function comingOrGoing({ kind, before }: Change): Judgement {
  if (kind === "name") return { outcome: RENAMED };
  return { outcome: before === undefined ? COMES : GOES };
}

function mask({ place, before, after }: Change, { next }: Transition): Judgement {
  const address = canonical(next.vips[next.virtualServers[String(place[1])]?.vip ?? ""]?.address);
  const whole = address?.includes(":") === true ? 128 : 32;
  return { outcome: (before ?? whole) === (after ?? whole) ? SAME_MASK : BINDS };
}

function pool(change: Change, between: Transition): Judgement {
  const effect = effectOn(change, between, (from, to) => ({ ...from, destinations: to.destinations }));
  const [was, is] = [between.former.pools[String(change.before)], between.next.pools[String(change.after)]];
  const same = asksTheSame(askedIn(between.former, String(change.formerPlace[1])), askedIn(between.next, String(change.place[1])));
  if ((effect === "none" || effect === "spread") && !same) {
    if (!isAskedFirstByBackup(between)) return { outcome: OTHER_CHECKS };
    if (isMonitored(was, is)) return { outcome: OTHER_CHECKS_MONITORED };
  }
  // Also where both have the same monitor: the files that it moves weights by bear the pool's name, and begin with offsets of 0.
  if (effect === "none" && isMonitored(was, is) && between.kept.some((service) => service.name === change.place[1] && heeds(service))) return { outcome: OTHER_MONITOR };
  return { outcome: { none: SAME_SERVERS, spread: OTHER_SHARES, limited: LOWER_LIMITS, refused: REFUSES, "remnants ended": OTHER_SERVERS, ended: OTHER_SERVERS }[effect] };
}

/** The pool of that virtual server, as it is asked for it. */
function askedIn({ pools, routing, virtualServers }: Cluster, name: string): AskedPool {
  const user = virtualServers[name];
  return { name: user?.pool ?? "", pool: pools[user?.pool ?? ""], users: user === undefined ? [] : [user], vipCheck: routing.vipCheck };
}

function scheduling(part: "scheduler" | "flags"): Rule["judge"] {
  const [alike, otherwise] = part === "flags" ? [ALIKE, SPREADS] : [SWITCHES, SCHEDULES];
  return (change, between) => {
    const effect = effectOn(change, between, (from, to) => ({ ...from, [part]: to[part] }));
    return { outcome: { none: alike, spread: otherwise, limited: LIMITS, refused: REFUSES, "remnants ended": otherwise, ended: otherwise }[effect] };
  };
}

/** What it does to the change's virtual server that one scheduling takes something of the other. A virtual server that isn't kept has lost everything by another change. */
function effectOn({ place }: Change, { kept }: Transition, taken: (from: Scheduling, to: Scheduling) => Scheduling): Effect {
  const services = kept.filter(({ name }) => name === place[1]);
  const effects = effectsOf(services, { made: (before, { after }) => taken(before, after.scheduling), undone: (after, { before }) => taken(after, before.scheduling) });
  return effects.get(String(place[1])) ?? "none";
}
