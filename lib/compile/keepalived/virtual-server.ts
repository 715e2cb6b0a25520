import { type Cluster, type Router, type VirtualServer } from "../../model";
import { canonicalAddress, ipv4Mask } from "../host-address";
import { byName } from "../order";
import { loadCheck } from "./load-check";
import { lvsMethod } from "./lvs-method";
import { realServer } from "./real-server";
import { type Node, block, chosen, given } from "./tree";
import { checksAtVip } from "./vip-check";

/** A virtual server, and the router whose file it is for where routers differ in it. */
export interface VirtualServerOnRouter {
  readonly name: string;
  readonly virtualServer: VirtualServer;
  readonly router: Router | undefined;
}

/** One virtual server with its pool. */
export function virtualServerBlock(cluster: Cluster, { name, virtualServer, router }: VirtualServerOnRouter): Node {
  const vip = cluster.vips[virtualServer.vip];
  const pool = cluster.pools[virtualServer.pool];
  if (vip === undefined || pool === undefined) throw new Error(`virtual server ${name} names a VIP or pool that is not there`);
  const atVip = router === undefined ? () => [] : checksAtVip(cluster, router, virtualServer);
  const servers = byName(pool.servers).map(([name, server]) => realServer(cluster.name, pool, virtualServer, { server, more: [...atVip(server), ...(pool.loadMonitor === undefined ? [] : [loadCheck(virtualServer.pool, name)])] }));
  const label = `${name}: VIP ${virtualServer.vip}, pool ${virtualServer.pool}`;
  return block(["virtual_server", canonicalAddress(vip.address), virtualServer.port], [...behaviour(cluster, virtualServer), ...sorryServer(cluster, virtualServer), ...servers], label);
}

function behaviour(cluster: Cluster, virtualServer: VirtualServer): Node[] {
  return [
    given("protocol", virtualServer.protocol.toUpperCase()),
    given("lvs_sched", virtualServer.scheduler),
    ...virtualServer.schedulerFlags.map((flag) => given(flag)),
    given("lvs_method", lvsMethod(cluster.routing.method)),
    ...persistence(cluster, virtualServer),
    ...(virtualServer.onePacket ? [given("ops")] : []),
    chosen("A real server takes part after its first passed check, not before: a new one, or all after a restart.", "alpha"),
    chosen("The first check is made at once; the default waits up to one interval, in which nobody would serve.", "warmup", 0),
  ];
}

/** For IPv4 keepalived wants a mask. */
function persistence(cluster: Cluster, { vip, persistenceTimeoutMs, persistencePrefixLength }: VirtualServer): Node[] {
  if (persistenceTimeoutMs === undefined) return [];
  const address = cluster.vips[vip]?.address ?? "";
  const granularity = persistencePrefixLength === undefined ? [] : [given("persistence_granularity", address.includes(":") ? persistencePrefixLength : ipv4Mask(persistencePrefixLength))];
  return [given("persistence_timeout", persistenceTimeoutMs / 1000), ...granularity];
}

function sorryServer(cluster: Cluster, { sorryPool, port }: VirtualServer): Node[] {
  const server = sorryPool === undefined ? undefined : Object.values(cluster.pools[sorryPool]?.servers ?? {})[0];
  return server === undefined ? [] : [given("sorry_server", canonicalAddress(server.address), server.port ?? port)];
}
