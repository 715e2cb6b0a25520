import { type ProviderType } from "../server";
import { forgetClaims } from "./claims";
import { LVS_CLUSTER } from "./lvs-cluster";
import { LVS_CLUSTER_STATUS } from "./lvs-cluster-status";
import { LVS_DNS_ROUND_ROBIN } from "./lvs-dns-round-robin";
import { type LvsContext, lvsContext } from "./lvs-context";
import { PROVIDER_SCHEMA } from "./provider-schema";
import { orLookOnly } from "./look-only";
import { isBound } from "./review/bound";

/** The provider `lvs`. Configuring talks to nobody: connections are opened when a host is first needed. */
export function lvsProvider(): ProviderType<LvsContext> {
  return {
    schema: PROVIDER_SCHEMA,
    validate: () => [],
    configure: async (config) => {
      // Terraform configures once at the beginning of a plan, and once at that of an apply.
      forgetClaims();
      const context = orLookOnly(lvsContext(config), process.env);
      return isBound(process.env) ? (await import("./review/configure.js")).boundContext(context, process.env) : { context, diagnostics: [] };
    },
    resources: [LVS_CLUSTER, LVS_DNS_ROUND_ROBIN],
    dataSources: [LVS_CLUSTER_STATUS],
  };
}
