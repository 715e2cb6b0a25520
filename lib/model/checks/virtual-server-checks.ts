import { type Cluster } from "../cluster";
import { addressOf } from "./addresses";
import { type ClusterCheck, type Report } from "./check";
import { eachItem, eachMember, eachRepeat } from "./each";
import { listed, serversIn } from "./parts";

/** Does each virtual server join a VIP and a pool that exist, in a way that has the effect it seems to have? */
export const VIRTUAL_SERVER_CHECKS: readonly ClusterCheck[] = [
  { code: "LVS115", severity: "error", title: "A virtual server names a VIP that the cluster doesn't have", remedy: "Write the name of one of the cluster's VIPs, or add this one", run: unknownVip },
  { code: "LVS116", severity: "error", title: "A virtual server names a pool that the cluster doesn't have", remedy: "Write the name of one of the cluster's pools, or add this one", run: unknownPool },
  { code: "LVS117", severity: "error", title: "Two virtual servers are one", remedy: "Choose another port, or put the real servers of both in one pool", run: oneServiceTwice },
  { code: "LVS500", severity: "error", title: "A scheduler has a flag of another one", remedy: "Leave the flag out, or use the scheduler that it begins with", run: foreignFlag },
  { code: "LVS501", severity: "error", title: "A scheduler flag stands twice", remedy: "Leave one of them out", run: flagTwice },
  { code: "LVS505", severity: "error", title: "A virtual server names a sorry pool that the cluster doesn't have", remedy: "Write the name of one of the cluster's pools, or add this one", run: unknownSorryPool },
  { code: "LVS506", severity: "error", title: "A sorry pool is not one server", remedy: "Give the sorry server a pool of its own, with nothing else in it", run: sorryPoolOfMany },
  { code: "LVS507", severity: "error", title: "A virtual server's own pool is its sorry pool", remedy: "Give the sorry server a pool of its own", run: sorryPoolOfItsOwn },
  { code: "LVS508", severity: "error", title: "Single packets are scheduled under TCP", remedy: "Leave onePacket out, or use protocol udp", run: onePacketOfTcp },
  { code: "LVS509", severity: "error", title: "A prefix length for persistence stands without persistence", remedy: "Give it a persistenceTimeout, or leave the prefix length out", run: prefixWithoutPersistence },
  { code: "LVS510", severity: "error", title: "A prefix length for persistence is longer than the VIP's addresses", remedy: "Write at most 32 for IPv4", run: prefixTooLong },
  { code: "LVS154", severity: "warning", title: "Weights differ under a scheduler that ignores them", remedy: "Use wrr or wlc, or give all servers one weight", run: ignoredWeights },
  { code: "LVS186", severity: "warning", title: "A scheduler for many destinations stands on a VIP", remedy: "Use wlc, or sh or mh to bind clients to servers; this one is for caches that see many destinations", run: oneDestination },
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

function unknownSorryPool(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ sorryPool }, name) => {
    if (sorryPool === undefined || Object.hasOwn(cluster.pools, sorryPool)) return;
    report({ place: ["virtualServers", name, "sorryPool"], value: sorryPool, summary: `the cluster has no pool called ${sorryPool}, only ${listedOrNone(cluster.pools)}` });
  });
}

function sorryPoolOfMany(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ sorryPool }, name) => {
    if (sorryPool === undefined || !Object.hasOwn(cluster.pools, sorryPool)) return;
    const count = serversIn(cluster, sorryPool).length;
    if (count !== 1) report({ place: ["virtualServers", name, "sorryPool"], value: sorryPool, summary: `pool ${sorryPool} has ${count === 0 ? "no server" : `${count} servers`}, and keepalived knows one sorry server for a virtual server` });
  });
}

function sorryPoolOfItsOwn(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ pool, sorryPool }, name) => {
    if (sorryPool !== pool) return;
    report({ place: ["virtualServers", name, "sorryPool"], value: sorryPool, summary: `${pool} is the pool whose servers it is to stand in for` });
  });
}

function onePacketOfTcp(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ protocol, onePacket }, name) => {
    if (!onePacket || protocol === "udp") return;
    report({ place: ["virtualServers", name, "onePacket"], value: onePacket, summary: "a TCP connection is many packets, which would go to many servers" });
  });
}

function prefixWithoutPersistence(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ persistenceTimeoutMs, persistencePrefixLength }, name) => {
    if (persistencePrefixLength === undefined || persistenceTimeoutMs !== undefined) return;
    report({ place: ["virtualServers", name, "persistencePrefixLength"], value: persistencePrefixLength, summary: "clients are bound to no server, so it has no effect which of them count as one" });
  });
}

function prefixTooLong(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ vip, persistencePrefixLength }, name) => {
    const address = Object.hasOwn(cluster.vips, vip) ? cluster.vips[vip]?.address : undefined;
    if (address === undefined || persistencePrefixLength === undefined || persistencePrefixLength <= 32 || addressOf(address).family === 6) return;
    report({ place: ["virtualServers", name, "persistencePrefixLength"], value: persistencePrefixLength, summary: `${address} is an IPv4 address, whose clients have addresses of 32 bits` });
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

function foreignFlag(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ scheduler, schedulerFlags }, name) => {
    eachItem(schedulerFlags, (flag, index) => {
      if (flag.startsWith(`${scheduler}-`)) return;
      report({ place: ["virtualServers", name, "schedulerFlags", index], value: flag, summary: `${scheduler} knows no flag ${flag}, and keepalived would leave it out` });
    });
  });
}

function flagTwice(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ schedulerFlags }, name) => {
    eachRepeat([...schedulerFlags.entries()], ([, flag]) => flag, ([index, flag]) => report({ place: ["virtualServers", name, "schedulerFlags", index], value: flag, summary: `${flag} is there already` }));
  });
}

/** These pick a server by the destination address, and all clients of a virtual server have one destination: its VIP. */
function oneDestination(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ scheduler }, name) => {
    if (scheduler !== "lblc" && scheduler !== "lblcr" && scheduler !== "dh") return;
    const effect = scheduler === "dh" ? "one server gets everything" : "one server gets everything until it is overloaded";
    report({ place: ["virtualServers", name, "scheduler"], value: scheduler, summary: `${scheduler} picks by the destination address, which for a VIP is always the same: ${effect}` });
  });
}

function ignoredWeights(cluster: Cluster, report: Report): void {
  eachMember(cluster.virtualServers, ({ scheduler, pool }, name) => {
    if (scheduler !== "rr" && scheduler !== "lc" && scheduler !== "dh") return;
    // Weight 0 isn't ignored: every scheduler leaves such a server out.
    const weights = new Set(serversIn(cluster, pool).map(({ server }) => server.weight).filter((weight) => weight > 0));
    if (weights.size < 2) return;
    const summary = `${scheduler} treats all servers alike, and the servers of pool ${pool} have the weights ${listed([...weights].map(String))}`;
    report({ place: ["virtualServers", name, "scheduler"], value: scheduler, summary });
  });
}
