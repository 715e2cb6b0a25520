import { type Cluster } from "../../model";
import { uniqueSorted } from "../order";
import { marks } from "../vip-check";

/** Kernel modules of an LVS router: IPVS itself and the schedulers in use. */
export function ipvsModules(cluster: Cluster): string[] {
  const schedulers = Object.values(cluster.virtualServers).map(({ scheduler }) => `ip_vs_${scheduler}`);
  return uniqueSorted(["ip_vs", ...schedulers, ...(marks(cluster).size > 0 ? ["ip_vs_rr"] : [])]);
}
