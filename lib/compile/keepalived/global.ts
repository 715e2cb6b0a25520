import { type Cluster } from "../../model";
import { sixteenBits } from "../digest";
import { legOf, syncLeg } from "../leg";
import { HEARTBEAT_RUNTIME_DIRECTORY } from "../paths";
import { seconds } from "./seconds";
import { type Node, block, chosen, given } from "./tree";

/** Where keepalived says why it refused a reload. */
const RELOAD_CHECK_LOG = `${HEARTBEAT_RUNTIME_DIRECTORY}/reload-check.log`;

/**
 * `global_defs` of one router. No mail is configured, so none is sent. `lvs_flush` is left out on purpose: after a crash of the checker
 * process alone the kernel goes on forwarding by the table it has, and flushing would reset every connection.
 */
export function globalDefinitions(cluster: Cluster, routerName: string): Node {
  return block(
    ["global_defs"],
    [
      given("router_id", routerName),
      chosen("A configuration that fails the test is refused at reload; without this, keepalived stops and drops every VIP.", "reload_check_config", RELOAD_CHECK_LOG),
      chosen("A script that others than root could change is never run as root, should one be configured some day.", "enable_script_security"),
      ...startupDelay(cluster),
      ...ownGroup(cluster),
      ...syncDaemon(cluster, routerName),
    ],
  );
}

function startupDelay(cluster: Cluster): Node[] {
  const delay = cluster.heartbeat.startupDelayMs;
  return delay === 0 ? [] : [given("vrrp_startup_delay", seconds(delay))];
}

/**
 * A router without peers adverts by multicast (keepalived knows no other way). It does so within a group of its cluster's own: IPv4's local scope (RFC 2365 §6.1), and a
 * transient link-local group of IPv6 (RFC 4291 §2.7), in which keepalived insists on the link's scope.
 */
function ownGroup(cluster: Cluster): Node[] {
  if (Object.keys(cluster.routers).length > 1) return [];
  const group = sixteenBits(`${cluster.name} ${cluster.heartbeat.virtualRouterId}`);
  const why = "The adverts of a router that is alone, to which nobody listens, go to groups of the cluster's own: a stranger with the same VRID must not make it give up its VIPs.";
  return [chosen(why, "vrrp_mcast_group4", `239.255.${group >> 8}.${group & 255}`), given("vrrp_mcast_group6", `ff12::${group.toString(16)}`)];
}

/** Connections follow the VIPs: bound to the instance, so that the active router sends and the backup receives, never both. */
function syncDaemon(cluster: Cluster, routerName: string): Node[] {
  const router = cluster.routers[routerName];
  if (router === undefined || Object.keys(cluster.routers).length < 2) return [];
  const leg = legOf(router, syncLeg(cluster));
  const group = leg.address.includes(":") ? ["group", "ff02::81"] : [];
  const why = "The active router tells the backup of its connections, so that they outlive it; the id keeps pairs on one network apart.";
  return [chosen(why, "lvs_sync_daemon", leg.interface, cluster.name, "id", cluster.heartbeat.virtualRouterId, ...group)];
}
