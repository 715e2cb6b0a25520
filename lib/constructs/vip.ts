import { Construct } from "constructs";
import { type ClusterInput, type LegName } from "../model";
import { parseCidr } from "../net";
import { type LvsCluster } from "./cluster";
import { required } from "./required";
import { Site } from "./site";
import { VirtualServer, type VirtualServerProps } from "./virtual-server";

/** A floating address. */
export interface VipProps {
  /**
   * The address, IPv4 or IPv6. A prefix length may follow it and has no effect: the active router holds a VIP with /32 or /128, whatever the
   * network's. A token must give the address alone.
   */
  readonly address: string;
  /**
   * The leg whose interface holds it on the active router.
   * @default "public"
   */
  readonly leg?: LegName;
  /**
   * Label under which it stands as an alias, such as `eth0:1` (ip-address(8)); IPv4 only.
   * @default none
   */
  readonly label?: string;
}

/** Floating address of a cluster; moves on failover with gratuitous ARP or unsolicited neighbour advertisements. Made by `LvsCluster.addVip`. */
export class Vip extends Construct {
  private readonly members: VirtualServer[] = [];

  constructor(
    /** @internal */
    readonly cluster: LvsCluster,
    id: string,
    private readonly props: VipProps,
    private readonly reference: () => string,
  ) {
    super(cluster, id);
    required(this, props, { address: "the floating address, such as 203.0.113.10" });
  }

  /** The address, known once the cluster is deployed: whoever uses it waits for the cluster. */
  get address(): string {
    return this.reference();
  }

  /**
   * Adds a virtual server.
   * @param id its name in plans, bundles and messages: lower-case letters, digits and dashes. Where another VIP of the cluster already has a
   *   virtual server of that name, the VIP's name is put before it: `v6-http`.
   */
  addVirtualServer(id: string, props: VirtualServerProps): VirtualServer {
    const server = new VirtualServer(this, id, props);
    this.members.push(server);
    Site.of(this).changed();
    return server;
  }

  /** The virtual servers, in the order they were added. */
  get virtualServers(): VirtualServer[] {
    return [...this.members];
  }

  /** @internal */
  toModel(): ClusterInput["vips"][string] {
    const { address, leg, label } = this.props;
    return { address: parseCidr(address) === undefined ? address : address.split("/", 1).join(), leg, label };
  }
}
