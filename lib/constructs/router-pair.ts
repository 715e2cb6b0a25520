import { Token } from "cdktf";
import { Construct } from "constructs";
import { isName, type ClusterInput, type LegName } from "../model";
import { type Duration } from "../net";
import { required } from "./required";

/** One leg of an LVS router: an interface and the router's own, fixed address on it. */
export interface LegProps {
  /** Interface's name on this router, such as `eth0`. */
  readonly interface: string;
  /** The router's own address there with its prefix length, such as `192.0.2.2/24`. */
  readonly address: string;
}

/** One LVS router: a host that forwards. */
export interface RouterProps {
  /**
   * Name of the router in plans, bundles and messages: lower-case letters, digits and dashes.
   * @default the first label of `host` (`lvs1` of `lvs1.example.net`); where that is an address, a token or already taken: `primary`, `backup`, `router3` …
   */
  readonly name?: string;
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
  /**
   * VRRP priority, 1 to 254: the highest one alive becomes active when nobody is (RFC 9568, section 5.2.4).
   * @default 254, 244, 234 … in the order of declaration
   */
  readonly priority?: number;
  /**
   * Version of the keepalived package there, as `keepalived --version` prints it; verified before anything is changed.
   * @default "2.2.7", Debian 12's
   */
  readonly keepalivedVersion?: string;
  /** The side that clients come from. */
  readonly public: LegProps;
  /**
   * The side of the real servers.
   * @default none: the real servers are on the public network
   */
  readonly private?: LegProps;
}

/** How the routers hear of each other: VRRP version 3, unicast (RFC 9568). */
export interface HeartbeatProps {
  /** VRID, 1 to 255: unique among all VRRP speakers of the network that the adverts travel on. */
  readonly virtualRouterId: number;
  /**
   * Time between two adverts: 10 ms to 40.95 s in steps of 10 ms. Clients notice a dead router after three intervals and a skew below one more.
   * @default Duration.seconds(1)
   */
  readonly advertInterval?: Duration;
  /**
   * The leg that the adverts travel on.
   * @default "public"
   */
  readonly leg?: LegName;
  /**
   * How long a router that starts listens before it may take over, up to 10 minutes.
   * @default Duration.millis(0): three adverts and the skew, as always
   */
  readonly startupDelay?: Duration;
  /**
   * Adverts on the other leg as well, so that one cable can't make two routers active: a router takes over when it hears the others on neither leg, and one
   * that has a dead leg gives up everything it holds while another one is there (four to six seconds after, where the carrier doesn't tell).
   * @default adverts on one leg; a router is replaced by whoever doesn't hear it there
   */
  readonly secondPath?: SecondPathProps;
}

/**
 * Whom routers look for to know whether a leg is alive: machines that always answer pings. Their peers count as well. Where all of a leg's are silent while a peer
 * answers on the other leg, the router takes the leg for dead. (Linux-HA calls them ping nodes.)
 */
export interface SecondPathProps {
  /**
   * Addresses on the public side, such as the gateway's.
   * @default up to three real servers in the routers' network there; none there is an error
   */
  readonly publicReferences?: readonly string[];
  /**
   * Addresses on the private side.
   * @default up to three real servers in the routers' network there; none there is an error
   */
  readonly privateReferences?: readonly string[];
}

interface CommonProps {
  /** How the routers hear of each other. */
  readonly heartbeat: HeartbeatProps;
}

interface PairProps extends CommonProps {
  /** The router with the highest priority. It becomes active when both start together; a returning router never takes over from a working one. */
  readonly primary: RouterProps;
  /**
   * The router that stands by.
   * @default none: one router, without failover
   */
  readonly backup?: RouterProps;
  readonly routers?: undefined;
}

interface ManyProps extends CommonProps {
  /** Any number of routers by falling priority, instead of `primary` and `backup`. */
  readonly routers: readonly RouterProps[];
  readonly primary?: undefined;
  readonly backup?: undefined;
}

/** Either `primary` and perhaps `backup`, or `routers`. */
export type RouterPairProps = PairProps | ManyProps;

/**
 * The routers that share one heartbeat; carries exactly one cluster. Usually two: an active one that holds the VIPs, and a hot backup.
 *
 * @example
 * const edge = new RouterPair(this, "edge", {
 *   primary: { host: "lvs1.example.net", public: { interface: "eth0", address: "203.0.113.2/24" } },
 *   backup: { host: "lvs2.example.net", public: { interface: "eth0", address: "203.0.113.3/24" } },
 *   heartbeat: { virtualRouterId: 51, advertInterval: Duration.millis(200) },
 * });
 */
export class RouterPair extends Construct {
  private readonly members: readonly Member[];
  private readonly heartbeat: HeartbeatProps;

  constructor(scope: Construct, id: string, props: RouterPairProps) {
    super(scope, id);
    required(this, { ...props, primary: props?.routers ?? props?.primary }, { primary: "the router that is active at first", heartbeat: "at least { virtualRouterId: 1 }, a number from 1 to 255" });
    this.members = namedMembers(props);
    this.heartbeat = props.heartbeat;
  }

  /** Names of the routers by falling priority, as plans, bundles and messages use them. */
  get routerNames(): string[] {
    return this.members.map(({ name }) => name);
  }

  /** @internal */
  toModel(): Pick<ClusterInput, "routers" | "heartbeat"> {
    const { virtualRouterId, advertInterval, leg, startupDelay, secondPath } = this.heartbeat;
    return {
      routers: Object.fromEntries(this.members.map((member) => [member.name, member.model])),
      heartbeat: { virtualRouterId, advertIntervalMs: advertInterval?.toMillis(), leg, startupDelayMs: startupDelay?.toMillis(), secondPath: secondPath === undefined ? undefined : { publicReferences: [...(secondPath.publicReferences ?? [])], privateReferences: [...(secondPath.privateReferences ?? [])] } },
    };
  }

  /** How the person who wrote the construct calls this router: `primary`. @internal */
  propOf(router: string): string {
    return this.members.find(({ name }) => name === router)?.prop ?? router;
  }
}

interface Member {
  readonly name: string;
  readonly prop: string;
  readonly model: ClusterInput["routers"][string];
}

function namedMembers(props: RouterPairProps): Member[] {
  const routers: readonly (RouterProps | undefined)[] = props.routers ?? [props.primary, props.backup];
  const members: Member[] = [];
  for (const [index, router] of routers.entries()) {
    if (router === undefined) continue;
    const { name, ...rest } = router;
    members.push({
      name: name ?? nameFor(router.host, index, members),
      prop: props.routers === undefined ? roleName(index) : `routers[${index}]`,
      // RFC 9568 lets the skew tell routers apart from a step of one on; ten leaves room for routers put in between later.
      model: { ...rest, priority: router.priority ?? 254 - 10 * index },
    });
  }
  return members;
}

function nameFor(host: string, index: number, before: readonly Member[]): string {
  const label = Token.isUnresolved(host) ? "" : (host.split(".")[0] ?? "");
  const usable = isName(label) && !/^\d+$/.test(label) && before.every(({ name }) => name !== label);
  return usable ? label : roleName(index);
}

function roleName(index: number): string {
  return ["primary", "backup"][index] ?? `router${index + 1}`;
}
