import { type Cluster } from "../../model";
import { type Fact } from "../expectation";
import { byName } from "../order";
import { realServerUnit, sysctlPath, unitPath } from "../paths";
import { type RealServerHost, TUNNEL_DEVICES, dutiesOf } from "./duties";

/** Stands in for the interface's name, which only the host knows; the first command of the instructions sets it. */
const DEVICE = "$DEV";

/** What the administrator of a real server without login does there, once, as root; and how the routers tell that it was done. */
export function realServerInstructions(cluster: Cluster, host: RealServerHost): string {
  const duties = dutiesOf(cluster, host.name, DEVICE);
  const head = `Real server ${host.name} (${host.server.address}) of cluster ${cluster.name}: run this there, as root. It lasts over reboots, and may be run again.`;
  return [head, "", ...deviceLines(cluster, host), ...sysctlLines(cluster, duties), ...unitLines(cluster, duties), "", verification(cluster)].join("\n") + "\n";
}

/** The interface that holds the address the routers send to. */
function deviceLines(cluster: Cluster, host: RealServerHost): string[] {
  if (cluster.routing.method === "direct" && dutiesOf(cluster, host.name, DEVICE).every(({ kind }) => kind !== "sysctl")) return [];
  return [`DEV=$(ip -o addr show to ${host.server.address} | awk '{ print $2; exit }')`];
}

function sysctlLines(cluster: Cluster, duties: readonly Fact[]): string[] {
  const settings = duties.flatMap((fact) => (fact.kind === "sysctl" && !isOfTunnel(fact.key) ? [`${slashed(fact.key)} = ${fact.value}`] : []));
  if (settings.length === 0) return [];
  return [`cat >${sysctlPath(cluster.name)} <<END`, ...settings, "END", `sysctl -p ${sysctlPath(cluster.name)}`];
}

/** A setting of a device that is made only by the unit, too late for a file below /etc/sysctl.d. */
function isOfTunnel(key: string): boolean {
  return key.split(/[./]/).includes(TUNNEL_DEVICES[4]);
}

/** With slashes, a key takes an interface whose name has a dot in it. */
function slashed(key: string): string {
  return key.replaceAll(".", "/");
}

function unitLines(cluster: Cluster, duties: readonly Fact[]): string[] {
  const commands = duties.flatMap(commandFor);
  if (commands.length === 0) return [];
  const unit = realServerUnit(cluster.name);
  return [
    `cat >${unitPath(unit)} <<END`,
    "[Unit]",
    `Description=What LVS cluster ${cluster.name} needs on this real server`,
    "Wants=network-online.target",
    "After=network-online.target",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    ...commands.map((command) => `ExecStart=/bin/sh -c '${command}'`),
    "[Install]",
    "WantedBy=multi-user.target",
    "END",
    "systemctl daemon-reload",
    `systemctl enable ${unit}`,
    `systemctl restart ${unit}`,
  ];
}

function commandFor(fact: Fact): string[] {
  if (fact.kind === "address") return [`ip address replace ${fact.address} dev ${fact.device}${fact.address.includes(":") ? " nodad" : ""}`];
  if (fact.kind === "link") return [`modprobe ${fact.device === TUNNEL_DEVICES[6] ? "ip6_tunnel" : "ipip"} && ip link set ${fact.device} up`];
  if (fact.kind === "sysctl" && isOfTunnel(fact.key)) return [`sysctl -w ${fact.key}=${fact.value}`];
  if (fact.kind === "clamp-mss") return [clampCommand(fact.address, fact.bytes)];
  if (fact.kind === "default-route") return [`ip route replace default via ${fact.gateway} dev ${fact.device}`];
  if (fact.kind === "source-route") return sourceRouteCommands(fact);
  return [];
}

/** What the main table knows but its default route comes before the table of the address. A rule that is there already is taken away first, since `ip` would add it twice. */
function sourceRouteCommands({ address, gateway, device, table }: Fact & { kind: "source-route" }): string[] {
  const ip = address.includes(":") ? "ip -6" : "ip";
  const rule = (preference: number, target: string): string => `while ${ip} rule del pref ${preference} from ${address} lookup ${target} 2>/dev/null; do :; done; ${ip} rule add pref ${preference} from ${address} lookup ${target}`;
  return [`${ip} route replace default via ${gateway} dev ${device} table ${table}`, rule(20998, "main suppress_prefixlength 0"), rule(20999, String(table))];
}

/** In a table of its own, which is made anew each time, so that the command may be repeated; by iptables where there is no nft. */
function clampCommand(address: string, bytes: number): string {
  const [family, tables, length] = address.includes(":") ? ["ip6", "ip6tables", 128] : ["ip", "iptables", 32];
  const table = `${family} lvs_mss_${address.replaceAll(/[.:]/g, "_")}`;
  const rule = `${family} saddr ${address} tcp flags syn tcp option maxseg size set ${bytes}`;
  const other = `-s ${address}/${length} -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss ${bytes}`;
  const byTables = `${tables} -t mangle -C OUTPUT ${other} 2>/dev/null || ${tables} -t mangle -A OUTPUT ${other}`;
  return `printf "table ${table}\\ndelete table ${table}\\ntable ${table} { chain output { type filter hook output priority mangle; ${rule}; }; }\\n" | nft -f - 2>/dev/null || ${byTables}`;
}

function verification(cluster: Cluster): string {
  const routers = byName(cluster.routers)
    .map(([name]) => name)
    .join(" and ");
  const passed = `Each deploy then looks from the routers (${routers}): the health checks of its virtual servers must pass`;
  switch (cluster.routing.method) {
    case "nat":
      return `${passed}; and pings that the active router sends from its public address must be answered, which only happens over this ${cluster.routing.policyRouting ? "" : "default "}route.`;
    case "direct":
    case "tunnel":
      // Over IPv6 nobody answers for an address on lo (lib/compile/sysctl/real-server.ts).
      return Object.values(cluster.vips).every(({ address }) => address.includes(":")) ? `${passed}.` : `${passed}; and when a router asks by ARP who has a VIP, the active router alone must answer: a second answer names the host that is not quiet yet.`;
  }
}
