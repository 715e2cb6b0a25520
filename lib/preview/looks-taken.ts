import { named } from "./document/wording";
import { type PlanFile } from "./plan-file";

/** Whether anybody looked at the hosts, stack by stack: by what was noted when the plans were made, else by what they show. */
export function looksTaken(plans: readonly PlanFile[]): string[] {
  const which = (has: (plan: PlanFile) => boolean): PlanFile[] => plans.filter(has);
  const [without, refreshed] = [which(({ planning }) => planning?.refreshed === false), which(({ planning }) => planning?.refreshed === true)];
  const unsaid = which(({ planning }) => planning === undefined);
  return [
    ...said(without, plans, "no host was looked at (-refresh=false): what they are like is taken to be what the last apply left, and no drift is seen."),
    ...said(refreshed, plans, "the hosts were looked at, but for those that a warning above names: what was found stands under drift, and where nothing stands nothing was found."),
    ...(unsaid.length === 0 ? [] : [byPlanAlone(unsaid, plans)]),
  ];
}

function said(some: readonly PlanFile[], all: readonly PlanFile[], text: string): string[] {
  if (some.length === 0) return [];
  return [some.length === all.length ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : `Of ${named(some.map(({ stack }) => stack))}: ${text}`];
}

/** Of plans of which nothing is noted. */
function byPlanAlone(plans: readonly PlanFile[], all: readonly PlanFile[]): string {
  const drifted = plans.filter((plan) => plan.drifted).map(({ stack }) => stack);
  const subject = plans.length === all.length ? "A plan says" : `The plans of ${named(plans.map(({ stack }) => stack))} say`;
  const what = `${subject} neither whether the hosts were looked at (-refresh=false) nor which of them could not be reached: of these Terraform warns (LVS343) when it plans, and what is shown is what was last known.`;
  const none = "that no drift is shown means that none was found, or that nobody looked";
  if (drifted.length === 0) return `${what} T${none.slice(1)}.`;
  const which = drifted.length === all.length ? "Here" : `Of ${named(drifted)}`;
  return `${what} ${which} a look was taken: what it found stands under drift.${drifted.length === plans.length ? "" : ` Of the other stacks, ${none}.`}`;
}
