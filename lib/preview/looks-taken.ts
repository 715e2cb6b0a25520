import { type Finding } from "../diagnostics";
import { named } from "./document/wording";
import { notAsked, shortened, warnedOf } from "./findings";
import { type PlanFile } from "./plan-file";

/** Whether anybody looked at the hosts, stack by stack: by what was noted when the plans were made, else by what they show. */
export function looksTaken(plans: readonly PlanFile[]): string[] {
  const which = (has: (plan: PlanFile) => boolean): PlanFile[] => plans.filter(has);
  const [without, refreshed] = [which((plan) => noteOf(plan)?.refreshed === false), which((plan) => noteOf(plan)?.refreshed === true)];
  const unsaid = which((plan) => noteOf(plan) === undefined);
  return [
    ...said(without, plans, "no host was looked at (-refresh=false): what they are like is taken to be what the last apply left, and no drift is seen."),
    ...said(refreshed, plans, "hosts of what is deployed were looked at, but for what a warning above says: what was found stands under drift, and where nothing stands nothing was found."),
    ...(unsaid.length === 0 ? [] : [byPlanAlone(unsaid, plans)]),
  ];
}

/** What Terraform was warned of while it looked. @param shown names of the stack's hosts that may be shown; others are counted */
export function looksMissed(plan: PlanFile, shown: ReadonlySet<string>): Finding[] {
  const note = noteOf(plan);
  if (note === undefined) return [];
  const names = note.unasked.filter((host) => shown.has(host));
  return [
    ...(note.unasked.length === 0 ? [] : [notAsked(plan.stack, calledSo(names, note.unasked.length - names.length))]),
    ...(note.otherWarnings.length === 0 ? [] : [warnedOf(plan.stack, note.otherWarnings)]),
  ];
}

function calledSo(names: readonly string[], others: number): string {
  if (names.length === 0) return `${others}, not named here`;
  return others === 0 ? shortened(names) : `${shortened(names)} and ${others} that ${others === 1 ? "is" : "are"} not named here`;
}

/** A note that no look was taken is of another plan where this one shows what a look found. */
function noteOf({ planning, drifted }: PlanFile): PlanFile["planning"] {
  return drifted && planning?.refreshed === false ? undefined : planning;
}

function said(some: readonly PlanFile[], all: readonly PlanFile[], text: string): string[] {
  if (some.length === 0) return [];
  return [some.length === all.length ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : `Of ${stacksOf(some)}: ${text}`];
}

/** Of plans of which nothing is noted. */
function byPlanAlone(plans: readonly PlanFile[], all: readonly PlanFile[]): string {
  const [drifted, others] = [plans.filter((plan) => plan.drifted), plans.filter((plan) => !plan.drifted)];
  const subject = plans.length === all.length ? "A plan says" : `Of ${stacksOf(plans)}: a plan says`;
  const what = `${subject} neither whether the hosts were looked at (-refresh=false) nor which of them could not be reached: of these Terraform warns (LVS343) when it plans, and what is shown is what was last known.`;
  const none = "that no drift is shown means that none was found, or that nobody looked";
  if (drifted.length === 0) return `${what} T${none.slice(1)}.`;
  const which = drifted.length === all.length ? "Here" : `Of ${stacksOf(drifted)}`;
  return `${what} ${which} a look was taken: what it found stands under drift.${others.length === 0 ? "" : ` Of ${stacksOf(others)}, ${none}.`}`;
}

function stacksOf(plans: readonly PlanFile[]): string {
  return named(plans.map(({ stack }) => stack));
}
