import { DEFAULT_PROCESSORS } from "../monitor-defaults";
import { type RealServer } from "../real-server";
import { type Change, pairAt } from "./changes";
import { RENAMINGS, heedful, monitored, renamed, users } from "./pool-rules";
import { type Judgement, type Outcome, type Rule, always } from "./rule";
import { type Destination, type Effect, OVERFLOWS, type Scheduling, worstEffect } from "./shares";
import { type Effects, type KeptService, type Transition, destinationOf, effectsOf, servicesOf } from "./transition";

const JOINS: Outcome = {
  change: "a real server joins a pool",
  class: "new-connections",
  reason: "it takes its share of new connections once its first check has passed; those that stand stay where they are",
  fact: "alpha: a real server that is only in the new file is down until a check has passed (check_new_rs_state in keepalived's ipwrapper.c)",
};
const JOINS_IDLE: Outcome = {
  change: "a real server joins that gets no connections: its weight is 0, its scheduler prefers others, or nobody uses the pool",
  class: "hitless",
  reason: "new connections go where they went",
  fact: "No scheduler gives a new connection to a server of weight 0, and fo none to a server of less than the greatest weight (ip_vs_fo.c)",
};
const LEAVES: Outcome = {
  change: "a real server leaves a pool, or its address or port changes",
  class: "drops",
  reason: "its connections end; drained before, it would lose none",
  fact: "keepalived deletes a real server that is in the old file alone (clear_diff_rs); with expire_nodest_conn the kernel drops its connections at once (Linux ≥ 5.9), and answers what follows with resets",
};
const LEAVES_REMNANTS: Outcome = {
  change: "a real server leaves that gets no new connections, or its address or port changes: it was drained, or its scheduler prefers others",
  class: "drops",
  reason: "connections to it that are still open end; nobody notices once none is, which nobody has looked for",
  fact: "keepalived deletes a real server that is in the old file alone (clear_diff_rs); with expire_nodest_conn the kernel drops its connections at once (Linux ≥ 5.9), however old they are",
};
const LEAVES_IDLE: Outcome = {
  change: "a real server leaves that gets no new connections, and to which none is known to be open, or nobody uses the pool",
  class: "hitless",
  reason: "nobody is on it",
  fact: "keepalived deletes a real server that is in the old file alone (clear_diff_rs), and the kernel the connections to it, of which there are none",
};
const LEAVES_SINGLE_PACKETS: Outcome = {
  change: "a real server leaves or joins where each datagram is scheduled by itself",
  class: "new-connections",
  reason: "no connection stands: the next datagram goes to another server",
  fact: "With one-packet scheduling the kernel forgets a datagram's connection at once (IP_VS_CONN_F_ONE_PACKET)",
};
const LEAVES_HASH: Outcome = {
  change: "a drained real server leaves to which no connection is known to be open, where the scheduler hashes",
  class: "new-connections",
  reason: "hashes are dealt anew over those that are left; nobody was on it",
  fact: "sh, mh and dh make their table anew when a real server comes or goes (dest_changed of ip_vs_sh.c, ip_vs_mh.c and ip_vs_dh.c)",
};
const MOVES_IDLE: Outcome = {
  change: "address or port of a real server that gets no new connections and to which none is known to be open, or another spelling of either",
  class: "hitless",
  reason: "new connections go where they went, and none stands on it",
  fact: "keepalived knows a real server again by address and port within its virtual server (rs_iseq in ipwrapper.c)",
};
const MOVES_FRESH: Outcome = {
  change: "address or port of a real server that was drained and to which no connection is known to be open, together with its weight",
  class: "new-connections",
  reason: "nobody was on it, and what comes now is spread over it, too",
  fact: "alpha: a real server that is only in the new file is down until a check has passed (check_new_rs_state in keepalived's ipwrapper.c)",
};
const REFUSES: Outcome = {
  change: "weight 0, where the scheduler hashes without fallback",
  class: "drops",
  reason: "clients whose hash falls on the drained server are refused",
  fact: "sh, mh and dh give no other server than the one of the hash (is_unavailable in ip_vs_sh.c and ip_vs_mh.c), unless sh-fallback or mh-fallback is set",
};
const LIMITS: Outcome = {
  change: "a lower weight under ovf, or one that is missing",
  class: "drops",
  reason: "fewer connections fit: once every server has more active ones than its weight, new ones are refused",
  fact: OVERFLOWS,
};
const SHARES: Outcome = {
  change: "a real server's weight; 0 drains it",
  class: "new-connections",
  reason: "new connections are spread otherwise; those that stand stay where they are, also on a server of weight 0",
  fact: "The kernel edits the weight in place (IP_VS_SO_SET_EDITDEST); clients bound by persistence leave a server of weight 0 with their next connection (expire_quiescent_template)",
};
const UNHEEDED: Outcome = {
  change: "a weight that makes no difference: the scheduler heeds none, all keep their ratio, or nobody uses the pool",
  class: "hitless",
  reason: "new connections go where they went",
  fact: "rr, lc and dh look at no weight above 0 (ip_vs_rr.c, ip_vs_lc.c, ip_vs_dh.c), fo at the greatest alone, and wrr, wlc, sed, nq and mh at ratios; ovf, lblc and lblcr hold numbers of connections against it, and sh fills its table by it",
};
const PROCESSORS: Outcome = {
  change: "a real server's number of processors, with a load monitor",
  class: "new-connections",
  reason: "weights go back to the configured ones, and then where the loads move them",
  fact: "The load monitor is stopped and started again, and leaves offsets of 0 (ExecStopPost)",
};
const PROCESSORS_UNREAD: Outcome = {
  change: "a real server's number of processors, without a load monitor, or the default that is written out or left out",
  class: "hitless",
  reason: "nobody reads anything else",
  fact: "Only the load monitor's configuration has it in it",
};
const LOGIN: Outcome = {
  change: "how a real server is logged in to, or that it is",
  class: "hitless",
  reason: "a real server that is no longer logged in to keeps what it has (LVS349), and one that newly is gets what it has already",
  fact: "lvs-real-server leaves what it finds right, and takes away only what it has put there itself",
};

export const REAL_SERVER_RULES: readonly Rule[] = [
  {
    ...{ path: "pools.*.servers.*", called: "real server", reach: users },
    outcomes: [JOINS, JOINS_IDLE, LEAVES_IDLE, LEAVES_HASH, LEAVES_SINGLE_PACKETS, LEAVES_REMNANTS, LEAVES, LIMITS, REFUSES, ...RENAMINGS],
    judge: (change, between) => (change.kind === "name" ? renamed(change, between) : comingOrGoing(change, between)),
  },
  { path: "pools.*.servers.*.address", called: "address", outcomes: [MOVES_IDLE, MOVES_FRESH, LEAVES_SINGLE_PACKETS, LIMITS, REFUSES, LEAVES_REMNANTS, LEAVES], reach: users, judge: moved },
  { path: "pools.*.servers.*.port", called: "port", outcomes: [MOVES_IDLE, MOVES_FRESH, LEAVES_SINGLE_PACKETS, LIMITS, REFUSES, LEAVES_REMNANTS, LEAVES], reach: users, judge: moved },
  { path: "pools.*.servers.*.weight", called: "weight", outcomes: [UNHEEDED, SHARES, LIMITS, REFUSES], reach: users, judge: weighed, judgesUnknown: true },
  { path: "pools.*.servers.*.processors", called: "number of processors", outcomes: [PROCESSORS_UNREAD, PROCESSORS], reach: heedful, judge: processors },
  always("pools.*.servers.*.login", "login", LOGIN, users),
  ...["host", "port", "user", "interface"].map((leaf) => always(`pools.*.servers.*.login.${leaf}`, `login's ${leaf}`, LOGIN, users)),
];

function comingOrGoing(change: Change, between: Transition): Judgement {
  const effects = effectsOn(change, between);
  if (change.before === undefined) return judged(effects, { none: JOINS_IDLE, spread: JOINS, limited: LIMITS, refused: REFUSES, "remnants ended": JOINS, ended: JOINS });
  return judged(effects, { none: LEAVES_IDLE, spread: leavesSomewhere(change, between), limited: LIMITS, refused: REFUSES, "remnants ended": LEAVES_REMNANTS, ended: LEAVES });
}

/** Without an end of connections only one-packet scheduling makes a difference, and hashes that a drained server is part of. */
function leavesSomewhere(change: Change, between: Transition): Outcome {
  return isOnePacket(change, between) ? LEAVES_SINGLE_PACKETS : LEAVES_HASH;
}

function moved(change: Change, between: Transition): Judgement {
  const spread = isOnePacket(change, between) ? LEAVES_SINGLE_PACKETS : MOVES_FRESH;
  return judged(effectsOn(change, between), { none: MOVES_IDLE, spread, limited: LIMITS, refused: REFUSES, "remnants ended": LEAVES_REMNANTS, ended: LEAVES });
}

function weighed(change: Change, between: Transition): Judgement {
  return judged(effectsOn(change, between), { none: UNHEEDED, spread: SHARES, limited: LIMITS, refused: REFUSES, "remnants ended": SHARES, ended: SHARES });
}

function processors(change: Change, between: Transition): Judgement {
  const pool = pairAt(between.pools, change);
  const isMonitored = pool?.before?.value.loadMonitor !== undefined && pool.after?.value.loadMonitor !== undefined;
  if (!isMonitored || (change.before ?? DEFAULT_PROCESSORS) === (change.after ?? DEFAULT_PROCESSORS)) return { outcome: PROCESSORS_UNREAD };
  return monitored(PROCESSORS, PROCESSORS_UNREAD)(change, between);
}

function judged(effects: Effects, outcomes: Readonly<Record<Effect, Outcome>>): Judgement {
  return { outcome: outcomes[worstEffect([...effects.values()])], virtualServers: [...effects.keys()] };
}

function isOnePacket(change: Change, between: Transition): boolean {
  return servicesOf(between, pairAt(between.pools, change)).some(({ before, after }) => before.scheduling.onePacket && after.scheduling.onePacket);
}

/** What the one change does to each virtual server that uses the pool. */
function effectsOn(change: Change, between: Transition): Effects {
  const { made, undone } = serversOf(change, between);
  const names: Pairs<string> = [String(change.formerPlace[3]), String(change.place[3])];
  return effectsOf(servicesOf(between, pairAt(between.pools, change)), {
    made: (scheduling, service) => replaced(scheduling, destinationsOf(made, names, service)),
    undone: (scheduling, service) => {
      const [was, shallBe] = destinationsOf(undone, names, service);
      return replaced(scheduling, [shallBe, was]);
    },
  });
}

/** Before and after. */
type Pairs<T> = readonly [T, T];

/** The real server before and after, in which nothing but the change differs: the rest as it was, and the rest as it shall be. */
function serversOf({ kind, place, formerPlace, before, after }: Change, { former, next }: Transition): { readonly made: Pairs<RealServer | undefined>; readonly undone: Pairs<RealServer | undefined> } {
  if (kind === "entry") {
    const servers = [before as RealServer | undefined, after as RealServer | undefined] as const;
    return { made: servers, undone: servers };
  }
  const was = former.pools[String(formerPlace[1])]?.servers[String(formerPlace[3])];
  const shallBe = next.pools[String(place[1])]?.servers[String(place[3])];
  if (was === undefined || shallBe === undefined) throw new Error(`no real server at ${place.join(".")}`);
  const leaf = String(place[4]) as keyof RealServer;
  return { made: [was, { ...was, [leaf]: shallBe[leaf] }], undone: [{ ...shallBe, [leaf]: was[leaf] }, shallBe] };
}

function destinationsOf(servers: Pairs<RealServer | undefined>, names: Pairs<string>, service: KeptService): Pairs<Destination | undefined> {
  const known = (server: RealServer | undefined, name: string, { virtualServer }: KeptService["before"]): Destination | undefined => (server === undefined ? undefined : destinationOf(server, { name, virtualServer }));
  return [known(servers[0], names[0], service.before), known(servers[1], names[1], service.after)];
}

/** With the second instead of the first. */
function replaced(scheduling: Scheduling, [one, by]: Pairs<Destination | undefined>): Scheduling {
  const rest = scheduling.destinations.filter(({ key }) => key !== one?.key && key !== by?.key);
  return { ...scheduling, destinations: by === undefined ? rest : [...rest, by] };
}
