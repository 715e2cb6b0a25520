import { type Cluster } from "../cluster";
import { type ClusterCheck, type Report } from "./check";
import { eachMember, eachRepeat } from "./each";
import { listed, serversIn } from "./parts";

/** Does each virtual server join a VIP and a pool that exist, in a way that has the effect it seems to have? */
export const VIRTUAL_SERVER_CHECKS: readonly ClusterCheck[] = [
  { code: "LVS115", severity: "error", title: "A virtual server names a VIP that the cluster doesn't have", remedy: "Write the name of one of the cluster's VIPs, or add this one", run: unknownVip },
  { code: "LVS116", severity: "error", title: "A virtual server names a pool that the cluster doesn't have", remedy: "Write the name of one of the cluster's pools, or add this one", run: unknownPool },
  { code: "LVS117", severity: "error", title: "Two virtual servers are one", remedy: "Choose another port, or put the real servers of both in one pool", run: oneServiceTwice },
  { code: "LVS154", severity: "warning", title: "Weights differ under a scheduler that ignores them", remedy: "Use wrr or wlc, or give all servers one weight", run: ignoredWeights },
];

function unknownVip(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ vip }, name) => {
    if (Object.hasOwn(cluster.vips, vip)) return;
    report({ place: ["virtualServers", name, "vip"], value: vip, summary: `the cluster has no VIP called ${vip}, only ${listedOrNone(cluster.vips)}` });
  });
}

function unknownPool(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ pool }, name) => {
    if (Object.hasOwn(cluster.pools, pool)) return;
    report({ place: ["virtualServers", name, "pool"], value: pool, summary: `the cluster has no pool called ${pool}, only ${listedOrNone(cluster.pools)}` });
  });
}

function listedOrNone(members: Readonly<Record<string, unknown>>): string {
  return listed(Object.keys(members)) || "none at all";
}

function oneServiceTwice(cluster: Cluster, report: Report): void {
  eachRepeat(
    Object.entries(cluster.virtualServers),
    ([, { vip, protocol, port }]) => `${vip} ${protocol} ${port}`,
    ([name, { vip, protocol, port }], [first]) =>
      report({ place: ["virtualServers", name, "port"], value: port, summary: `${name} is ${vip} ${protocol} port ${port}, which is ${first} already, and the kernel keeps one entry for both` }),
  );
}

function ignoredWeights(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ scheduler, pool }, name) => {
    if (scheduler === "wrr" || scheduler === "wlc") return;
    // Weight 0 isn't ignored: every scheduler leaves such a server out.
    const weights = new Set(serversIn(cluster, pool).map(({ server }) => server.weight).filter((weight) => weight > 0));
    if (weights.size < 2) return;
    const summary = `${scheduler} treats all servers alike, and the servers of pool ${pool} have the weights ${listed([...weights].map(String))}`;
    report({ place: ["virtualServers", name, "scheduler"], value: scheduler, summary });
  });
}
