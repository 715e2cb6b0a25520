import { type IResolvable, type ITerraformDependable, type StringMap } from "cdktf";
import { Construct } from "constructs";
import { type ClusterInput } from "../model";
import { ClusterMembers } from "./cluster-members";
import { ClusterResource } from "./cluster-resource";
import { type Cluster } from "./generated/cluster";
import { type LvsProvider } from "./lvs-provider";
import { required } from "./required";
import { type RouterPair } from "./router-pair";
import { type Routing } from "./routing";
import { Site } from "./site";
import { Vip, type VipProps } from "./vip";

/** What a cluster is besides its VIPs and virtual servers. */
export interface LvsClusterProps {
  /** The routers; they can carry no other cluster. */
  readonly routers: RouterPair;
  /** How requests reach the real servers: one method per cluster. */
  readonly routing: Routing;
  /**
   * Whether packages that a host lacks (keepalived, ipvsadm) may be installed with the host's own package manager.
   * @default false: they are named in the error
   */
  readonly installPackages?: boolean | IResolvable;
  /**
   * Codes of warnings that were read and accepted, such as `LVS151`. Errors can't be silenced.
   * @default none
   */
  readonly silence?: readonly string[];
  /**
   * Whether a plan that deletes the cluster is refused. To remove a cluster, deploy it once with false, which touches no host, then take it out.
   * @default true
   */
  readonly deletionProtection?: boolean | IResolvable;
  /**
   * The provider, where a stack has several.
   * @default the stack's
   */
  readonly provider?: LvsProvider;
  /**
   * What has to be deployed before.
   * @default what the values refer to
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * A cluster: one router pair, one routing method, its VIPs and virtual servers. Deployed as one: routers and real servers change together,
 * or are put back together.
 *
 * @example
 * const cluster = new LvsCluster(this, "www", { routers: edge, routing: Routing.nat({ gateway: "192.168.1.254/24" }) });
 * const vip = cluster.addVip("www", { address: "203.0.113.10" });
 * vip.addVirtualServer("http", { port: 80, pool: web });
 */
export class LvsCluster extends Construct {
  /** The Terraform resource below, for what is not wrapped here. */
  readonly resource: Cluster;
  private readonly vips: Vip[] = [];

  /**
   * @param id name of the cluster, which names files and units on the hosts: 1 to 32 lower-case letters, digits and dashes, unlike that of any
   *   other cluster which shares a host with it
   */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: LvsClusterProps,
  ) {
    super(scope, id);
    required(this, props, { routers: "a RouterPair", routing: "Routing.nat(…), Routing.direct() or Routing.tunnel()" });
    this.resource = new ClusterResource(this, "Default", {
      model: () => this.toModel(),
      deletionProtection: props.deletionProtection,
      provider: props.provider,
      dependsOn: props.dependsOn,
    });
    Site.of(this).add(this);
  }

  /**
   * Adds a VIP.
   * @param id its name in plans, bundles and messages: lower-case letters, digits and dashes; unique in the cluster
   */
  addVip(id: string, props: VipProps): Vip {
    const vip = new Vip(this, id, props, () => this.resource.vips.get(JSON.stringify(id)).address); // cdktf puts no quotes around the key itself
    this.vips.push(vip);
    Site.of(this).changed();
    return vip;
  }

  /** The VIP of that name; throws when there is none. */
  vip(id: string): Vip {
    const found = this.vips.find(({ node }) => node.id === id);
    if (found === undefined) throw new Error(`${this.node.path} has no VIP ${JSON.stringify(id)}, but: ${this.vips.map(({ node }) => node.id).join(", ")}`);
    return found;
  }

  /** Name of the cluster, known once it is deployed: whoever uses it waits for the cluster. */
  get clusterName(): string {
    return this.resource.name;
  }

  /** For each real server without login, by name: the commands that its administrator runs there. Known once deployed. */
  get instructions(): StringMap {
    return this.resource.instructions;
  }

  /** Digest of the release that each host has confirmed to run, by the host's name. Known once deployed. */
  get confirmed(): StringMap {
    return this.resource.confirmed;
  }

  /** Why a plan that deletes it may go through; `undefined`: it doesn't. @internal */
  get mayBeDeleted(): string | undefined {
    const { deletionProtection = true } = this.props;
    if (deletionProtection === true) return undefined;
    return deletionProtection === false ? "deletionProtection is false" : "deletionProtection is known when it is deployed";
  }

  /** The routers. @internal */
  get routers(): RouterPair {
    return this.props.routers;
  }

  /** VIPs, virtual servers and pools under the names they have in the model. @internal */
  members(): ClusterMembers {
    return new ClusterMembers(this.vips);
  }

  /** @internal */
  toModel(): ClusterInput {
    const { routers, routing, installPackages, silence } = this.props;
    return {
      name: this.node.id,
      ...routers.toModel(),
      routing: routing.toModel(),
      ...this.members().toModel(),
      // A token is an object where the model has a boolean; whoever reads this tree for its values turns tokens into unknowns first.
      installPackages: installPackages as boolean | undefined,
      silence: silence === undefined ? undefined : [...silence],
    };
  }
}
