import { type Construct } from "constructs";
import { type LvsCluster } from "./cluster";
import { DataLvsClusterStatus } from "./generated/data-lvs-cluster-status";

/** Whose status is asked. */
export interface LvsClusterStatusProps {
  /** The cluster; asked after it is deployed. */
  readonly cluster: LvsCluster;
}

/**
 * Who is active now, the live IPVS table and its connections: a data source, since roles change by themselves.
 *
 * @example
 * const status = new LvsClusterStatus(this, "status", { cluster });
 * new TerraformOutput(this, "active", { value: status.active });
 */
export class LvsClusterStatus extends DataLvsClusterStatus {
  constructor(scope: Construct, id: string, props: LvsClusterStatusProps) {
    const { cluster } = props;
    super(scope, id, { cluster: cluster.clusterName, routers: cluster.routers.toModel().routers, provider: cluster.resource.provider, dependsOn: [cluster.resource] });
  }
}
