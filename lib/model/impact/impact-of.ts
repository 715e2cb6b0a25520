import { type Cluster } from "../cluster";
import { isUnknown } from "../unknown";
import { type Change, changesBetween } from "./changes";
import { CREATED, REMOVED, REMOVED_IDLE } from "./cluster-rules";
import { monitorImpact } from "./load-monitor";
import { IMPACT_CLASSES, type Impact } from "./impact";
import { type Outcome, type Rule } from "./rule";
import { ruleAt } from "./rules";
import { summaryOf } from "./summary";
import { type Live, type Transition, transition } from "./transition";

/**
 * What every change from one model of a cluster to another does to traffic, by what the deployment really does. The same for the same models, in whatever order their
 * collections come; in the order of the model.
 *
 * @param former,next parsed clusters; `undefined` where there is none, or shall be none. Any leaf may be unknown: then the worst that it may come to is told
 * @param live what is known of the running cluster; what isn't counts for the worst that it may be
 */
export function impactOf(former: Cluster | undefined, next: Cluster | undefined, live: Live = {}): Impact[] {
  if (former === undefined || next === undefined) return ofWhole(former, next);
  const between = transition(former, next, live);
  const impacts = changesBetween(between)
    .map((change) => ({ change, index: ruleAt(change.path).index, impact: impactOfChange(change, between) }))
    .sort((a, b) => a.index - b.index || byPlace(a.change, b.change))
    .map(({ impact }) => impact);
  return [...impacts, ...monitorImpact(between, impacts)];
}

function ofWhole(former: Cluster | undefined, next: Cluster | undefined): Impact[] {
  const whole = former ?? next;
  if (whole === undefined) return [];
  const served = Object.keys(former?.virtualServers ?? {}).sort();
  const outcome = former === undefined ? CREATED : served.length > 0 ? REMOVED : REMOVED_IDLE;
  const summary = former === undefined ? `cluster ${String(whole.name)} is new` : `cluster ${String(whole.name)} goes`;
  return [{ class: outcome.class, place: [], before: former, after: next, summary, reason: outcome.reason, fact: outcome.fact, virtualServers: outcome.class === "hitless" ? [] : served }];
}

function impactOfChange(change: Change, between: Transition): Impact {
  const { rule } = ruleAt(change.path);
  const isOpen = [change.before, change.after].some((value) => isUnknown(value) || (Array.isArray(value) && value.some(isUnknown)));
  const { outcome, virtualServers } = isOpen && rule.judgesUnknown !== true ? atWorst(rule, change, between) : judged(rule, change, between);
  const reason = isOpen && outcome.class !== "hitless" ? `its value isn't known yet; at worst, ${outcome.reason}` : outcome.reason;
  const isMoved = change.formerPlace.some((step, index) => step !== change.place[index]);
  return {
    ...{ class: outcome.class, place: change.place, ...(isMoved ? { formerPlace: change.formerPlace } : {}), before: change.before, after: change.after },
    ...{ summary: summaryOf(change, rule.called), reason, fact: outcome.fact },
    virtualServers: outcome.class === "hitless" ? [] : [...virtualServers].sort(),
  };
}

interface Told {
  readonly outcome: Outcome;
  readonly virtualServers: readonly string[];
}

function judged(rule: Rule, change: Change, between: Transition): Told {
  const { outcome, virtualServers = rule.reach(change, between) } = rule.judge(change, between);
  return { outcome, virtualServers };
}

/** A value that isn't known yet may be the one that was, and any other. */
function atWorst({ outcomes, reach }: Rule, change: Change, between: Transition): Told {
  const worst = outcomes.reduce((one, other) => (IMPACT_CLASSES.indexOf(other.class) > IMPACT_CLASSES.indexOf(one.class) ? other : one));
  return { outcome: worst, virtualServers: reach(change, between) };
}

function byPlace(a: Change, b: Change): number {
  const [one, other] = [a, b].map(({ place }) => place.map((step) => (typeof step === "number" ? String(step).padStart(6, "0") : step)).join("\0")) as [string, string];
  return one < other ? -1 : one > other ? 1 : 0;
}
