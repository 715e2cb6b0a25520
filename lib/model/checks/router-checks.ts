import { parseIpAddress } from "../../net";
import { type Cluster } from "../cluster";
import { addressKey, cidrOf, keptByNetwork, keyOfAddress, keyOfCidr, overlap, unusableBecause } from "./addresses";
import { type ClusterCheck, type Report } from "./check";
import { eachItem, eachMember, eachRepeat, indexBy } from "./each";
import { type RouterLeg, legsOf, loginKey, serversOf } from "./parts";

/** Are these routers that can work as one? */
export const ROUTER_CHECKS: readonly ClusterCheck[] = [
  { code: "LVS100", severity: "error", title: "A cluster has no router", remedy: "Declare one router, or two that stand in for each other", run: noRouter },
  { code: "LVS101", severity: "error", title: "Two routers have one priority", remedy: "Give each router a priority of its own, or leave them out", run: equalPriorities },
  { code: "LVS102", severity: "error", title: "Two routers are one host", remedy: "Write the other router's own host", run: oneHostTwice },
  { code: "LVS103", severity: "error", title: "A login goes to a floating address", remedy: "Write a name or an address that always belongs to this one machine", run: loginToFloatingAddress },
  { code: "LVS104", severity: "error", title: "A router's address can't be a router's", remedy: "Write the interface's ordinary unicast address", run: unusableAddress },
  { code: "LVS105", severity: "error", title: "A router has an address that its network keeps for itself", remedy: "Write the interface's own address, not the network's", run: keptAddress },
  { code: "LVS106", severity: "error", title: "A router's leg has no network", remedy: "Write the prefix length of the network that the leg is in, such as /24", run: noNetwork },
  { code: "LVS107", severity: "error", title: "The loopback interface is used as a leg or to reach the routers", remedy: "Write the network interface that faces the others, such as eth0", run: loopbackInterface },
  { code: "LVS108", severity: "error", title: "Both legs of a router have one address", remedy: "Leave the private leg out where there is only one network, or write its own address", run: oneAddressOnBothLegs },
  { code: "LVS109", severity: "error", title: "Two routers have one address", remedy: "Write the other router's own address", run: oneAddressOnTwoRouters },
  { code: "LVS158", severity: "warning", title: "The routers of a cluster run different versions of keepalived", remedy: "Bring the routers to one version, or silence this while you upgrade one after the other", run: mixedVersions },
  { code: "LVS159", severity: "warning", title: "Both legs of a router are in one network", remedy: "Leave the private leg out, or give it a network of its own", run: legsInOneNetwork },
  { code: "LVS181", severity: "warning", title: "Both legs of a router are one interface", remedy: "Write the private side's own interface, or silence this if one interface carries both networks", run: legsOnOneInterface },
];

function noRouter(cluster: Cluster, report: Report): void {
  if (Object.keys(cluster.routers).length > 0) return;
  report({ place: ["routers"], summary: "a cluster without a router forwards nothing" });
}

function equalPriorities(cluster: Cluster, report: Report): void {
  eachRepeat(
    Object.entries(cluster.routers),
    ([, router]) => String(router.priority),
    ([name, { priority }], [first]) =>
      report({
        place: ["routers", name, "priority"],
        value: priority,
        summary: `${name} has the priority of ${first}: of two equal routers the greater address wins, which nobody would see in the configuration`,
      }),
  );
}

function oneHostTwice(cluster: Cluster, report: Report): void {
  eachRepeat(
    Object.entries(cluster.routers),
    ([, router]) => loginKey(router),
    ([name, { host }], [first]) => report({ place: ["routers", name, "host"], value: host, summary: `${name} is the same host as ${first}: a machine can't stand in for itself` }),
  );
}

function loginToFloatingAddress(cluster: Cluster, report: Report): void {
  const floating = new Map([...indexBy(Object.entries(cluster.vips), ([, vip]) => keyOfAddress(vip.address)).keys()].map((key) => [key, "a VIP"]));
  eachItem([cluster.routing], ({ gateway }) => {
    if (gateway !== undefined) floating.set(keyOfCidr(gateway), "the NAT router address");
  });
  const logins = [
    ...Object.entries(cluster.routers).map(([name, router]) => ({ place: ["routers", name, "host"], login: router })),
    ...serversOf(cluster).flatMap(({ place, server: { login } }) => (login === undefined ? [] : [{ place: [...place, "login", "host"], login }])),
  ];
  eachItem(logins, ({ place, login: { host } }) => {
    const address = parseIpAddress(host);
    const what = address === undefined ? undefined : floating.get(addressKey(address));
    if (what !== undefined) report({ place, value: host, summary: `${host} is ${what}, so this login reaches whichever router is active, and breaks when that changes` });
  });
}

function unusableAddress(cluster: Cluster, report: Report): void {
  eachItem(legsOf(cluster), ({ place, leg: { address } }) => {
    const reason = unusableBecause(cidrOf(address).address);
    if (reason !== undefined) report({ place: [...place, "address"], value: address, summary: `${address} is ${reason}` });
  });
}

function keptAddress(cluster: Cluster, report: Report): void {
  eachItem(legsOf(cluster), ({ place, leg: { address } }) => {
    const cidr = cidrOf(address);
    const kept = keptByNetwork(cidr, cidr.address);
    if (kept !== undefined) report({ place: [...place, "address"], value: address, summary: `${address} is ${kept}, not one that a router can have` });
  });
}

function noNetwork(cluster: Cluster, report: Report): void {
  eachItem(legsOf(cluster), ({ place, leg: { address } }) => {
    const { address: own, prefixLength } = cidrOf(address);
    if (prefixLength < (own.family === 4 ? 32 : 128)) return;
    report({ place: [...place, "address"], value: address, summary: `/${prefixLength} is a network of this one address, so the leg reaches neither the other routers nor any server` });
  });
}

function loopbackInterface(cluster: Cluster, report: Report): void {
  const interfaces = [
    ...legsOf(cluster).map(({ place, leg }) => ({ place, owner: leg })),
    ...serversOf(cluster).flatMap(({ place, server: { login } }) => (login === undefined ? [] : [{ place: [...place, "login"], owner: login }])),
  ];
  eachItem(interfaces, ({ place, owner }) => {
    if (owner.interface !== "lo") return;
    report({ place: [...place, "interface"], value: "lo", summary: "lo leads nowhere but to its own host, and keepalived ignores a heartbeat on it" });
  });
}

function oneAddressOnBothLegs(cluster: Cluster, report: Report): void {
  eachRepeat(legsOf(cluster), ({ router, leg }) => `${router} ${keyOfCidr(leg.address)}`, ({ place, leg }) =>
    report({ place: [...place, "address"], value: leg.address, summary: `${leg.address} is the public leg's address already, and an address lies on one side` }),
  );
}

function oneAddressOnTwoRouters(cluster: Cluster, report: Report): void {
  const onHeartbeat = (leg: RouterLeg): boolean => leg.side === cluster.heartbeat.leg;
  eachRepeat(legsOf(cluster), ({ leg }) => keyOfCidr(leg.address), (leg, first) => {
    if (leg.router === first.router || (onHeartbeat(leg) && onHeartbeat(first))) return;
    report({ place: [...leg.place, "address"], value: leg.leg.address, summary: `${leg.leg.address} is the ${first.side} leg of ${first.router} already: a router's own addresses stay with it` });
  });
}

function mixedVersions(cluster: Cluster, report: Report): void {
  const first = Object.entries(cluster.routers)[0];
  if (first === undefined) return;
  eachMember(cluster.routers, ({ keepalivedVersion }, name) => {
    if (keepalivedVersion === first[1].keepalivedVersion) return;
    const summary = `${name} runs keepalived ${keepalivedVersion} and ${first[0]} runs ${first[1].keepalivedVersion}: what one of them proves, the other may do differently`;
    report({ place: ["routers", name, "keepalivedVersion"], value: keepalivedVersion, summary });
  });
}

function legsInOneNetwork(cluster: Cluster, report: Report): void {
  eachMember(cluster.routers, (router, name) => {
    if (router.private === undefined) return;
    const [outside, inside] = [cidrOf(router.public.address), cidrOf(router.private.address)];
    if (!overlap(outside, inside) || addressKey(outside.address) === addressKey(inside.address)) return;
    const summary = `${router.private.address} is in the network of ${router.public.address}: Linux then sends by one interface only and answers ARP on both`;
    report({ place: ["routers", name, "private", "address"], value: router.private.address, summary });
  });
}

function legsOnOneInterface(cluster: Cluster, report: Report): void {
  eachMember(cluster.routers, (router, name) => {
    if (router.private === undefined || router.private.interface !== router.public.interface) return;
    const summary = `${router.private.interface} is the public leg's interface too, so clients and real servers share a wire and can pass the router by`;
    report({ place: ["routers", name, "private", "interface"], value: router.private.interface, summary });
  });
}
