import { type ProviderType } from "../server";
import { LVS_CLUSTER } from "./lvs-cluster";
import { LVS_CLUSTER_STATUS } from "./lvs-cluster-status";
import { type LvsContext, lvsContext } from "./lvs-context";
import { PROVIDER_SCHEMA } from "./provider-schema";

/** The provider `lvs`. Configuring talks to nobody: connections are opened when a host is first needed. */
export function lvsProvider(): ProviderType<LvsContext> {
  return {
    schema: PROVIDER_SCHEMA,
    validate: () => [],
    configure: (config) => ({ context: lvsContext(config), diagnostics: [] }),
    resources: [LVS_CLUSTER],
    dataSources: [LVS_CLUSTER_STATUS],
  };
}
