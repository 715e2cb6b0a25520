import { type Cluster } from "../../model";
import { uniqueSorted } from "../order";
import { marks } from "../vip-check";

/** Kernel modules of an LVS router: IPVS itself, the schedulers in use, and netfilter's connections where IPVS has to tell it of its own. @param serves whether the router is a real server, too */
export function ipvsModules(cluster: Cluster, { serves }: { readonly serves: boolean }): string[] {
  const schedulers = Object.values(cluster.virtualServers).map(({ scheduler }) => `ip_vs_${scheduler}`);
  return uniqueSorted(["ip_vs", ...schedulers, ...(marks(cluster).size > 0 || serves ? ["ip_vs_rr"] : []), ...(cluster.routing.masqueradeLocalClients ? ["nf_conntrack"] : [])]);
}
