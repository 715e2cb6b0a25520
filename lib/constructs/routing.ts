import { type ClusterInput } from "../model";

/** What NAT needs. */
export interface NatProps {
  /** NAT router address with the private network's prefix length, such as `192.168.1.254/24`: the floating default route of the real servers. */
  readonly gateway: string;
  /**
   * Label under which the NAT router address stands as an alias, such as `eth1:1` (ip-address(8)).
   * @default none: a plain address on the private leg's interface
   */
  readonly gatewayLabel?: string;
}

/** How requests travel from the active router to the real servers: one method per cluster. */
export class Routing {
  private constructor(private readonly model: ClusterInput["routing"]) {}

  /** Routers rewrite addresses both ways; real servers answer through the NAT router address. Ports may change. */
  static nat(props: NatProps): Routing {
    return new Routing({ method: "nat", gateway: props.gateway, gatewayLabel: props.gatewayLabel });
  }

  /** Real servers hold the VIP themselves, silently, and answer clients directly. Ports can't change. */
  static direct(): Routing {
    return new Routing({ method: "direct" });
  }

  /** @internal */
  toModel(): ClusterInput["routing"] {
    return this.model;
  }
}
