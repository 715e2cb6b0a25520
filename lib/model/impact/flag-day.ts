import { type Cluster } from "../cluster";
import { type LegName, heartbeatLegs } from "../heartbeat";
import { type Leg, type Router } from "../router";
import { type Pair, bareAddress, pairRouters } from "./identity";

/** A cluster as it was and as it shall be. */
interface Both {
  readonly former: Cluster;
  readonly next: Cluster;
}

/**
 * Whether routers of the cluster as it was and routers of the cluster as it shall be would not hear each other: another VRID, another leg for the heartbeat, another
 * address or interface of a router that stays. Then they can't be changed one after the other, since each half would have an active router of its own. The deployment
 * goes by this, and so do a preview and the rules, so that all three mean the same.
 */
export function isFlagDay(former: Cluster | undefined, next: Cluster): boolean {
  if (former === undefined) return false;
  const { virtualRouterId, leg } = next.heartbeat;
  return former.heartbeat.virtualRouterId !== virtualRouterId || former.heartbeat.leg !== leg || routersOf(former, next).some((pair) => movesOn({ former, next }, pair, leg));
}

/**
 * Whether the routers get a second path for their heartbeat, or another one, which costs the active one its place: the backup, which goes first, has to have waited for
 * it on both paths by then.
 */
export function gainsPath(former: Cluster | undefined, next: Cluster): boolean {
  return former !== undefined && routersOf(former, next).some((pair) => gains({ former, next }, pair));
}

/** Whether that router, by its name in the next model, is one that does: then it restarts its heartbeat, as `lvs-host` sees the same in what keepalived has loaded. */
export function gainsPathItself(former: Cluster, next: Cluster, router: string): boolean {
  return routersOf(former, next).some((pair) => pair.after?.name === router && gains({ former, next }, pair));
}

function routersOf(former: Cluster, next: Cluster): Pair<Router>[] {
  return pairRouters(former.routers, next.routers);
}

function gains({ former, next }: Both, pair: Pair<Router>): boolean {
  if (next.heartbeat.secondPath === undefined) return false;
  return former.heartbeat.secondPath === undefined || heartbeatLegs(next).some((leg) => movesOn({ former, next }, pair, leg));
}

/** Whether a router that stays has another instance of the heartbeat on that leg, or would have. */
export function movesOn(both: Both, pair: Pair<Router>, leg: LegName): boolean {
  return hasOtherInterface(pair, leg) || (!isAlone(both) && hasOtherAddress(pair, leg));
}

export function hasOtherInterface({ before, after }: Pair<Router>, leg: LegName): boolean {
  return before !== undefined && after !== undefined && legOf(before.value, leg).interface !== legOf(after.value, leg).interface;
}

/** unicast_src_ip and the peers' lines in keepalived.conf have no prefix length. */
function hasOtherAddress({ before, after }: Pair<Router>, leg: LegName): boolean {
  return before !== undefined && after !== undefined && bareAddress(legOf(before.value, leg).address) !== bareAddress(legOf(after.value, leg).address);
}

/** A router without peers has no address of its own in keepalived.conf. */
function isAlone({ former, next }: Both): boolean {
  return [former, next].every(({ routers }) => Object.keys(routers).length === 1);
}

function legOf(router: Router, leg: LegName): Leg {
  return leg === "private" ? (router.private ?? router.public) : router.public;
}

/** Whether the sync daemon of a router that stays goes to another interface: private where all routers have a private leg, else public (`syncLeg` of the compiler). */
export function syncMoves(former: Cluster, next: Cluster): boolean {
  const legIn = ({ routers }: Cluster): LegName => (Object.values(routers).every((router) => router.private !== undefined) ? "private" : "public");
  const [was, is] = [legIn(former), legIn(next)];
  return routersOf(former, next).some(({ before, after }) => before !== undefined && after !== undefined && legOf(before.value, was).interface !== legOf(after.value, is).interface);
}
