import { type Diagnostic, type ResourceType } from "../server";
import { claiming } from "./claims";
import { CLUSTER_SCHEMA } from "./cluster-schema";
import { type LvsContext } from "./lvs-context";
import { orOnlyLooked } from "./look-only";
import { underReview } from "./review/under-review";

/** The resource `lvs_cluster`. What it does is loaded when it is first asked for: Terraform starts the provider several times only to see the schema. */
export const LVS_CLUSTER: ResourceType<LvsContext> = claiming(underReview(orOnlyLooked({
  typeName: "lvs_cluster",
  schema: CLUSTER_SCHEMA,
  async validate(config) {
    const { declaredCluster, diagnosticsOf } = await import("./cluster/declared.js");
    return diagnosticsOf(declaredCluster(config).findings).filter(({ severity }) => severity === "error");
  },
  async read(request, call) {
    const closed = await refusal(call.provider);
    if (closed !== undefined) return { state: request.state, diagnostics: closed.map(asWarning) };
    return (await import("./cluster/read.js")).readCluster(request, call);
  },
  async plan(request) {
    return (await import("./cluster/plan.js")).planCluster(request);
  },
  async planDestroy(request) {
    return (await import("./cluster/destroy.js")).planDestroyCluster(request);
  },
  async apply(request, call) {
    if ((await import("./cluster/provider-only.js")).touchesNoHost(request)) return { state: request.planned, diagnostics: [] };
    const closed = await refusal(call.provider);
    if (closed !== undefined) return { state: request.prior, diagnostics: closed };
    return (await import("./cluster/apply.js")).applyClusterResource(request, call);
  },
  async destroy(request, call) {
    const closed = await refusal(call.provider);
    if (closed !== undefined) return { state: request.prior, diagnostics: closed };
    return (await import("./cluster/destroy.js")).destroyCluster(request, call);
  },
  async importState(id, call) {
    const closed = await refusal(call.provider);
    if (closed !== undefined) return { resources: [], diagnostics: closed };
    return (await import("./cluster/import.js")).importCluster(id, call);
  },
}), async (operation) => (await import("./cluster/operation-digest.js")).clusterOperationDigest(operation)), async (value) => (await import("./cluster/keys.js")).keysOf(value));

/** Why no host may be logged in to, if so. Most calls of most runs never get here, so this too is loaded when needed. */
async function refusal(provider: LvsContext): Promise<readonly Diagnostic[] | undefined> {
  if (provider.notYetKnown.length === 0) return undefined;
  const [{ notYetKnown }, { diagnosticsOf }] = await Promise.all([import("./cluster/not-yet-known.js"), import("./cluster/declared.js")]);
  const finding = notYetKnown(provider);
  return finding === undefined ? undefined : diagnosticsOf([finding]);
}

/** A plan goes on with what was last known, as where a host can't be reached. */
function asWarning(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: "warning" };
}
