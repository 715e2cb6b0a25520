import { type Cluster, type HealthCheck, type Router } from "../../model";
import { formatCidr, formatIpAddress, networkOf, parseCidr } from "../../net";
import { type Fact } from "../expectation";
import { canonicalAddress } from "../host-address";
import { legOf } from "../leg";
import { uniqueSorted } from "../order";

/** Whether the routers translate sources at all. */
export function translatesSources({ routing }: Cluster): boolean {
  return routing.outboundVip !== undefined || routing.masqueradeLocalClients;
}

/**
 * The source NAT of one router, IPv4. Packets that IPVS has rewritten on their way back have the VIP as their source, which is in no rule; those that it sends on are
 * known by where their connection was headed, since the packet itself says the real server by then.
 */
export function sourceNat(cluster: Cluster, router: Router): Fact[] {
  const gateway = cluster.routing.gateway === undefined ? undefined : parseCidr(cluster.routing.gateway);
  if (gateway === undefined) return [];
  const network = formatCidr({ ...gateway, address: networkOf(gateway) });
  const address = formatIpAddress(gateway.address);
  const translations = [...outbound(cluster, router, network), ...localClients(cluster, router, { network, gateway: address })];
  return translations.length === 0 ? [] : [...translations, ...untracked(cluster, { network, gateway: address })];
}

const OVER_TCP: ReadonlySet<HealthCheck["type"]> = new Set(["tcp", "http", "https", "smtp", "send-expect"]);

/**
 * The kernel that translates sources keeps a table of all connections, and drops whatever comes when that is full: clients' packets, and VRRP. So everything stays out
 * of it that needs no translation.
 */
function untracked(cluster: Cluster, { network, gateway }: { readonly network: string; readonly gateway: string }): Fact[] {
  const services = Object.values(cluster.virtualServers).flatMap(({ vip, protocol, port, pool, sorryPool }) => {
    const address = cluster.vips[vip]?.address ?? "";
    // A UDP service may well ask others from its own port, and then needs a translation.
    if (address.includes(":") || (protocol === "udp" && cluster.routing.outboundVip !== undefined)) return [];
    const servers = [pool, sorryPool].flatMap((name) => (name === undefined ? [] : Object.values(cluster.pools[name]?.servers ?? {})));
    const checks = protocol === "tcp" ? (cluster.pools[pool]?.healthChecks ?? []).flatMap((check) => (check.port !== undefined && OVER_TCP.has(check.type) ? [check.port] : [])) : [];
    const ports = [...new Set([...servers.map((server) => server.port ?? port), ...checks])];
    const request: Fact = { kind: "untracked-request", network, vip: canonicalAddress(address), protocol, port };
    return [request, ...ports.map((of): Fact => ({ kind: "untracked-reply", network, gateway, protocol, port: of }))];
  });
  return [...services, { kind: "untracked-heartbeat" }];
}

function outbound({ routing, vips }: Cluster, router: Router, network: string): Fact[] {
  const vip = routing.outboundVip === undefined ? undefined : vips[routing.outboundVip];
  return vip === undefined ? [] : [{ kind: "snat-outbound", network, device: router.public.interface, address: canonicalAddress(vip.address) }];
}

function localClients(cluster: Cluster, router: Router, { network, gateway }: { readonly network: string; readonly gateway: string }): Fact[] {
  if (!cluster.routing.masqueradeLocalClients) return [];
  const vips = uniqueSorted(Object.values(cluster.vips).map(({ address }) => canonicalAddress(address)).filter((address) => !address.includes(":")));
  return vips.map((vip) => ({ kind: "snat-local", network, device: legOf(router, "private").interface, address: gateway, vip }));
}
