import { type DataSourceType } from "../server";
import { CLUSTER_STATUS_SCHEMA } from "./cluster-status-schema";
import { type LvsContext } from "./lvs-context";

/** The data source `lvs_cluster_status`. */
export const LVS_CLUSTER_STATUS: DataSourceType<LvsContext> = {
  typeName: "lvs_cluster_status",
  schema: CLUSTER_STATUS_SCHEMA,
  validate: () => [],
  async read(config, call) {
    return (await import("./cluster/status.js")).readStatus(config, call);
  },
};
