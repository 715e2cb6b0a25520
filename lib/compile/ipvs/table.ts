import { compareIpAddresses, formatIpAddress } from "../../net";
import { type Cluster, type Protocol, type RoutingMethod, type Scheduler, type SchedulerFlag } from "../../model";
import { addressOf } from "../host-address";
import { byText } from "../order";

/** One line pair of `ipvsadm --save -n`: a virtual server of the kernel with its real servers. */
export interface IpvsService {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly scheduler: Scheduler;
  readonly flags: readonly SchedulerFlag[];
  readonly destinations: readonly IpvsDestination[];
}

export interface IpvsDestination {
  readonly address: string;
  readonly port: number;
  readonly method: RoutingMethod;
  readonly weight: number;
}

/**
 * The kernel's table when every real server is alive. Order: virtual servers by address (IPv4 first, then by number), protocol (tcp, udp)
 * and port; real servers by address and port. ipvsadm prints in an order of its own that goes wrong for distant addresses: sort what it
 * prints by {@link ipvsOrder} before comparing.
 */
export function expectedTable(cluster: Cluster): IpvsService[] {
  return Object.values(cluster.virtualServers)
    .map((virtualServer): IpvsService => {
      const vip = cluster.vips[virtualServer.vip];
      const pool = cluster.pools[virtualServer.pool];
      if (vip === undefined || pool === undefined) throw new Error("a virtual server names a VIP or pool that is not there");
      const destinations = Object.values(pool.servers)
        .map((server): IpvsDestination => {
          return { address: server.address, port: server.port ?? virtualServer.port, method: cluster.routing.method, weight: server.weight };
        })
        .sort(byEndpoint);
      const { protocol, port, scheduler, schedulerFlags } = virtualServer;
      // In the order that ipvsadm prints: by the kernel's bits, fallback first.
      return { protocol, address: vip.address, port, scheduler, flags: [...schedulerFlags].sort(byText), destinations };
    })
    .sort(ipvsOrder);
}

/** The order of virtual servers in `ipvs.rules`. */
export function ipvsOrder(a: IpvsService, b: IpvsService): number {
  return byAddress(a, b) || byText(a.protocol, b.protocol) || a.port - b.port;
}

/** `ipvs.rules`: what `ipvsadm --save -n` prints for the table, in our order; `ipvsadm --restore` reads it. */
export function renderTable(services: readonly IpvsService[]): string {
  return services.flatMap(serviceLines).map((line) => `${line}\n`).join("");
}

function serviceLines(service: IpvsService): string[] {
  const name = `${service.protocol === "tcp" ? "-t" : "-u"} ${endpoint(service)}`;
  const destinations = service.destinations.map((to) => `-a ${name} -r ${endpoint(to)} ${FORWARDING[to.method]} -w ${to.weight}`);
  const flags = service.flags.length === 0 ? "" : ` -b ${service.flags.join(",")}`;
  return [`-A ${name} -s ${service.scheduler}${flags}`, ...destinations];
}

const FORWARDING: Readonly<Record<RoutingMethod, string>> = { nat: "-m", direct: "-g", tunnel: "-i" };

function endpoint(at: { readonly address: string; readonly port: number }): string {
  const address = addressOf(at.address);
  const text = formatIpAddress(address);
  return address.family === 6 ? `[${text}]:${at.port}` : `${text}:${at.port}`;
}

function byEndpoint(a: IpvsDestination, b: IpvsDestination): number {
  return byAddress(a, b) || a.port - b.port;
}

function byAddress(a: { readonly address: string }, b: { readonly address: string }): number {
  return compareIpAddresses(addressOf(a.address), addressOf(b.address));
}
