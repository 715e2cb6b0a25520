import { type ResourceType } from "../server";
import { CLUSTER_SCHEMA } from "./cluster-schema";
import { type LvsContext } from "./lvs-context";

/** The resource `lvs_cluster`. What it does is loaded when it is first asked for: Terraform starts the provider several times only to see the schema. */
export const LVS_CLUSTER: ResourceType<LvsContext> = {
  typeName: "lvs_cluster",
  schema: CLUSTER_SCHEMA,
  async validate(config) {
    const { declaredCluster, diagnosticsOf } = await import("./cluster/declared.js");
    return diagnosticsOf(declaredCluster(config).findings).filter(({ severity }) => severity === "error");
  },
  async read(request, call) {
    return (await import("./cluster/read.js")).readCluster(request, call);
  },
  async plan(request) {
    return (await import("./cluster/plan.js")).planCluster(request);
  },
  async planDestroy(request) {
    return (await import("./cluster/destroy.js")).planDestroyCluster(request);
  },
  async apply(request, call) {
    return (await import("./cluster/apply.js")).applyClusterResource(request, call);
  },
  async destroy(request, call) {
    return (await import("./cluster/destroy.js")).destroyCluster(request, call);
  },
  async importState(id, call) {
    return (await import("./cluster/import.js")).importCluster(id, call);
  },
};
