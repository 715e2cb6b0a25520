import { type ITerraformDependable, TerraformStack, Token, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { DEFAULT_TTL_SECONDS, type DnsRoundRobinInput } from "../model";
import { type Duration, formatIpAddress, parseIpAddress } from "../net";
import { type LvsCluster } from "./cluster";
import { type DnsServerProps, serverModel } from "./dns-server";
import { DnsRoundRobin as DnsRoundRobinResource } from "./generated/dns-round-robin";
import { type LvsProvider } from "./lvs-provider";
import { required } from "./required";
import { Site } from "./site";
import { leaveZoneFragment } from "./synth";
import { Vip } from "./vip";

/** One name for several VIPs. */
export interface DnsRoundRobinProps {
  /** The name that clients know, such as `www.example.com`. */
  readonly name: string;
  /**
   * The VIPs, of any clusters and stacks; or addresses of others. A VIP comes into the name when its cluster was deployed. With `server`, a cluster of the same stack
   * that is deleted together with its place here stops after resolvers have forgotten it; one of another stack, or of a name without `server`, is to be taken out here
   * in one deployment and deleted in a later one. A cluster with two VIPs here is sent twice as much.
   */
  readonly vips: readonly (Vip | string)[];
  /**
   * The zone's primary server, which is told by dynamic update.
   * @default nobody is told: the records are given as values for other providers' resources, and as a fragment of a zone file
   */
  readonly server?: DnsServerProps;
  /**
   * The zone that the name stands in.
   * @default the server is asked
   */
  readonly zone?: string;
  /**
   * How long resolvers may keep the answer: so long clients still come to an address that was taken out.
   * @default Duration.seconds(60)
   */
  readonly ttl?: Duration;
  /**
   * How long an address that was taken out is waited for at least: more where secondaries are slow to hear, or resolvers keep answers for longer. With less than `ttl` clients are
   * still sent to a cluster that stops (LVS198).
   * @default the longest time to live that it had
   */
  readonly withdraw?: Duration;
  /**
   * Codes of warnings that were read and accepted, such as `LVS192`.
   * @default none
   */
  readonly silence?: readonly string[];
  /**
   * The provider, where a stack has several.
   * @default the stack's
   */
  readonly provider?: LvsProvider;
  /**
   * What has to be deployed before.
   * @default the clusters of the VIPs
   */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** A name's record, for other providers' resources. */
export interface AddressRecord {
  /** As it was declared. */
  readonly name: string;
  /** A for IPv4, AAAA for IPv6. */
  readonly type: "A" | "AAAA";
  /** Seconds. */
  readonly ttl: number;
  /** All addresses of that type. Where they come from clusters they refer to these, which so serve before the name leads to them. */
  readonly addresses: readonly string[];
}

/**
 * Several clusters behind one name: a resolver is given all VIPs, in turn another one first. Plain round robin does not heal: while a whole cluster is away, its share
 * of the clients tries it in vain, until they try the next address by themselves. (A router that fails is no such case: its VIPs move.)
 *
 * @example
 * new DnsRoundRobin(this, "site", {
 *   name: "www.example.com",
 *   vips: [munich.vip("www"), berlin.vip("www")],
 *   server: { host: "ns1.example.com", key: { name: "lvs", secret: Secret.file("/etc/lvs/dns.key") } },
 * });
 */
export class DnsRoundRobin extends Construct {
  /** The Terraform resource below, for what is not wrapped here; none without a server. */
  readonly resource?: DnsRoundRobinResource;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DnsRoundRobinProps,
  ) {
    super(scope, id);
    required(this, props, { name: "a domain name, such as www.example.com", vips: "the VIPs behind it" });
    const { server, provider, dependsOn } = props;
    if (server !== undefined) {
      const { ttlSeconds, withdrawSeconds, zone } = this.toModel();
      this.resource = new DnsRoundRobinResource(this, "Default", {
        ...{ name: props.name, zone, ttlSeconds, withdrawSeconds, provider },
        addresses: props.vips.map((vip) => (vip instanceof Vip ? vip.address : vip)),
        server: serverModel(server),
        // Another name is there before the old one goes; and clusters stop, which Terraform then does last, after the name has led elsewhere for long enough.
        lifecycle: { createBeforeDestroy: true },
        ...(dependsOn === undefined ? {} : { dependsOn: [...dependsOn] }),
      });
    }
    Site.of(this).addName(this);
    if (!Token.isUnresolved(props.name)) leaveZoneFragment(TerraformStack.of(this), { name: props.name, owner: this.node.path, server: this.serverKey, text: () => this.zoneFragment() });
  }

  /** The records as values, one entry for each type that the name has. Addresses that are tokens count as IPv4. */
  get records(): AddressRecord[] {
    const ttl = this.ttlSeconds;
    return (["A", "AAAA"] as const).flatMap((type): AddressRecord[] => {
      const addresses = this.props.vips.filter((vip) => typeOf(declaredAddress(vip)) === type).map((vip) => (vip instanceof Vip ? vip.address : vip));
      return addresses.length === 0 ? [] : [{ name: this.props.name, type, ttl, addresses }];
    });
  }

  /** The records as lines of a zone file (RFC 1035 §5.1), with the addresses that are known at synth. */
  zoneFragment(): string {
    const ttl = this.ttlSeconds;
    const lines = this.props.vips.map(declaredAddress).map((address) => {
      const known = Token.isUnresolved(address) ? undefined : parseIpAddress(address);
      return known === undefined ? `; an address that is known when its cluster is deployed` : `${absolute(this.props.name)} ${ttl} IN ${typeOf(address)} ${formatIpAddress(known)}`;
    });
    return `${lines.join("\n")}\n`;
  }

  /** @internal */
  get ttlSeconds(): number {
    return this.props.ttl?.toSeconds() ?? DEFAULT_TTL_SECONDS;
  }

  /** `undefined`: the time to live. @internal */
  get withdrawSeconds(): number | undefined {
    return this.props.withdraw?.toSeconds();
  }

  /** @internal */
  get domainName(): string {
    return this.props.name;
  }

  /** The server that is told, the port after its host where it isn't 53. @internal */
  get serverKey(): string | undefined {
    const { host, port = 53 } = this.props.server ?? {};
    const key = host?.toLowerCase().replace(/\.$/, "");
    return key === undefined || port === 53 ? key : `${key}:${port}`;
  }

  /** Whether a warning was read and accepted. @internal */
  silences(code: string): boolean {
    return this.props.silence?.includes(code) === true;
  }

  /** Addresses that are given as text. @internal */
  get textVips(): { readonly index: number; readonly text: string }[] {
    return this.props.vips.flatMap((vip, index) => (vip instanceof Vip || Token.isUnresolved(vip) ? [] : [{ index, text: vip }]));
  }

  /** The clusters that it leads to. @internal */
  get clusters(): LvsCluster[] {
    return [...new Set(this.props.vips.flatMap((vip) => (vip instanceof Vip ? [vip.cluster] : [])))];
  }

  /** With the addresses as they were declared, so that they can be judged at synth. @internal */
  toModel(): Omit<DnsRoundRobinInput, "server"> & Partial<Pick<DnsRoundRobinInput, "server">> {
    const { name, zone, ttl, withdraw, server, vips } = this.props;
    return {
      name,
      zone,
      addresses: vips.map(declaredAddress),
      ttlSeconds: ttl?.toSeconds(),
      withdrawSeconds: withdraw?.toSeconds(),
      server: server && serverModel(server),
    };
  }
}

function declaredAddress(vip: Vip | string): string {
  return vip instanceof Vip ? vip.toModel().address : vip;
}

function typeOf(address: string): "A" | "AAAA" {
  return !Tokenization.isResolvable(address) && parseIpAddress(address)?.family === 6 ? "AAAA" : "A";
}

function absolute(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}
