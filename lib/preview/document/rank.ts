import { IMPACT_CLASSES, type ImpactClass } from "../../model";

/** The parts of a preview, those that go first when there is little room at the top. */
const PARTS = ["other files", "instructions", "picture", "facts", "keepalived", "ipvs", "undeclared", "drift", "steps", "findings", "shares", "gaps", "name", "impacts", "cluster", "assumptions", "overview", "between", "group", "blame"] as const;

/** What a class weighs: the details of a cluster that loses connections are kept before those of one where no client notices anything. */
const STEPS_A_CLASS = 1.5;

/** The order in which parts are left out: by what they are, and by what happens to the traffic of the cluster they are about. */
export function rankOf(part: (typeof PARTS)[number], impact: ImpactClass = "hitless"): number {
  return PARTS.indexOf(part) + STEPS_A_CLASS * IMPACT_CLASSES.indexOf(impact);
}
