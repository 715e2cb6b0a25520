import { type IResolvable, type ITerraformDependable, type TerraformProvider } from "cdktf";
import { type Construct } from "constructs";
import { type ClusterInput } from "../model";
import { Cluster, type ClusterConfig } from "./generated/cluster";
import { settledWherePossible } from "./settled-attribute";

/** What the Terraform resource of a cluster is made of. */
export interface ClusterResourceProps {
  /** Asked late, since VIPs, virtual servers and real servers are added after the cluster. */
  readonly model: () => ClusterInput;
  readonly deletionProtection?: boolean | IResolvable;
  readonly provider?: TerraformProvider;
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** The generated resource, which takes its attributes from the constructs at the moment it is written out. */
export class ClusterResource extends Cluster {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ClusterResourceProps,
  ) {
    const { deletionProtection, provider, dependsOn } = props;
    super(scope, id, { ...NOTHING_YET, deletionProtection, provider, dependsOn: dependsOn === undefined ? undefined : [...dependsOn] });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    this.takeModel();
    const attributes = super.synthesizeAttributes();
    // An override is put into the attribute's inside.
    return Object.keys(this.rawOverrides as object).length > 0 ? attributes : settledWherePossible(attributes);
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    this.takeModel();
    return super.synthesizeHclAttributes();
  }

  private takeModel(): void {
    const model = this.props.model();
    this.name = model.name;
    this.putRouters(model.routers);
    this.putHeartbeat(model.heartbeat);
    this.putRouting(model.routing);
    this.putVips(model.vips);
    this.putPools(model.pools);
    this.putVirtualServers(model.virtualServers);
    if (model.installPackages !== undefined) this.installPackages = model.installPackages;
    if (model.silence !== undefined) this.silence = model.silence;
  }
}

const NOTHING_YET: ClusterConfig = {
  name: "",
  routers: {},
  heartbeat: { virtualRouterId: 0 },
  routing: { method: "" },
  vips: {},
  pools: {},
  virtualServers: {},
};
