import { type Place } from "../diagnostics";
import { CLUSTER_SCHEMA } from "../provider/resources/cluster-schema";
import { CLUSTER_ATTRIBUTES } from "../provider/resources/cluster-attributes.generated";
import { DNS_ATTRIBUTES } from "../provider/resources/dns-attributes.generated";
import { DNS_SCHEMA } from "../provider/resources/dns-schema";
import { modelInput } from "../provider/resources/model-value";
import { keysOf } from "../provider/resources/cluster/keys";
import { nameKeys } from "../provider/resources/dns/keys";
import { touchesNoHost } from "../provider/resources/cluster/provider-only";
import { conform } from "../provider/server/conform";
import { type ObjectValue, type Value, UNKNOWN } from "../provider/server/value";

export { filesOf } from "../provider/resources/cluster/bundles-value";
export { protectionOf } from "../provider/resources/cluster/operation-digest";
export { type ObjectValue, type Value, isObjectValue } from "../provider/server/value";
export { UNKNOWN as NOT_YET_KNOWN };

/** The types of resources that are read here. */
export const RESOURCE_TYPES = ["lvs_cluster", "lvs_dns_round_robin"] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** What the model's parser takes, from the attributes of a resource. */
export function inputOf(type: ResourceType, value: ObjectValue): unknown {
  if (type === "lvs_cluster") return modelInput(value, CLUSTER_ATTRIBUTES);
  // A list of which nothing is known yet has at least one member that isn't.
  const addresses: Value = value["addresses"] === UNKNOWN ? [UNKNOWN] : (value["addresses"] ?? null);
  return modelInput({ ...value, addresses }, DNS_ATTRIBUTES);
}

/** What a plan says of a resource and this version's schema doesn't know: it was made by another one. */
export function strangersIn(type: ResourceType, value: ObjectValue): string[] {
  const { attributes } = type === "lvs_cluster" ? CLUSTER_SCHEMA : DNS_SCHEMA;
  // The files of all hosts have no attributes in them, but make up nearly all of a plan.
  const light = "bundles" in value ? { ...value, bundles: null } : value;
  return conform(light, attributes, { strangers: "report" }).misfits.map(({ path, what }) => [...path.map((step) => String(Object.values(step)[0])), what].join(" "));
}

/** Whether the change is of attributes alone that no host sees: then the provider looks at no host, and leaves each as it is. */
export function isForNoHost(before: ObjectValue | null, after: ObjectValue | null): boolean {
  return before !== null && after !== null && touchesNoHost({ prior: before, planned: after });
}

/** Attributes of the provider alone, which no model has. */
export const PROTECTION = "deletion_protection";

/** What a resource names in the world, as the provider knows it. */
export function keysInTheWorld(type: ResourceType, value: ObjectValue): readonly string[] {
  return type === "lvs_cluster" ? keysOf(value) : nameKeys(value);
}

/** A place in a resource's attributes as one in the model. */
export function modelPlace(place: Place): Place {
  return place.map((step) => (typeof step === "number" ? step : step.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())));
}
