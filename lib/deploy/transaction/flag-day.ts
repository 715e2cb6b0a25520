import { type Cluster, type LegName, heartbeatLegs } from "../../model";
import { type ObservedHost } from "../observe/observed-host";
import { standDownOrder } from "./leaving";
import { legOf } from "./order";

/**
 * Whether routers of the cluster as it was and routers of the cluster as it shall be would not hear each other: another VRID, another leg for the heartbeat, another
 * address or interface of a router that stays. Then they can't be changed one after the other, since each half would have an active router of its own.
 */
export function isFlagDay(former: Cluster | undefined, model: Cluster): boolean {
  if (former === undefined) return false;
  const { virtualRouterId, leg } = model.heartbeat;
  if (former.heartbeat.virtualRouterId !== virtualRouterId || former.heartbeat.leg !== leg) return true;
  return moved(former, model, leg);
}

/**
 * Whether the routers get a second path for their heartbeat, or another one, which costs the active one its place: the backup, which goes first, has to have waited for
 * it on both paths by then.
 */
export function gainsPath(former: Cluster | undefined, model: Cluster): boolean {
  if (former === undefined || model.heartbeat.secondPath === undefined) return false;
  return former.heartbeat.secondPath === undefined || heartbeatLegs(model).some((leg) => moved(former, model, leg));
}

/** Whether that router is one that does: then it restarts its heartbeat, if `lvs-host` sees the same in what keepalived has loaded (which has no prefix length). */
export function gainsPathItself(former: Cluster, model: Cluster, router: string): boolean {
  if (model.heartbeat.secondPath === undefined) return false;
  return former.heartbeat.secondPath === undefined || heartbeatLegs(model).some((leg) => isMoved(former, model, { router, leg }));
}

/** Whether any router that stays has another interface or address on that leg. */
function moved(former: Cluster, model: Cluster, leg: LegName): boolean {
  return Object.keys(model.routers).some((router) => isMoved(former, model, { router, leg }));
}

function isMoved(former: Cluster, model: Cluster, { router, leg }: { readonly router: string; readonly leg: LegName }): boolean {
  const [before, after] = [former.routers[router], model.routers[router]];
  return before !== undefined && after !== undefined && JSON.stringify(legOf(before, leg)) !== JSON.stringify(legOf(after, leg));
}

/**
 * Who stands down on a flag day: every router that runs but the active one. Only those that are going to be activated, since nobody else starts them again: hosts may have
 * got their release from a run whose end Terraform never heard of.
 */
export function standingAside<T extends { readonly before: ObservedHost }>(model: Cluster, routers: readonly T[], work: readonly T[]): T[] {
  const running = routers.filter(({ before }) => before.current !== undefined);
  return standDownOrder(model, running).slice(0, -1).filter((router) => work.includes(router));
}
