import { parseCidr, formatIpAddress } from "../../net";
import { type Cluster, DEFAULT_TUNNEL_MSS, type Login, type RealServer } from "../../model";
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
      return natDuties(cluster, device);
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

function natDuties(cluster: Cluster, device: string): Fact[] {
  const gateway = cluster.routing.gateway === undefined ? undefined : parseCidr(cluster.routing.gateway);
  return gateway === undefined ? [] : [{ kind: "default-route", gateway: formatIpAddress(gateway.address), device }];
}

/** The device that Linux makes for IP in IP (RFC 2003) from anybody. */
export const TUNNEL_DEVICE = "tunl0";

function tunnelDuties(vips: readonly string[], { device, mss }: { readonly device: string; readonly mss: number }): Fact[] {
  const fact = (setting: Setting): Fact => ({ kind: "sysctl", key: settingKey(setting), value: setting.value });
  // In the order in which people without our program do it: packets are let in before there is an address for them.
  return [
    { kind: "link", device: TUNNEL_DEVICE },
    fact(tunnelSetting(TUNNEL_DEVICE)),
    ...vips.map((address): Fact => ({ kind: "address", address, device: TUNNEL_DEVICE })),
    ...vips.map((address): Fact => ({ kind: "clamp-mss", address: address.replace("/32", ""), bytes: mss })),
    ...realServerSettings(device).map(fact),
  ];
}

function directDuties(vips: readonly string[], device: string): Fact[] {
  const settings = vips.some((vip) => !vip.includes(":")) ? realServerSettings(device) : [];
  return [
    ...vips.map((address): Fact => ({ kind: "address", address, device: "lo" })),
    ...settings.map((setting): Fact => ({ kind: "sysctl", key: settingKey(setting), value: setting.value })),
  ];
}
