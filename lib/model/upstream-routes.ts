import { type Finding, type Place } from "../diagnostics";
import { addressBits, contains, formatIpAddress, parseCidr, parseIpAddress } from "../net";
import { type Cluster } from "./cluster";

/** A VIP of a cluster that the router in front of it has to find. */
export interface UpstreamVip {
  readonly place: Place;
  readonly cluster: Cluster;
  /** Its name in the cluster. */
  readonly vip: string;
}

/** A route that the router in front of one or several clusters needs. */
export interface UpstreamRoute {
  /** The VIP with /32 or /128. */
  readonly destination: string;
  /** One for each cluster that holds the VIP, in the order they were given: an address that moves with it. */
  readonly nextHops: readonly string[];
}

/** Routes, and what stands in the way of one. */
export interface UpstreamRoutes {
  readonly routes: readonly UpstreamRoute[];
  readonly findings: readonly Finding[];
}

/**
 * The routes to VIPs that are outside the network that clusters share with the router in front of them; a VIP within needs none, since that router finds it by ARP. A next hop has to move as the VIP does, so it
 * is another VIP of the cluster, on the same leg and within that network. A VIP that several clusters hold has as many next hops, of equal cost (ECMP, RFC 2992).
 */
export function upstreamRoutes(vips: readonly UpstreamVip[]): UpstreamRoutes {
  const byDestination = new Map<string, string[]>();
  const findings: Finding[] = [];
  for (const one of vips) {
    const destination = hostRoute(addressOf(one.cluster, one.vip));
    if (isOnLink(one.cluster, one.vip)) continue;
    const hop = nextHop(one.cluster, one.vip);
    if (hop === undefined) findings.push(noNextHop(one));
    else byDestination.set(destination, [...new Set([...(byDestination.get(destination) ?? []), hop])]);
  }
  return { routes: [...byDestination].map(([destination, nextHops]) => ({ destination, nextHops })), findings };
}

function addressOf({ vips }: Cluster, name: string): string {
  return vips[name]?.address ?? "";
}

function hostRoute(text: string): string {
  const address = parseIpAddress(text);
  return address === undefined ? text : `${formatIpAddress(address)}/${addressBits(address.family)}`;
}

/** Whether a network of the VIP's leg has the address in it. */
function isOnLink(cluster: Cluster, name: string): boolean {
  const address = parseIpAddress(addressOf(cluster, name));
  const leg = cluster.vips[name]?.leg ?? "public";
  return address !== undefined && Object.values(cluster.routers).some((router) => {
    const network = parseCidr((leg === "private" ? router.private : router.public)?.address ?? "");
    return network !== undefined && contains(network, address);
  });
}

/** The first by name, whatever order they were declared in. */
function nextHop(cluster: Cluster, name: string): string | undefined {
  const { leg } = cluster.vips[name] ?? {};
  const family = parseIpAddress(addressOf(cluster, name))?.family;
  const others = Object.keys(cluster.vips).filter((other) => other !== name && cluster.vips[other]?.leg === leg && isOnLink(cluster, other));
  const [first] = others.filter((other) => parseIpAddress(addressOf(cluster, other))?.family === family).sort();
  const address = first === undefined ? undefined : parseIpAddress(addressOf(cluster, first));
  return address === undefined ? undefined : formatIpAddress(address);
}

function noNextHop({ place, cluster, vip }: UpstreamVip): Finding {
  return {
    code: "LVS556",
    severity: "error",
    place,
    value: addressOf(cluster, vip),
    summary: "the way to this VIP leads over the active router, and the cluster has no VIP within its own network that moves with it and could be the next hop",
    remedy: "Add a VIP to the cluster that is a free address of the routers' network on the same leg",
  };
}
