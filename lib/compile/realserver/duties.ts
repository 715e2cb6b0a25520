import { formatIpAddress, parseCidr, parseIpAddress } from "../../net";
import { type Cluster, DEFAULT_TUNNEL_MSS, type Login, type RealServer } from "../../model";
import { sixteenBits } from "../digest";
import { type Fact } from "../expectation";
import { hostAddress } from "../host-address";
import { byName, uniqueSorted } from "../order";
import { realServerUnit } from "../paths";
import { type Setting, realServerSettings, settingKey, tunnelSetting } from "../sysctl";

/** One machine that answers: the same name in several pools is the same machine. */
export interface RealServerHost {
  readonly name: string;
  readonly server: RealServer;
  /** Absent: its administrator prepares it. */
  readonly login: Login | undefined;
}

/** Every real server of a cluster, by name. */
export function realServerHosts(cluster: Cluster): RealServerHost[] {
  // By name, so that one with an address of each family is found by the same one whatever order its pools come in.
  const entries = byName(cluster.pools).flatMap(([, { servers }]) => byName(servers));
  const names = uniqueSorted(entries.map(([name]) => name));
  return names.map((name) => {
    const same = entries.filter(([other]) => other === name).map(([, server]) => server);
    const login = same.find((server) => server.login !== undefined)?.login;
    return { name, server: same[0] as RealServer, login };
  });
}

/** The VIPs whose requests may reach that real server, as host addresses. */
export function vipsOf(cluster: Cluster, name: string): string[] {
  const vips = Object.values(cluster.virtualServers)
    .filter(({ pool, sorryPool }) => [pool, sorryPool].some((one) => one !== undefined && cluster.pools[one]?.servers[name] !== undefined))
    .map(({ vip }) => cluster.vips[vip]?.address)
    .filter((address) => address !== undefined);
  return uniqueSorted(vips.map(hostAddress));
}

/** What a real server must show, apart from its unit. `device` faces the routers. */
export function dutiesOf(cluster: Cluster, name: string, device: string): Fact[] {
  switch (cluster.routing.method) {
    case "nat":
      return natDuties(cluster, name, device);
    case "direct":
      return directDuties(vipsOf(cluster, name), device);
    case "tunnel":
      return tunnelDuties(vipsOf(cluster, name), { device, mss: cluster.routing.mss ?? DEFAULT_TUNNEL_MSS });
  }
}

/** The whole of a real server's `expected-state`. */
export function realServerFacts(cluster: Cluster, name: string, login: Login): Fact[] {
  const unit: Fact = { kind: "unit", unit: realServerUnit(cluster.name), enabled: "enabled", active: "active" };
  return [unit, ...dutiesOf(cluster, name, login.interface)];
}

function natDuties(cluster: Cluster, name: string, device: string): Fact[] {
  const parsed = cluster.routing.gateway === undefined ? undefined : parseCidr(cluster.routing.gateway)?.address;
  if (parsed === undefined) return [];
  const gateway = formatIpAddress(parsed);
  if (!cluster.routing.policyRouting) return [{ kind: "default-route", gateway, device }];
  return addressesOf(cluster, name, parsed.family).map((address) => ({ kind: "source-route", address, gateway, device, table: tableOf(address) }));
}

/** Every address of that family under which the routers send to the real server. */
function addressesOf(cluster: Cluster, name: string, family: 4 | 6): string[] {
  const all = Object.values(cluster.pools).map(({ servers }) => servers[name]?.address).filter((address) => address !== undefined);
  const parsed = all.map((address) => parseIpAddress(address)).filter((address) => address?.family === family);
  return uniqueSorted(parsed.flatMap((address) => (address === undefined ? [] : [formatIpAddress(address)])));
}

/**
 * Number of the routing table for what leaves from an address. It follows from the address alone, so that clusters that know nothing of each other name the same table for the
 * same address, and different ones for different addresses; far from the small numbers that people and network managers use.
 */
function tableOf(address: string): number {
  return FIRST_TABLE + sixteenBits(address);
}
const FIRST_TABLE = 0x4c56_0000;

/** The devices that Linux makes for tunnels from anybody: IP in IP (RFC 2003), and IPv6 in IPv6 (RFC 2473). */
export const TUNNEL_DEVICES = { 4: "tunl0", 6: "ip6tnl0" } as const;

/** Both the outer and the inner header of IPv6 are 20 bytes longer. */
const LONGER_HEADERS = 40;

function tunnelDuties(vips: readonly string[], { device, mss }: { readonly device: string; readonly mss: number }): Fact[] {
  const fact = (setting: Setting): Fact => ({ kind: "sysctl", key: settingKey(setting), value: setting.value });
  const ofFamily = (family: 4 | 6, settings: readonly Setting[]): Fact[] => {
    const own = vips.filter((vip) => vip.includes(":") === (family === 6));
    if (own.length === 0) return [];
    const tunnel = TUNNEL_DEVICES[family];
    return [
      { kind: "link", device: tunnel },
      ...settings.map(fact),
      ...own.map((address): Fact => ({ kind: "address", address, device: tunnel })),
      ...own.map((address): Fact => ({ kind: "clamp-mss", address: address.replace(/\/\d+$/, ""), bytes: family === 6 ? mss - LONGER_HEADERS : mss })),
    ];
  };
  // In the order in which people without our program do it: packets are let in before there is an address for them. IPv6 has no such filter, and its neighbour
  // solicitations are answered for addresses of the receiving interface only.
  const four = ofFamily(4, [tunnelSetting(TUNNEL_DEVICES[4])]);
  return [...four, ...ofFamily(6, []), ...(four.length === 0 ? [] : realServerSettings(device).map(fact))];
}

function directDuties(vips: readonly string[], device: string): Fact[] {
  const settings = vips.some((vip) => !vip.includes(":")) ? realServerSettings(device) : [];
  return [
    ...vips.map((address): Fact => ({ kind: "address", address, device: "lo" })),
    ...settings.map((setting): Fact => ({ kind: "sysctl", key: settingKey(setting), value: setting.value })),
  ];
}
