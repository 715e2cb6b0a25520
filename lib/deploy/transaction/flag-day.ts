import { type Cluster } from "../../model";
import { legOf } from "./order";

/**
 * Whether routers of the cluster as it was and routers of the cluster as it shall be would not hear each other: another VRID, another leg for the heartbeat, another
 * address or interface of a router that stays. Then they can't be changed one after the other, since each half would have an active router of its own.
 */
export function isFlagDay(former: Cluster | undefined, model: Cluster): boolean {
  if (former === undefined) return false;
  const { virtualRouterId, leg } = model.heartbeat;
  if (former.heartbeat.virtualRouterId !== virtualRouterId || former.heartbeat.leg !== leg) return true;
  return Object.entries(model.routers).some(([name, router]) => {
    const before = former.routers[name];
    return before !== undefined && JSON.stringify(legOf(before, leg)) !== JSON.stringify(legOf(router, leg));
  });
}
