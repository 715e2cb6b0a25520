import { type RealServerPool } from "../real-server-pool";
import { isAskedFirstByBackup } from "./backup-first";
import { type Change, pairAt } from "./changes";
import { asksTheSame, sameMonitor } from "./questions";
import { type Judgement, type Outcome, type Rule, always } from "./rule";
import { type KeptService, type Transition, servicesOf } from "./transition";

const COMES_OR_GOES: Outcome = {
  change: "a pool comes or goes",
  class: "hitless",
  reason: "what a virtual server makes of it is that one's own change",
  fact: "keepalived.conf has the real servers below each virtual server, and nothing of a pool that nobody uses",
};
const RENAMED: Outcome = {
  change: "a pool's or a real server's name",
  class: "hitless",
  reason: "a real server is its address and port",
  fact: "keepalived knows a real server again by address and port within its virtual server (rs_iseq in ipwrapper.c); names stand in comments",
};
const RENAMED_MONITORED: Outcome = {
  change: "a pool's or a real server's name, with a load monitor",
  class: "new-connections",
  reason: "weights go back to the configured ones until the monitor has read the loads again",
  fact: "The files that the monitor moves weights by bear the names; it is stopped and started again, and leaves offsets of 0 (ExecStopPost)",
};
const CHECKS: Outcome = {
  change: "health checks, where a backup that stays asks before the active router",
  class: "hitless",
  reason: "a real server stays in the table until the new check has failed it, and the backup asks first: one that would take servers out goes back before the active router has it",
  fact: "A checker that changed begins anew, but a real server that is alive stays so meanwhile, alpha or not (migrate_checkers in keepalived's ipwrapper.c)",
};
export const CHECKS_UNTRIED: Outcome = {
  change: "health checks, where none does: one router only, or the active one may leave or changes first",
  class: "drops",
  reason: "no backup asks first: a check that real servers fail takes them out on the active router, all of them at worst, until everything goes back",
  fact: "A real server that a check has failed leaves the table (perform_svr_state in keepalived's ipwrapper.c); with expire_nodest_conn the kernel drops its connections at once (Linux ≥ 5.9)",
};
export const CHECKS_MONITORED: Outcome = {
  change: "health checks of a pool with a load monitor, before or after",
  class: "drops",
  reason: "real servers that are out are asked as if they were in until the new check has failed them: what they are sent meanwhile, a 32nd of their weight, is lost",
  fact: "keepalived takes the file by which the load monitor moves weights (FILE_CHECK) for a check that has passed, and a checker that changed begins anew (migrate_checkers in keepalived's ipwrapper.c); the monitor gives a server that is nowhere in the table a 32nd of its weight",
};
const CHECKS_UNASKED: Outcome = {
  change: "health checks of a pool that no virtual server uses before and after",
  class: "hitless",
  reason: "nobody is asked, or nobody was served yet",
  fact: "keepalived.conf has checks below the real servers of each virtual server, and of no others",
};
const CHECKS_AS_BEFORE: Outcome = {
  change: "health checks that ask the same: a default that is written out or left out, or another order",
  class: "hitless",
  reason: "who passes goes on passing",
  fact: "A checker that is the same in both files keeps what it knows of its real server (migrate_checkers in keepalived's ipwrapper.c)",
};
const CHECKS_PACE: Outcome = {
  change: "how often a health check asks",
  class: "hitless",
  reason: "it asks the same thing and waits as long for the answer: who passes goes on passing",
  fact: CHECKS.fact,
};
export const MONITOR: Outcome = {
  change: "a load monitor, or how it asks",
  class: "new-connections",
  reason: "weights go back to the configured ones, and then where the loads move them; connections that stand stay where they are",
  fact: "keepalived adds the number in a file to a weight at once (FILE_CHECK), and edits the entry in place; the monitor leaves offsets of 0 when it stops",
};
const MONITOR_UNHEEDED: Outcome = {
  change: "a load monitor of a pool whose virtual servers heed no weights, or that has none",
  class: "hitless",
  reason: "other weights send nobody elsewhere",
  fact: "rr, lc and dh look at no weight above 0 (ip_vs_rr.c, ip_vs_lc.c, ip_vs_dh.c)",
};

const MONITOR_AS_BEFORE: Outcome = {
  change: "a load monitor's default that is written out or left out",
  class: "hitless",
  reason: "the load monitor asks the same in the same way",
  fact: "Its file (load-monitor.conf) has all of it written out, so that it stays the same, and nothing starts again",
};

const MONITOR_LEAVES: readonly (readonly [string, string])[] = [
  ["type", "type"],
  ["policy", "policy"],
  ["port", "port"],
  ["path", "request path"],
  ["user", "login"],
  ["identityFile", "private key"],
  ["intervalMs", "interval"],
  ["timeoutMs", "timeout"],
  ["staleAfterMs", "age at which a reading counts for nothing"],
];

const CHECK_LEAVES: readonly (readonly [string, string])[] = [
  ["type", "type"],
  ["port", "port"],
  ["path", "request path"],
  ["status", "expected status"],
  ["virtualHost", "virtual host"],
  ["match", "expected text"],
  ["digest", "expected digest"],
  ["queryType", "record type"],
  ["queryName", "name that is asked for"],
  ["heloName", "name in the greeting"],
  ["payload", "payload"],
  ["reply", "expected reply"],
  ["send", "text that is sent"],
  ["expect", "expected text"],
  ["script", "program"],
  ["timeoutMs", "timeout"],
  ["retries", "retries"],
  ["retryDelayMs", "delay before a retry"],
];

export const POOL_RULES: readonly Rule[] = [
  { path: "pools.*", called: "pool", outcomes: [COMES_OR_GOES, RENAMED, RENAMED_MONITORED], reach: users, judge: (change, between) => (change.kind === "name" ? renamed(change, between) : { outcome: COMES_OR_GOES }) },
  ...[["", "health check"] as const, ...CHECK_LEAVES.map(([leaf, called]) => [`.${leaf}`, called] as const)].map(
    ([leaf, called]): Rule => ({ path: `pools.*.healthChecks.*${leaf}`, called, outcomes: [CHECKS, CHECKS_UNASKED, CHECKS_AS_BEFORE, CHECKS_MONITORED, CHECKS_UNTRIED], reach: users, judge: checked, judgesUnknown: true }),
  ),
  // A shorter timeout or fewer retries may fail a server that is slow now and then; the interval alone fails nobody.
  always("pools.*.healthChecks.*.intervalMs", "interval", CHECKS_PACE, users),
  ...[["", "load monitor"] as const, ...MONITOR_LEAVES.map(([leaf, called]) => [`.${leaf}`, called] as const)].map(
    ([leaf, called]): Rule => ({ path: `pools.*.loadMonitor${leaf}`, called, outcomes: [MONITOR_UNHEEDED, MONITOR_AS_BEFORE, MONITOR], reach: heedful, judge: asMonitor }),
  ),
];

/** Whatever the new check may be: it goes by who asks first, and by who is asked as if in. */
function checked(change: Change, between: Transition): Judgement {
  if (users(change, between).length === 0) return { outcome: CHECKS_UNASKED };
  if (isAskedTheSame(change, between)) return { outcome: CHECKS_AS_BEFORE };
  if (!isAskedFirstByBackup(between)) return { outcome: CHECKS_UNTRIED };
  const pool = pairAt(between.pools, change);
  return { outcome: isMonitored(pool?.before?.value, pool?.after?.value) ? CHECKS_MONITORED : CHECKS };
}

/** Of the pool's checks altogether: a leaf of one of them says little, since keepalived compares whole checkers. */
function isAskedTheSame(change: Change, between: Transition): boolean {
  const pool = pairAt(between.pools, change);
  const services = servicesOf(between, pool);
  const { former, next } = between;
  return asksTheSame(
    { name: pool?.before?.name ?? "", pool: pool?.before?.value, users: services.map(({ before }) => before.virtualServer), vipCheck: former.routing.vipCheck },
    { name: pool?.after?.name ?? "", pool: pool?.after?.value, users: services.map(({ after }) => after.virtualServer), vipCheck: next.routing.vipCheck },
  );
}

/** Whether one of these has a load monitor. */
export function isMonitored(...pools: readonly (RealServerPool | undefined)[]): boolean {
  return pools.some((pool) => pool?.loadMonitor !== undefined);
}

/** A name stands where a load monitor moves weights, and nowhere else. */
export function renamed(change: Change, between: Transition): Judgement {
  const pool = pairAt(between.pools, change);
  const staysMonitored = pool?.before?.value.loadMonitor !== undefined && pool.after?.value.loadMonitor !== undefined;
  return staysMonitored && heedful(change, between).length > 0 ? { outcome: RENAMED_MONITORED, virtualServers: heedful(change, between) } : { outcome: RENAMED };
}

export const RENAMINGS = [RENAMED, RENAMED_MONITORED] as const;

function asMonitor(change: Change, between: Transition): Judgement {
  const pool = pairAt(between.pools, change);
  return sameMonitor(pool?.before?.value, pool?.after?.value) ? { outcome: MONITOR_AS_BEFORE } : monitored(MONITOR, MONITOR_UNHEEDED)(change, between);
}

/** One outcome where somebody heeds weights, and another where nobody does. */
export function monitored(heeded: Outcome, unheeded: Outcome): Rule["judge"] {
  return (change, between) => ({ outcome: heedful(change, between).length > 0 ? heeded : unheeded });
}

/** Virtual servers that send to the change's pool, before and after. */
export function users(change: Change, between: Transition): readonly string[] {
  return servicesOf(between, pairAt(between.pools, change)).map(({ name }) => name);
}

const WEIGHTLESS: readonly string[] = ["rr", "lc", "dh"];

/** Those of them whose schedulers heed weights, before or after; a pool with one server has no shares. */
export function heedful(change: Change, between: Transition): readonly string[] {
  return servicesOf(between, pairAt(between.pools, change)).filter(heeds).map(({ name }) => name);
}

export function heeds({ before, after }: KeptService): boolean {
  return [before, after].some(({ scheduling: { scheduler, destinations } }) => destinations.length > 1 && !WEIGHTLESS.includes(scheduler));
}
