import { type Cluster, type Leg, type LegName, type Router, heartbeatLegs, referencesOn } from "../../model";
import { shortDigest } from "../digest";
import { canonicalAddress } from "../host-address";
import { legOf } from "../leg";
import { LVS_LEG_CHECK } from "../legcheck";
import { byName, uniqueSorted } from "../order";
import { legCheckPath } from "../paths";
import { seconds } from "./seconds";
import { type Node, block, chosen, given } from "./tree";
import { knows } from "./version";
import { floatingAddresses } from "./vip";

/** The VRRP instance of a cluster, as one of its routers runs it; with a second path the one for that leg too, which holds nothing. */
export function heartbeatInstances(cluster: Cluster, routerName: string, router: Router): Node[] {
  const [main = "public", ...second] = heartbeatLegs(cluster);
  const whole = instance(cluster, { name: cluster.name, routerName, router, side: main }, [...tracking(cluster, router), ...legCheck(cluster, main), ...announcements(), ...addresses(cluster, router)]);
  return [whole, ...second.map((side) => instance(cluster, { name: secondName(cluster, side), routerName, router, side }, [...legCheck(cluster, side), advertised(cluster, legOf(router, side), SECOND_PATH)]))];
}

/** Ties the paths together: a router takes over when it hears its peers on none, and gives up everything when one of its legs is dead. Nothing where there is one path. */
export function pathGroup(cluster: Cluster, router: Router): Node[] {
  const legs = heartbeatLegs(cluster);
  if (legs.length === 1) return [];
  const why = "A router becomes active when it hears its peers on no path, and gives up all of it when one of its legs is dead.";
  const names = legs.map((side, index) => (index === 0 ? cluster.name : secondName(cluster, side)));
  return [...legs.map((side) => legCheckScript(cluster, router, side)), block(["vrrp_sync_group", cluster.name], [block(["group"], names.map((name) => given(name)))], why)];
}

function secondName(cluster: Cluster, side: LegName): string {
  return `${cluster.name}.${side}`;
}

function legScript(cluster: Cluster, side: LegName): string {
  return `${cluster.name}.${side}-leg`;
}

function legCheck(cluster: Cluster, side: LegName): Node[] {
  if (heartbeatLegs(cluster).length === 1) return [];
  return [block(["track_script"], [given(legScript(cluster, side))], "A leg whose neighbours are all silent is a fault, whatever its carrier says.")];
}

/** Who runs the program must be root: others may not send pings from every interface. */
function legCheckScript(cluster: Cluster, router: Router, side: LegName): Node {
  const peersOn = (leg: LegName): string[] => uniqueSorted(Object.values(cluster.routers).filter((other) => other !== router).map((peer) => bare(legOf(peer, leg).address)));
  const [other = side] = heartbeatLegs(cluster).filter((leg) => leg !== side);
  const asked = [...referencesOn(cluster, side).map(canonicalAddress), "--", ...peersOn(side), "--", legOf(router, other).interface, ...peersOn(other)];
  return block(
    ["vrrp_script", legScript(cluster, side)],
    [
      given("script", [legCheckPath(cluster.name, shortDigest(LVS_LEG_CHECK)), legOf(router, side).interface, ...asked].join(" ")),
      chosen("Asked once a second; three times nobody is a dead leg, two answers in a row are one that lives.", "interval", 1),
      chosen("It answers within about a second; on a router that is too busy for that, slow is not dead.", "timeout", 10),
      given("fall", 3),
      given("rise", 2),
      given("user", "root"),
    ],
  );
}

interface Instance {
  readonly name: string;
  readonly routerName: string;
  readonly router: Router;
  readonly side: LegName;
}

function instance(cluster: Cluster, { name, routerName, router, side }: Instance, rest: readonly Node[]): Node {
  return block(
    ["vrrp_instance", name],
    [
      ...election(router),
      given("interface", legOf(router, side).interface),
      chosen("VRRP version 3 (RFC 9568): intervals below a second; version 2, the default, counts whole seconds.", "version", 3),
      given("virtual_router_id", cluster.heartbeat.virtualRouterId),
      given("advert_int", seconds(cluster.heartbeat.advertIntervalMs)),
      ...unicast(cluster, { routerName, router, side }),
      ...rest,
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

/** A router without peers has nobody to hear: keepalived then adverts by multicast, to a group that nobody else is in (global_defs). */
function unicast(cluster: Cluster, { routerName, router, side }: Omit<Instance, "name">): Node[] {
  const peers = byName(cluster.routers).filter(([name]) => name !== routerName);
  if (peers.length === 0) return [];
  const peerLines = peers.map(([, peer]) => given(bare(legOf(peer, side).address), "min_ttl", 255, "max_ttl", 255));
  const onlyPeers = "Adverts count only from these addresses, and only with the TTL that no router on the way has lowered.";
  const faultNoPeer = "Should the peers ever be gone from this file: fault, rather than multicast without a word.";
  return [
    given("unicast_src_ip", bare(legOf(router, side).address)),
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
  const excluded = "The floating addresses, kept out of the adverts for the reason above. They move together.";
  return [advertised(cluster, legOf(router, cluster.heartbeat.leg), FIRST_PATH), block(["virtual_ipaddress_excluded"], floatingAddresses(cluster, router), excluded)];
}

function advertised(cluster: Cluster, leg: Leg, path: Path): Node {
  const constant =
    "keepalived insists on one advertised address. This link-local one never changes, so that routers with different VIP lists, as there are for a moment in every change, still accept each other's adverts.";
  return block(["virtual_ipaddress"], [given(...constantAddress(cluster, leg.address, path), "dev", leg.interface)], constant);
}

/** Third byte of the constant address over IPv4, and what is added to the VRID over IPv6: a host has both paths' addresses. */
interface Path {
  readonly third: number;
  readonly offset: number;
}
const FIRST_PATH: Path = { third: 0, offset: 0x200 };
const SECOND_PATH: Path = { third: 255, offset: 0x300 };

/**
 * IPv4: 169.254.0.VRID, or 169.254.255.VRID, from the parts of the link-local block that no host may choose for itself (RFC 3927 §2.1).
 * IPv6: the link-local address made of VRRP's own MAC address for the VRID (RFC 9568 §7.3), which no other host has, or the next one's.
 */
function constantAddress(cluster: Cluster, heartbeatAddress: string, { third, offset }: Path): string[] {
  const vrid = cluster.heartbeat.virtualRouterId;
  if (!heartbeatAddress.includes(":")) return [`169.254.${third}.${vrid}/32`, "scope", "link"];
  return [`fe80::200:5eff:fe00:${(offset + vrid).toString(16)}/64`];
}

function bare(cidr: string): string {
  return canonicalAddress(cidr.slice(0, cidr.indexOf("/")));
}
