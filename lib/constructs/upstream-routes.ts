import { Lazy, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { type Finding, renderFinding } from "../diagnostics";
import { parseCluster, type UpstreamRoute, upstreamRoutes, type UpstreamVip } from "../model";
import { required } from "./required";
import { tokensAsUnknown } from "./token-leaves";
import { type Vip } from "./vip";

export { type UpstreamRoute };

/** What the router in front of a site has to find. */
export interface UpstreamRoutesProps {
  /** VIPs, of any clusters and stacks. One address that several clusters hold is spread over them by the routes (ECMP), instead of by a name. */
  readonly vips: readonly Vip[];
}

/**
 * The routes that the router in front of clusters needs, for sites that spread clients by routing instead of DNS, and for VIPs outside the network that the routers share with it. Printed as an output after each
 * deployment; nobody logs in to that router. Routes don't heal: whoever removes a cluster takes its next hop away first, as with a name.
 *
 * @example
 * new UpstreamRoutes(this, "upstream", { vips: [munich.vip("www"), berlin.vip("www")] });
 */
export class UpstreamRoutes extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: UpstreamRoutesProps,
  ) {
    super(scope, id);
    required(this, props, { vips: "the VIPs that have to be found" });
    this.node.addValidation({ validate: () => this.judge().findings.map(renderFinding) });
    new TerraformOutput(this, "commands", { value: Lazy.stringValue({ produce: () => this.commands.join("\n") }), description: "What the router in front of the clusters needs, as Linux takes it (ip-route(8))" });
  }

  /** Destination and next hops of each route; none for a VIP within the network that the routers share with that router. */
  get routes(): readonly UpstreamRoute[] {
    return this.judge().routes;
  }

  /** The routes as commands of ip-route(8), and what keeps a connection with one cluster where there are several. */
  get commands(): readonly string[] {
    const { routes } = this.judge();
    const spread = routes.some(({ nextHops }) => nextHops.length > 1) ? ["sysctl -w net.ipv4.fib_multipath_hash_policy=1 net.ipv6.fib_multipath_hash_policy=1"] : [];
    return [...spread, ...routes.map(command)];
  }

  private judge(): { readonly routes: readonly UpstreamRoute[]; readonly findings: readonly Finding[] } {
    const known: UpstreamVip[] = [];
    const findings: Finding[] = [];
    for (const vip of this.props.vips) {
      const parsed = parseCluster(tokensAsUnknown(vip.cluster.toModel()));
      const addresses = parsed.ok ? [...Object.values(parsed.value.vips).map(({ address }) => address), ...Object.values(parsed.value.routers).flatMap(({ public: leg, private: other }) => [leg.address, other?.address])] : [];
      // What is wrong with a cluster is said by the cluster.
      if (!parsed.ok) continue;
      if (addresses.some((address) => typeof address === "symbol")) findings.push(knownTooLate(vip));
      else known.push({ place: [vip.node.path, "address"], cluster: parsed.value, vip: vip.node.id });
    }
    const { routes, findings: more } = upstreamRoutes(known);
    return { routes, findings: [...findings, ...more] };
  }
}

function command({ destination, nextHops }: UpstreamRoute): string {
  const ip = destination.includes(":") ? "ip -6" : "ip";
  const [only, ...others] = nextHops;
  return others.length === 0 ? `${ip} route replace ${destination} via ${only}` : `${ip} route replace ${destination} ${nextHops.map((hop) => `nexthop via ${hop}`).join(" ")}`;
}

function knownTooLate(vip: Vip): Finding {
  return {
    code: "LVS557",
    severity: "error",
    place: [vip.node.path, "address"],
    summary: "addresses of this VIP's cluster are known only when it is deployed, and routes are written at synth",
    remedy: "Write the addresses of its VIPs and routers out, or leave the VIP out here",
  };
}
