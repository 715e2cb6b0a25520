import { isDeepStrictEqual } from "node:util";
import { type ApplyRequest, type ObjectValue, hasUnknown } from "../../server";
import { CLUSTER_ATTRIBUTES } from "../cluster-attributes.generated";

/** Attributes that no host ever gets to see: they say how this provider treats the cluster. */
const PROVIDER_ONLY: readonly string[] = ["deletion_protection", "silence"];
const INPUTS = [...Object.keys(CLUSTER_ATTRIBUTES), "deletion_protection"];

/** The attributes that follow from the inputs and from hosts. */
export const COMPUTED = ["bundles", "confirmed", "instructions"] as const;

/**
 * Whether nothing is asked for but another value of attributes that no host sees. Then no host is touched, or a cluster with a dead router could never lose its
 * protection against deletion. `later`: the new value isn't known yet, and may turn out to be the old one.
 */
export function providerOnlyChange(prior: ObjectValue | null, proposed: ObjectValue): "yes" | "no" | "later" {
  if (prior === null || COMPUTED.some((name) => (prior[name] ?? null) === null)) return "no";
  const changed = INPUTS.filter((name) => !isDeepStrictEqual(prior[name] ?? null, proposed[name] ?? null));
  if (changed.length === 0 || changed.some((name) => !PROVIDER_ONLY.includes(name))) return "no";
  return changed.every((name) => hasUnknown(proposed[name] ?? null)) ? "later" : "yes";
}

/** Whether what was planned is the last state with nothing but such attributes changed. */
export function touchesNoHost({ prior, planned }: Pick<ApplyRequest, "prior" | "planned">): boolean {
  return providerOnlyChange(prior, planned) === "yes" && COMPUTED.every((name) => isDeepStrictEqual(prior?.[name], planned[name]));
}
