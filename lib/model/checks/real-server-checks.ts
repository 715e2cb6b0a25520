import { contains } from "../../net";
import { type Cluster } from "../cluster";
import { type LegName } from "../heartbeat";
import { type RealServer } from "../real-server";
import { addressOf, cidrOf, keptByNetwork, keyOfAddress, keyOfCidr, unusableBecause } from "./addresses";
import { type ClusterCheck, type Report } from "./check";
import { eachItem, eachMember, eachRepeat, indexBy, knownWhere } from "./each";
import { type PooledServer, type RouterLeg, legsOf, loginKey, poolsOf, serversIn, serversOf } from "./parts";

/** Is each real server one machine of its own, and can its pool serve? */
export const REAL_SERVER_CHECKS: readonly ClusterCheck[] = [
  { code: "LVS114", severity: "error", title: "A real server has a router's name", remedy: "Rename one of them", run: namedLikeRouter },
  { code: "LVS118", severity: "error", title: "A pool has one real server twice", remedy: "Leave one of them out, or write the other machine's address or port", run: oneServerTwice },
  { code: "LVS119", severity: "error", title: "One name stands for two real servers", remedy: "Use one name for one machine: the same login, and the same address of each family, in every pool", run: oneNameForTwo },
  { code: "LVS142", severity: "error", title: "A real server is a router of its own cluster, where that can't be", remedy: "Use direct routing over IPv4, with VIPs and real servers on one leg, or move the service to another machine", run: serverIsRouter },
  { code: "LVS520", severity: "error", title: "A real server that is a router has a login of its own", remedy: "Leave the login out: a router is logged in to as one", run: routerWithLogin },
  { code: "LVS521", severity: "error", title: "Real servers that are routers are asked at the VIP", remedy: "Leave vipCheck out, or move the service to machines that aren't routers", run: routerAskedAtVip },
  { code: "LVS143", severity: "error", title: "A real server's address can't be a host's", remedy: "Write the server's ordinary unicast address", run: unusableAddress },
  { code: "LVS144", severity: "error", title: "A real server has an address that its network keeps for itself", remedy: "Write the server's own address, not the network's", run: keptAddress },
  { code: "LVS145", severity: "error", title: "One host is logged in to under two names", remedy: "Use one name for one machine, or write the other machine's host", run: oneHostTwice },
  { code: "LVS146", severity: "error", title: "A pool in use has no real server", remedy: "Add a real server, or leave the virtual server out", run: emptyPool },
  { code: "LVS147", severity: "error", title: "No real server of a pool in use has a weight above 0", remedy: "Give at least one server a weight of 1 or more, or leave the virtual server out", run: weightlessPool },
  { code: "LVS152", severity: "warning", title: "A pool isn't used", remedy: "Let a virtual server use it, or leave it out", run: idlePool },
];

function namedLikeRouter(cluster: Cluster, report: Report): void {
  eachItem(serversOf(cluster), ({ place, name, server: { address } }) => {
    if (!Object.hasOwn(cluster.routers, name) || isLegOf(cluster, name, address)) return;
    report({ place, value: name, summary: `${name} is the name of a router already, and names tell the hosts of a cluster apart` });
  });
}

function oneServerTwice(cluster: Cluster, report: Report): void {
  eachMember(cluster.pools, (_, pool) => {
    // A server without a port of its own listens on the port of each virtual server that uses the pool.
    const servers = serversIn(cluster, pool);
    eachRepeat(servers, ({ server }) => `${keyOfAddress(server.address)} ${server.port}`, reportTwice);
    const portless = indexBy(servers, ({ server }) => (server.port === undefined ? keyOfAddress(server.address) : undefined));
    eachItem(servers, (later) => {
      const first = portless.get(keyOfAddress(later.server.address));
      if (first === undefined || later.server.port === undefined) return;
      const meets = knownWhere(Object.values(cluster.virtualServers), (virtual) => virtual.pool === pool && virtual.port === later.server.port);
      if (meets.length > 0) reportTwice(later, first);
    });
  });

  function reportTwice({ place, name, server, pool }: PooledServer, first: PooledServer): void {
    const port = server.port === undefined ? "" : ` and port ${server.port}`;
    report({ place, value: server.address, summary: `${name} has the address${port} of ${first.name} in pool ${pool}, and keepalived removes the second one` });
  }
}

function oneNameForTwo(cluster: Cluster, report: Report): void {
  const firsts = new Map<string, PooledServer>();
  for (const pooled of serversOf(cluster)) if (!firsts.has(pooled.name)) firsts.set(pooled.name, pooled);
  const byFamily = indexBy(serversOf(cluster), ({ name, server }) => `${name} ${addressOf(server.address).family}`);
  eachItem(serversOf(cluster), ({ name, pool, place, server }) => {
    const first = [firsts.get(name), byFamily.get(`${name} ${addressOf(server.address).family}`)].find((earlier) => earlier !== undefined && earlier.pool !== pool && !sameMachine(earlier.server, server));
    if (first === undefined) return;
    report({ place, value: name, summary: `${name} of pool ${pool} and ${name} of pool ${first.pool} differ in address or login, and one name is one machine` });
  });
}

/** A machine has an address of each family, and one login. */
function sameMachine(a: RealServer, b: RealServer): boolean {
  const login = ({ login: it }: RealServer): string => (it === undefined ? "" : [loginKey(it), it.user, it.interface].join(" "));
  return login(a) === login(b) && (addressOf(a.address).family !== addressOf(b.address).family || keyOfAddress(a.address) === keyOfAddress(b.address));
}

/** A router may stand in a pool under its own name. */
function isLegOf(cluster: Cluster, router: string, address: string): boolean {
  return legsOf(cluster).some((leg) => leg.router === router && keyOfCidr(leg.leg.address) === keyOfAddress(address));
}

function serverIsRouter(cluster: Cluster, report: Report): void {
  eachRouterThatServes(cluster, ({ place, pool, server: { address } }, owner) => {
    const at = `${address} is the ${owner.side} leg of ${owner.router}`;
    const wrong = (why: string): void => report({ place: [...place, "address"], value: address, summary: `${at}, and ${why}` });
    if (cluster.routing.method !== "direct") return wrong(`with another method than direct routing it can't be told apart from clients' packets what was sent to it as a real server`);
    if (addressOf(address).family === 6) return wrong("that packets were scheduled already is told by rules for IPv4 alone");
    const elsewhere = knownWhere(Object.values(cluster.virtualServers), (virtual) => poolsOf(virtual).some((one) => one.pool === pool) && interfaceOf(cluster, owner.router, cluster.vips[virtual.vip]?.leg ?? "public") !== owner.leg.interface);
    const [first] = elsewhere;
    if (first !== undefined) wrong(`VIP ${first.vip} is on another interface of ${owner.router}, where clients' packets would be taken for the active router's`);
  });
}

function routerWithLogin(cluster: Cluster, report: Report): void {
  eachRouterThatServes(cluster, ({ place, server: { address, login } }, owner) => {
    if (login !== undefined) report({ place: [...place, "login"], value: login.host, summary: `${address} is the ${owner.side} leg of ${owner.router}, which gets what a real server needs along with the rest` });
  });
}

function routerAskedAtVip(cluster: Cluster, report: Report): void {
  if (!cluster.routing.vipCheck) return;
  eachRouterThatServes(cluster, ({ server: { address } }, owner) => {
    report({ place: ["routing", "vipCheck"], value: true, summary: `${address} is the ${owner.side} leg of ${owner.router}, which can't ask itself at a VIP that it holds or a peer holds` });
  });
}

function eachRouterThatServes(cluster: Cluster, visit: (server: PooledServer, owner: RouterLeg) => void): void {
  const legs = indexBy(legsOf(cluster), ({ leg }) => keyOfCidr(leg.address));
  eachItem(serversOf(cluster), (pooled) => {
    const owner = legs.get(keyOfAddress(pooled.server.address));
    if (owner !== undefined) visit(pooled, owner);
  });
}

/** On a router with one leg, that one. */
function interfaceOf(cluster: Cluster, router: string, side: LegName): string | undefined {
  const legs = legsOf(cluster).filter((leg) => leg.router === router);
  return (legs.find((leg) => leg.side === side) ?? legs[0])?.leg.interface;
}

function unusableAddress(cluster: Cluster, report: Report): void {
  eachItem(serversOf(cluster), ({ place, server: { address } }) => {
    const reason = unusableBecause(addressOf(address));
    if (reason !== undefined) report({ place: [...place, "address"], value: address, summary: `${address} is ${reason}` });
  });
}

function keptAddress(cluster: Cluster, report: Report): void {
  const networks = legsOf(cluster);
  eachItem(serversOf(cluster), ({ place, server: { address } }) => {
    const server = addressOf(address);
    const [leg] = knownWhere(networks, ({ leg: { address: own } }) => contains(cidrOf(own), server) && keptByNetwork(cidrOf(own), server) !== undefined);
    if (leg === undefined) return;
    const summary = `${address} is ${keptByNetwork(cidrOf(leg.leg.address), server)} on the ${leg.side} leg of ${leg.router} (${leg.leg.address})`;
    report({ place: [...place, "address"], value: address, summary });
  });
}

function oneHostTwice(cluster: Cluster, report: Report): void {
  const hosts = [
    ...Object.entries(cluster.routers).map(([name, router]) => ({ name, place: ["routers", name], login: router })),
    ...serversOf(cluster).flatMap(({ name, place, server: { login } }) => (login === undefined ? [] : [{ name, place: [...place, "login"], login }])),
  ];
  const firsts = indexBy(hosts, ({ login }) => loginKey(login));
  eachItem(hosts, ({ name, place, login }) => {
    const first = firsts.get(loginKey(login));
    // Two routers on one host are LVS102.
    if (first === undefined || first.name === name || place.length === 2) return;
    report({ place: [...place, "host"], value: login.host, summary: `${login.host} is the host of ${first.name} already: both would be prepared on one machine` });
  });
}

function emptyPool(cluster: Cluster, report: Report): void {
  eachUsedPool(cluster, (pool, user) => {
    if (serversIn(cluster, pool).length > 0) return;
    report({ place: ["pools", pool, "servers"], summary: `virtual server ${user} uses ${pool}, which has no server, and keepalived ignores a virtual server without one` });
  });
}

function weightlessPool(cluster: Cluster, report: Report): void {
  eachUsedPool(cluster, (pool, user) => {
    const servers = serversIn(cluster, pool);
    if (servers.length === 0 || servers.some(({ server }) => server.weight > 0)) return;
    const summary = `virtual server ${user} uses ${pool}, where every server has weight 0 and takes no new connections: nobody is served, and keepalived rejects it`;
    report({ place: ["pools", pool, "servers"], summary });
  });
}

function eachUsedPool(cluster: Cluster, visit: (pool: string, user: string) => void): void {
  for (const [pool, [user]] of indexBy(Object.entries(cluster.virtualServers), ([, virtualServer]) => virtualServer.pool)) {
    if (Object.hasOwn(cluster.pools, pool)) eachItem([pool], () => visit(pool, user));
  }
}

function idlePool(cluster: Cluster, report: Report): void {
  eachMember(cluster.pools, (_, name) => {
    if (Object.values(cluster.virtualServers).some(({ pool, sorryPool }) => pool === name || sorryPool === name)) return;
    report({ place: ["pools", name], summary: `no virtual server uses ${name}, so its servers get no requests` });
  });
}
