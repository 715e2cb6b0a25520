import { type Cluster, type Router } from "../../model";
import { canonicalAddress } from "../host-address";
import { legOf } from "../leg";
import { byName, uniqueSorted } from "../order";
import { seconds } from "./seconds";
import { type Node, block, chosen, given } from "./tree";
import { knows } from "./version";
import { floatingAddresses } from "./vip";

/** The one VRRP instance of a cluster, as one of its routers runs it. */
export function heartbeatInstance(cluster: Cluster, routerName: string, router: Router): Node {
  const leg = legOf(router, cluster.heartbeat.leg);
  return block(
    ["vrrp_instance", cluster.name],
    [
      ...election(router),
      given("interface", leg.interface),
      chosen("VRRP version 3 (RFC 9568): intervals below a second; version 2, the default, counts whole seconds.", "version", 3),
      given("virtual_router_id", cluster.heartbeat.virtualRouterId),
      given("advert_int", seconds(cluster.heartbeat.advertIntervalMs)),
      ...unicast(cluster, routerName, router),
      ...tracking(cluster, router),
      ...announcements(),
      ...addresses(cluster, router),
    ],
  );
}

function election(router: Router): Node[] {
  return [
    chosen("No router starts as active: it listens first. nopreempt works from this state only.", "state", "BACKUP"),
    chosen("The router that returns stays hot backup: taking the VIPs back would reset idle connections.", "nopreempt"),
    given("priority", router.priority),
  ];
}

/** A router without peers has nobody to hear: keepalived then adverts by multicast, to nobody. */
function unicast(cluster: Cluster, routerName: string, router: Router): Node[] {
  const peers = byName(cluster.routers).filter(([name]) => name !== routerName);
  if (peers.length === 0) return [];
  const peerLines = peers.map(([, peer]) => given(bare(legOf(peer, cluster.heartbeat.leg).address), "min_ttl", 255, "max_ttl", 255));
  const onlyPeers = "Adverts count only from these addresses, and only with the TTL that no router on the way has lowered.";
  const faultNoPeer = "Should the peers ever be gone from this file: fault, rather than multicast without a word.";
  return [
    given("unicast_src_ip", bare(legOf(router, cluster.heartbeat.leg).address)),
    block(["unicast_peer"], peerLines, onlyPeers),
    chosen("Adverts leave with the TTL that the peers insist on.", "unicast_ttl", 255),
    chosen("Adverts from strangers are dropped: VRRP has no authentication worth the name.", "check_unicast_src"),
    ...(knows(router.keepalivedVersion, "unicast_fault_no_peer") ? [chosen(faultNoPeer, "unicast_fault_no_peer")] : []),
  ];
}

/** The heartbeat's own interface is always tracked, and keepalived objects to hearing so. */
function tracking(cluster: Cluster, router: Router): Node[] {
  const own = legOf(router, cluster.heartbeat.leg).interface;
  const others = uniqueSorted([router.public, ...(router.private === undefined ? [] : [router.private])].map((leg) => leg.interface)).filter((name) => name !== own);
  if (others.length === 0) return [];
  const why = "A pulled cable on either side is a fault: a router that reaches clients or real servers only must not be active.";
  return [block(["track_interface"], others.map((name) => given(name)), why)];
}

/** Gratuitous ARP and unsolicited neighbour advertisements. */
function announcements(): Node[] {
  return [
    chosen("Announced five times at takeover: one lost frame must not leave a neighbour with the old MAC address.", "garp_master_repeat", 5),
    chosen("And again 5 s later, when switches that were still learning have settled.", "garp_master_delay", 5),
    chosen("And once a minute, for neighbours and switches that missed or forgot it.", "garp_master_refresh", 60),
    chosen("One frame per minute and address is enough.", "garp_master_refresh_repeat", 1),
  ];
}

function addresses(cluster: Cluster, router: Router): Node[] {
  const leg = legOf(router, cluster.heartbeat.leg);
  const constant =
    "keepalived insists on one advertised address. This link-local one never changes, so that routers with different VIP lists, as there are for a moment in every change, still accept each other's adverts.";
  const excluded = "The floating addresses, kept out of the adverts for the reason above. They move together.";
  return [
    block(["virtual_ipaddress"], [given(...constantAddress(cluster, leg.address), "dev", leg.interface)], constant),
    block(["virtual_ipaddress_excluded"], floatingAddresses(cluster, router), excluded),
  ];
}

/**
 * IPv4: 169.254.0.VRID, from the part of the link-local block that no host may choose for itself (RFC 3927 §2.1).
 * IPv6: the link-local address made of VRRP's own MAC address for the VRID (RFC 9568 §7.3), which no other host has.
 */
function constantAddress(cluster: Cluster, heartbeatAddress: string): string[] {
  const vrid = cluster.heartbeat.virtualRouterId;
  if (!heartbeatAddress.includes(":")) return [`169.254.0.${vrid}/32`, "scope", "link"];
  return [`fe80::200:5eff:fe00:${(0x200 + vrid).toString(16)}/64`];
}

function bare(cidr: string): string {
  return canonicalAddress(cidr.slice(0, cidr.indexOf("/")));
}
