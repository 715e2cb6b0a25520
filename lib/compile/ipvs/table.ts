import { addressBits, compareIpAddresses, formatIpAddress } from "../../net";
import { type Cluster, type Protocol, type RoutingMethod, type RealServer, type Scheduler, type SchedulerFlag, type VirtualServer } from "../../model";
import { addressOf, ipv4Mask } from "../host-address";
import { byText } from "../order";
import { SCHEDULED_MARK, type ServingHost } from "../serving-router";
import { marks } from "../vip-check";

/** One line pair of `ipvsadm --save -n`: a virtual server of the kernel with its real servers. */
export interface IpvsService {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly scheduler: Scheduler;
  readonly flags: readonly SchedulerFlag[];
  /** What clients are bound by, as ipvsadm prints it. */
  readonly persistence?: { readonly seconds: number; readonly prefixLength?: number };
  /** UDP: each datagram by itself. */
  readonly onePacket: boolean;
  readonly destinations: readonly IpvsDestination[];
  /** Whether a load monitor moves the weights. */
  readonly moving: boolean;
  /** In the table only while no destination is. */
  readonly sorry?: IpvsDestination;
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
      const destination = (server: RealServer): IpvsDestination => ({ address: server.address, port: server.port ?? virtualServer.port, method: cluster.routing.method, weight: server.weight });
      const destinations = Object.values(pool.servers).map(destination).sort(byEndpoint);
      const sorry = virtualServer.sorryPool === undefined ? undefined : Object.values(cluster.pools[virtualServer.sorryPool]?.servers ?? {})[0];
      const { protocol, port, scheduler, schedulerFlags, onePacket } = virtualServer;
      return {
        ...{ protocol, address: vip.address, port, scheduler, onePacket, destinations, moving: pool.loadMonitor !== undefined },
        // In the order that ipvsadm prints: by the kernel's bits, fallback first.
        flags: [...schedulerFlags].sort(byText),
        ...persistenceOf(virtualServer),
        // keepalived gives it this weight.
        ...(sorry === undefined ? {} : { sorry: { ...destination(sorry), weight: 1 } }),
      };
    })
    .sort(ipvsOrder);
}

function persistenceOf({ persistenceTimeoutMs, persistencePrefixLength }: VirtualServer): Pick<IpvsService, "persistence"> {
  if (persistenceTimeoutMs === undefined) return {};
  return { persistence: { seconds: persistenceTimeoutMs / 1000, ...(persistencePrefixLength === undefined ? {} : { prefixLength: persistencePrefixLength }) } };
}

/** The order of virtual servers in `ipvs.rules`. */
export function ipvsOrder(a: IpvsService, b: IpvsService): number {
  return byAddress(a, b) || byText(a.protocol, b.protocol) || a.port - b.port;
}

/** The virtual servers by firewall mark; see {@link import("../vip-check")}. */
export function markedTable(cluster: Cluster): MarkedService[] {
  return [...marks(cluster)].map(([address, mark]) => ({ mark, address, method: cluster.routing.method }));
}

/** The one for what a peer has scheduled to this router; see {@link import("../serving-router")}. */
export function servedTable(serving: ServingHost | undefined): MarkedService[] {
  return serving === undefined ? [] : [{ mark: SCHEDULED_MARK, address: serving.address, method: "direct" }];
}

/** A virtual server by firewall mark, with its one real server. */
export interface MarkedService {
  readonly mark: number;
  readonly address: string;
  readonly method: RoutingMethod;
}

/** `ipvs.rules`: what `ipvsadm --save -n` prints for the table, in our order; `ipvsadm --restore` reads it. */
export function renderTable(services: readonly IpvsService[], marked: readonly MarkedService[] = []): string {
  const markedLines = marked.flatMap(({ mark, address, method }) => [`-A -f ${mark} -s rr`, `-a -f ${mark} -r ${address}:0 ${FORWARDING[method]} -w 1`]);
  return [...services.flatMap(serviceLines), ...markedLines].map((line) => `${line}\n`).join("");
}

function serviceLines(service: IpvsService): string[] {
  const name = `${service.protocol === "tcp" ? "-t" : "-u"} ${endpoint(service)}`;
  const member = (to: IpvsDestination): string => `${name} -r ${endpoint(to)} ${FORWARDING[to.method]} -w ${to.weight}`;
  const flags = service.flags.length === 0 ? "" : ` -b ${service.flags.join(",")}`;
  const sorry = service.sorry === undefined ? [] : [`#sorry ${member(service.sorry)}`];
  return [`-A ${name} -s ${service.scheduler}${persistenceOptions(service)}${service.onePacket ? " -o" : ""}${flags}`, ...service.destinations.map((to) => `-a ${member(to)}`), ...sorry, ...(service.moving ? [`#load ${name}`] : [])];
}

/** A prefix as long as the address is the default, which ipvsadm leaves out. */
function persistenceOptions({ address, persistence }: IpvsService): string {
  if (persistence === undefined) return "";
  const { seconds, prefixLength } = persistence;
  const { family } = addressOf(address);
  const mask = prefixLength === undefined || prefixLength === addressBits(family) ? "" : ` -M ${family === 6 ? prefixLength : ipv4Mask(prefixLength)}`;
  return ` -p ${seconds}${mask}`;
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
