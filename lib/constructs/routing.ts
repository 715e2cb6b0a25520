import { type IResolvable } from "cdktf";
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
  /**
   * Name of the VIP, on the public leg, under which real servers talk to others than their own network: their packets get it as their source address (SNAT), by nftables
   * or iptables on the routers. Such connections are the active router's alone; one that its death leaves open may end. Clients' connections stay out of netfilter's
   * table, so rules that go by the state of a connection have to let packets pass that are UNTRACKED. IPv4.
   * @default none: their packets leave the active router as they are
   */
  readonly outboundVip?: string;
  /**
   * Whether machines of the real servers' own network may be clients, too: answers to them would pass the router by, so they get the NAT router address as their
   * source, which is then all that a real server sees of them. Has IPVS tell netfilter of these clients' connections (`net.ipv4.vs.conntrack`), for which its
   * table has to be large enough (`net.netfilter.nf_conntrack_max`); all others stay out of that table, so rules that go by the state of a connection have to let
   * packets pass that are UNTRACKED. IPv4.
   * @default false
   */
  readonly masqueradeLocalClients?: boolean | IResolvable;
  /**
   * Whether real servers answer by policy routing (ip-rule(8)): all that leaves from their address in this cluster to other networks goes by the NAT router address, what they themselves ask for
   * included, and their default route stays as it is for other addresses. A machine may so serve several clusters with NAT: it has an address for each, which its administrator gives it. See docs/shared-bank.md.
   * @default false: the default route leads to the NAT router address, of which a machine has one
   */
  readonly policyRouting?: boolean | IResolvable;
}

/** What direct routing and tunneling may be told. */
export interface DirectProps {
  /**
   * Whether each real server of a TCP virtual server is also asked at the VIP itself, which its own address says nothing of: one that has lost the VIP passes
   * every other check while its clients wait in vain. The routers then accept packets from the VIP on the interface that faces the real servers
   * (`accept_local`), and have a virtual server by firewall mark for each real server. IPv4.
   * @default false
   */
  readonly vipCheck?: boolean | IResolvable;
}

/** What tunneling may be told. */
export interface TunnelProps extends DirectProps {
  /**
   * Longest TCP segment in bytes that real servers let clients send: the smallest MTU between routers and real servers, less 60; over IPv6 40 less than that.
   * @default 1440, for an MTU of 1,500
   */
  readonly mss?: number;
}

/** How requests travel from the active router to the real servers: one method per cluster. */
export class Routing {
  private constructor(private readonly model: ClusterInput["routing"]) {}

  /** Routers rewrite addresses both ways; real servers answer through the NAT router address. Ports may change. */
  static nat(props: NatProps): Routing {
    return new Routing({ method: "nat", gateway: props.gateway, gatewayLabel: props.gatewayLabel, outboundVip: props.outboundVip, masqueradeLocalClients: flag(props.masqueradeLocalClients), policyRouting: flag(props.policyRouting) });
  }

  /** Real servers hold the VIP themselves, silently, and answer clients directly. Ports can't change. */
  static direct(props: DirectProps = {}): Routing {
    return new Routing({ method: "direct", vipCheck: flag(props.vipCheck) });
  }

  /**
   * Routers send each packet on inside another one (IP in IP, RFC 2003, or IPv6 in IPv6, RFC 2473, by the VIP's family); real servers hold the VIP behind the tunnel and answer clients directly, wherever they
   * are. Ports can't change.
   */
  static tunnel(props: TunnelProps = {}): Routing {
    return new Routing({ method: "tunnel", mss: props.mss, vipCheck: flag(props.vipCheck) });
  }

  /** @internal */
  toModel(): ClusterInput["routing"] {
    return this.model;
  }
}

/** A token is an object where the model has a boolean; whoever reads this tree for its values turns tokens into unknowns first. */
function flag(value: boolean | IResolvable | undefined): boolean | undefined {
  return value as boolean | undefined;
}
