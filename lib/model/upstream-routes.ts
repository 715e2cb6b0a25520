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
 * The routes to VIPs that are outside the network that clusters share with the router in front of them; a VIP within needs none, since that router finds it by ARP or neighbour discovery. A next hop has to move as
 * the VIP does, so it is another VIP of the cluster, on the same leg and within that network. A VIP that several clusters hold has as many next hops, of equal cost (ECMP, RFC 2992).
 */
export function upstreamRoutes(vips: readonly UpstreamVip[]): UpstreamRoutes {
  const routes: UpstreamRoute[] = [];
  const findings: Finding[] = [];
  for (const [destination, holders] of byDestination(vips)) {
    const standing = (where: Standing): UpstreamVip[] => holders.filter(({ cluster, vip }) => standingOf(cluster, vip) === where);
    const [within, outside, unknown] = [standing("within"), standing("outside"), standing("unknown")];
    if (holders.length > 1) findings.push(...unknown.map(wayUnknown));
    if (outside.length === 0) continue;
    findings.push(...within.map((one) => passedBy(one, outside)), ...outside.filter(({ cluster, vip }) => nextHop(cluster, vip) === undefined).map(noNextHop));
    const nextHops = new Set(outside.map(({ cluster, vip }) => nextHop(cluster, vip)).filter((hop) => hop !== undefined));
    if (nextHops.size > 0) routes.push({ destination, nextHops: [...nextHops] });
  }
  return { routes, findings };
}

function byDestination(vips: readonly UpstreamVip[]): ReadonlyMap<string, readonly UpstreamVip[]> {
  const holders = new Map<string, UpstreamVip[]>();
  for (const one of vips) {
    const destination = hostRoute(addressOf(one.cluster, one.vip));
    holders.set(destination, [...(holders.get(destination) ?? []), one]);
  }
  return holders;
}

function addressOf({ vips }: Cluster, name: string): string {
  return vips[name]?.address ?? "";
}

function hostRoute(text: string): string {
  const address = parseIpAddress(text);
  return address === undefined ? text : `${formatIpAddress(address)}/${addressBits(address.family)}`;
}

/** Where a VIP stands: within a network of its leg, outside of it, or nobody knows, because that leg has no address of its family. A VIP of one cluster of which that isn't known is taken to be within. */
type Standing = "within" | "outside" | "unknown";

function standingOf(cluster: Cluster, name: string): Standing {
  const address = parseIpAddress(addressOf(cluster, name));
  const leg = cluster.vips[name]?.leg ?? "public";
  const networks = Object.values(cluster.routers).flatMap((router) => parseCidr((leg === "private" ? router.private : router.public)?.address ?? "") ?? []);
  const known = networks.filter((network) => network.address.family === address?.family);
  if (address === undefined || known.length === 0) return "unknown";
  return known.some((network) => contains(network, address)) ? "within" : "outside";
}

/** The first by name, whatever order they were declared in. */
function nextHop(cluster: Cluster, name: string): string | undefined {
  const { leg } = cluster.vips[name] ?? {};
  const family = parseIpAddress(addressOf(cluster, name))?.family;
  const others = Object.keys(cluster.vips).filter((other) => other !== name && cluster.vips[other]?.leg === leg && standingOf(cluster, other) === "within");
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

function passedBy({ place, cluster, vip }: UpstreamVip, outside: readonly UpstreamVip[]): Finding {
  return {
    code: "LVS558",
    severity: "error",
    place,
    value: addressOf(cluster, vip),
    summary: `this VIP is within the network that the cluster's routers share with the router in front, but outside of the one of ${outside.map(({ cluster: { name } }) => name).join(", ")}: a route to there would take all of its clients away from here`,
    remedy: "Use an address that is outside of these networks, with a VIP within its own network for each cluster as the next hop; or leave this VIP out here",
  };
}

function wayUnknown({ place, cluster, vip }: UpstreamVip): Finding {
  return {
    code: "LVS559",
    severity: "error",
    place,
    value: addressOf(cluster, vip),
    summary: `several clusters hold this VIP, and the routers' legs have no address of its family in ${cluster.name}: by what next hop it is found there is not known`,
    remedy: "Write the route to this VIP by hand, and leave it out here",
  };
}
