import fc from "fast-check";
import { type ClusterInput } from "../../../lib/model";
import { type PlanFile } from "../../../lib/preview";
import { CLUSTER_SCHEMA } from "../../../lib/provider/resources/cluster-schema";
import { planCluster } from "../../../lib/provider/resources/cluster/plan";
import { attributesValue } from "../../../lib/provider/resources/model-value";
import { type ObjectValue } from "../../../lib/provider/server";
import { arbitraryInput } from "../model/arbitrary-cluster";
import { type ChangeJson, changeJson, planJson, read } from "./plan-json";

/** A cluster as the provider plans it, out of nothing or out of what was there. */
export function planned(input: ClusterInput, prior: ObjectValue | null): ObjectValue {
  const config = attributesValue(input, CLUSTER_SCHEMA.attributes);
  const { bundles = null, confirmed = null, instructions = null } = prior ?? {};
  return planCluster({ prior, proposed: { ...config, bundles, confirmed, instructions }, config, privateState: "" }).planned;
}

/** Texts that want to be something else than names. */
const hostile = fc.oneof(
  fc.constantFrom("</details>", "```\n```", "<script>alert(1)</script>", "@everyone #1", "a|b`c``d", "[x](https://example.com)", "\u001b[31m\u202e", '"]:::removed', "$a$ &lt; <!--"),
  fc.string({ unit: "binary", maxLength: 200 }),
);

const changes: fc.Arbitrary<ChangeJson> = fc
  .record({ before: arbitraryInput, after: arbitraryInput, kind: fc.constantFrom("create", "update", "delete"), address: hostile })
  .map(({ before, after, kind, address }) => {
    const there = { address: `lvs_cluster.${address}` };
    if (kind === "create") return changeJson({ ...there, actions: ["create"], after: planned(after, null) });
    const prior = planned(before, null);
    if (kind === "delete") return changeJson({ ...there, actions: ["delete"], before: prior });
    // It keeps its name, as a cluster that changes does.
    return changeJson({ ...there, before: prior, after: planned({ ...after, name: before.name }, prior) });
  });

/** Plans of one or two stacks, with whatever clusters in them. */
export const arbitraryPlans: fc.Arbitrary<PlanFile[]> = fc
  .array(fc.tuple(hostile, fc.array(changes, { minLength: 1, maxLength: 3 })), { minLength: 1, maxLength: 2 })
  .map((stacks) => stacks.map(([stack, resources], index) => read(planJson(resources), `${stack}${index}`)));
