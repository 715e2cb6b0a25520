import { Construct } from "constructs";
import { type ClusterInput } from "../model";
import { required } from "./required";

/** How to log in to a real server, to prepare it. */
export interface LoginProps {
  /** What ssh is given: a host name, an address or an alias of the SSH configuration. */
  readonly host: string;
  /**
   * SSH port.
   * @default the provider's, then the SSH configuration's, else 22
   */
  readonly port?: number;
  /**
   * Login; needs root or `sudo -n`.
   * @default the provider's, then the SSH configuration's
   */
  readonly user?: string;
  /** The interface there that faces the routers. */
  readonly interface: string;
}

/** A host that answers. */
export interface RealServerProps {
  /**
   * Its own address, which the routers send to: IPv4 or IPv6, without prefix length. Under direct routing it may be that of a router of the same cluster, on the leg that
   * holds the VIPs (IPv4): that router then serves, too, as active and as backup, and needs no `login` here. Programs on that router can't be clients of these VIPs while it is the backup.
   */
  readonly address: string;
  /**
   * Port it listens on.
   * @default the virtual server's
   */
  readonly port?: number;
  /**
   * Share under the weighted schedulers, 0 to 65535; 0 takes no new connections.
   * @default 1
   */
  readonly weight?: number;
  /**
   * Processors that its load is spread over; a load monitor that is told by the server itself (uptime, http with node_exporter) goes by that.
   * @default 1
   */
  readonly processors?: number;
  /**
   * Where to log in to prepare it.
   * @default none: what it needs stands in `LvsCluster.instructions` and beside the bundles, and is verified from the router
   */
  readonly login?: LoginProps;
}

/** A real server of a pool; made by `RealServerPool.addServer`. */
export class RealServer extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: RealServerProps,
  ) {
    super(scope, id);
    required(this, props, { address: "the server's own address, such as 192.168.1.11" });
  }

  /** Its own address. */
  get address(): string {
    return this.props.address;
  }

  /** @internal */
  toModel(): ClusterInput["pools"][string]["servers"][string] {
    return this.props;
  }
}
