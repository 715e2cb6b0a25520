import { renderPlace } from "../../diagnostics";
import { parseIpAddress } from "../../net";
import { type Cluster } from "../cluster";
import { type RealServer } from "../real-server";
import { cidrOf, keyOfAddress, keyOfCidr } from "./addresses";
import { askedOften } from "./asked-often";
import { type SiteCheck, type SiteMember } from "./check";
import { eachItem, eachMember, eachRepeat, knownWhere } from "./each";
import { serversIn, serversOf } from "./parts";
import { type Seen, machineKey, machineName, machinePlace } from "./shared-machine";

type Report = Parameters<SiteCheck["run"]>[1];

/** Do clusters that share real servers want things of them that go together? */
export const SHARED_BANK_CHECKS: readonly SiteCheck[] = [
  {
    code: "LVS164",
    severity: "error",
    title: "A real server would need two default routes",
    remedy: "Choose policyRouting for one of them and give the server an address for each, or give it other servers",
    run: twoDefaultRoutes,
  },
  { code: "LVS165", severity: "error", title: "An address of a real server would need two ways back", remedy: "Give the server another address for one of the clusters", run: twoWaysBack },
  {
    code: "LVS167",
    severity: "error",
    title: "Two clusters that share a real server have one NAT router address",
    remedy: "Choose another NAT router address for one of them, with policyRouting and an address of its own for the server there",
    run: oneGatewayOnOneMachine,
  },
  { code: "LVS166", severity: "error", title: "One real server and port has two weights", remedy: "Write one weight for all clusters, or 0 where it shall get nothing", run: twoWeights },
  {
    code: "LVS196",
    severity: "warning",
    title: "Answers of one cluster leave by another one's NAT router",
    remedy: "Choose policyRouting for the cluster with NAT, or silence this if the other one's clients may wait for those routers",
    run: answersByNatRouter,
  },
  {
    code: "LVS199",
    severity: "warning",
    title: "A real server without login answers the clients of two NAT clusters",
    remedy: "Give the answers to each cluster a way back by its own routers there, or silence this if they have one",
    run: waysBackByHand,
  },
  { code: "LVS193", severity: "warning", title: "A real server is asked more often than once a second", remedy: "Use a longer interval for its health checks, or silence this if the checks cost it little", run: askedOften },
];

function where({ member, place }: Seen): string {
  return renderPlace([...member.place, ...place]);
}

/** @param rest what else has to be the same */
function machineAnd(one: Seen, rest: () => string): string | undefined {
  const key = machineKey(one);
  return key === undefined ? undefined : `${key} ${rest()}`;
}

function seenUnderNat(members: readonly SiteMember[], wanted: (cluster: Cluster) => boolean): Seen[] {
  const seen: Seen[] = [];
  eachItem(members, (member) => {
    const { method, gateway } = member.cluster.routing;
    if (method !== "nat" || gateway === undefined || !wanted(member.cluster)) return;
    seen.push(...serversOf(member.cluster).map(({ place, server }) => ({ member, place, server })));
  });
  return seen;
}

function gatewayOf({ member }: Seen): string {
  return member.cluster.routing.gateway ?? "";
}

function twoDefaultRoutes(members: readonly SiteMember[], report: Report): void {
  const seen = seenUnderNat(members, ({ routing }) => !routing.policyRouting);
  // One for each IP family.
  eachRepeat(seen.filter(hasLogin), (one) => machineAnd(one, () => String(cidrOf(gatewayOf(one)).address.family)), (later, first) => {
    if (later.member === first.member || keyOfCidr(gatewayOf(later)) === keyOfCidr(gatewayOf(first))) return;
    const host = machineName(later);
    const summary = `${host} serves two clusters with NAT: ${where({ ...first, place: machinePlace(first) })} needs the default route ${gatewayOf(first)}, this one ${gatewayOf(later)}, and a host has one`;
    report(later.member, { place: machinePlace(later), value: host, summary });
  });
}

/** What such a machine does with its answers is up to a person, who may have routes for both. */
function waysBackByHand(members: readonly SiteMember[], report: Report): void {
  const seen = seenUnderNat(members, () => true).filter((one) => !hasLogin(one));
  const reported = new Set<SiteMember>();
  eachRepeat(seen, (one) => machineAnd(one, () => String(cidrOf(gatewayOf(one)).address.family)), (later, first) => {
    if (later.member === first.member || reported.has(later.member) || keyOfCidr(gatewayOf(later)) === keyOfCidr(gatewayOf(first))) return;
    reported.add(later.member);
    const name = machineName(later);
    const summary = `nobody logs in to ${name}, which serves two clusters with NAT: ${where({ ...first, place: machinePlace(first) })} wants its answers at ${gatewayOf(first)}, this one at ${gatewayOf(later)}`;
    report(later.member, { place: machinePlace(later), value: name, summary });
  });
}

function hasLogin({ server: { login } }: Seen): boolean {
  return login !== undefined;
}

/** One network, then, with two pairs of routers that would answer for it. */
function oneGatewayOnOneMachine(members: readonly SiteMember[], report: Report): void {
  const seen = seenUnderNat(members, () => true);
  const reported = new Set<SiteMember>();
  eachRepeat(seen, (one) => machineAnd(one, () => keyOfCidr(gatewayOf(one))), (later, first) => {
    if (later.member === first.member || reported.has(later.member)) return;
    reported.add(later.member);
    const summary = `${where({ ...first, place: ["routing", "gateway"] })} is the same address on the network of ${machineName(later)}, which serves both clusters: the routers of both would take it from each other`;
    report(later.member, { place: ["routing", "gateway"], value: gatewayOf(later), summary });
  });
}

/** By direct routing and tunneling a machine answers by its default route. Where that is a NAT router address, those answers wait for its routers, and end with them. */
function answersByNatRouter(members: readonly SiteMember[], report: Report): void {
  const natted = seenUnderNat(members, ({ routing }) => !routing.policyRouting);
  const others = new Map<string, Seen>();
  eachItem(knownWhere(members, ({ cluster }) => cluster.routing.method !== "nat"), (member) => {
    const families = new Set(Object.values(member.cluster.vips).map(({ address }) => parseIpAddress(address)?.family));
    eachItem(serversOf(member.cluster), ({ place, server }) => {
      const seen = { member, place, server };
      for (const family of families) {
        const key = machineAnd(seen, () => String(family));
        if (key !== undefined && !others.has(key)) others.set(key, seen);
      }
    });
  });
  const reported = new Set<SiteMember>();
  eachItem(natted, (nat) => {
    const other = others.get(machineAnd(nat, () => String(cidrOf(gatewayOf(nat)).address.family)) ?? "");
    if (other === undefined || reported.has(nat.member)) return;
    reported.add(nat.member);
    const summary = `${machineName(nat)} answers the clients of ${other.member.cluster.name} (${where({ ...other, place: machinePlace(other) })}) by its default route, and this cluster makes that ${gatewayOf(nat)}: until its routers hold that address, whenever they are away, and while it is deleted, those answers are lost, too`;
    report(nat.member, { place: ["routing", "gateway"], value: gatewayOf(nat), summary });
  });
}

/** By the machine and the address there: other machines in other networks may have the same address. */
function twoWaysBack(members: readonly SiteMember[], report: Report): void {
  const seen = seenUnderNat(members, () => true);
  eachRepeat(seen.filter(hasLogin), (one) => machineAnd(one, () => keyOfAddress(one.server.address)), (later, first) => {
    const routes = [first, later].map(({ member }) => member.cluster.routing);
    if (later.member === first.member || routes.every(({ policyRouting }) => !policyRouting) || keyOfCidr(gatewayOf(later)) === keyOfCidr(gatewayOf(first))) return;
    const { address } = later.server;
    const summary = `${where({ ...first, place: [...first.place, "address"] })} is ${address} of the same machine, whose answers from there go by ${gatewayOf(first)} and can't go by ${gatewayOf(later)} as well`;
    report(later.member, { place: [...later.place, "address"], value: address, summary });
  });
}

/** One real server behind one virtual server. */
interface Serving extends Seen {
  readonly protocol: string;
  readonly port: number;
}

function twoWeights(members: readonly SiteMember[], report: Report): void {
  const serving: Serving[] = [];
  eachItem(members, (member) => {
    eachMember(member.cluster.virtualServers, (virtualServer) => {
      eachItem(serversIn(member.cluster, virtualServer.pool), ({ place, server }) => serving.push({ member, place, server, protocol: virtualServer.protocol, port: server.port ?? virtualServer.port }));
    });
  });
  const reported = new Set<RealServer>();
  const earlier = new Map<string, Serving[]>();
  // A weight of 0 drains it of one cluster's clients, whatever the others send.
  eachItem(knownWhere(serving, ({ server }) => server.weight !== 0), (later) => {
    const key = `${keyOfAddress(later.server.address)} ${later.protocol} ${later.port}`;
    const others = earlier.get(key) ?? [];
    const first = others.find((other) => other.member !== later.member && other.server.weight !== later.server.weight && isOneMachine(other, later));
    earlier.set(key, [...others, later]);
    if (first === undefined || reported.has(later.server)) return;
    reported.add(later.server);
    const { address, weight } = later.server;
    const summary = `${where({ ...first, place: [...first.place, "weight"] })} is ${first.server.weight} for ${address} port ${later.port}, and a weight says what the machine can carry, whoever sends`;
    report(later.member, { place: [...later.place, "weight"], value: weight, summary });
  });
}

function isOneMachine(one: Seen, other: Seen): boolean {
  const key = machineKey(one);
  return key !== undefined && key === machineKey(other);
}
