import { type Cluster, type HealthCheck, type Leg, type Router, SCHEDULER_FLAGS, checksOf, referencesOn, type VirtualServer } from "../../../lib/model";
import { marks } from "../../../lib/compile/vip-check";
import { checkScriptPath, legCheckPath, shortDigest } from "../../../lib/compile";
import { LVS_LEG_CHECK } from "../../../lib/compile/legcheck";
import { programOf } from "../../../lib/compile/keepalived";
import { canonicalAddress } from "../../../lib/compile/host-address";
import { type DumpEntry, dumped, listed } from "./keepalived-dump";

/** What a router's keepalived knows of one cluster, said in plain sorted lines: once from the model, once from keepalived's own dump. */
export type View = readonly string[];

/** From the dump, for the cluster of that name and the virtual servers at these addresses. */
export function dumpView(entries: readonly DumpEntry[]): View {
  const virtualServers: string[] = [];
  let at = "";
  for (const entry of entries) {
    const mark = dumped(entry, "VS FWMARK");
    if (entry.kind === "Virtual server" && mark !== undefined) {
      at = `mark ${mark}`;
      virtualServers.push(`service ${at} ${dumped(entry, "lvs_sched")} ${methodOf(dumped(entry, "default forwarding method"))}`);
    } else if (entry.kind === "Virtual server") {
      at = `${entry.lines[0]?.replace("VS VIP = ", "").replace(", VPORT = ", " ")} ${dumped(entry, "protocol")}`;
      const flags = ["alpha is ON", "Inhibit on failure is OFF", "quorum = 1, hysteresis = 0"].filter((line) => !entry.lines.includes(line));
      virtualServers.push(`service ${at} ${[dumped(entry, "lvs_sched"), ...SCHEDULER_FLAGS.filter((flag) => dumped(entry, flag) === "enabled")].join(" ")} ${methodOf(dumped(entry, "default forwarding method"))}${serviceExtrasIn(entry)} warmup ${Number(dumped(entry, "Warmup"))}${flags.map((flag) => ` not ${flag}`).join("")}`);
    } else if (entry.kind === "Real server") {
      virtualServers.push(`server ${at} <- ${entry.lines[0]?.replace(/^RIP = (\S+), RPORT = (\d+), WEIGHT = (\d+).*$/, "$1 $2 weight $3")} ${methodOf(dumped(entry, "forwarding method"))}${listed(entry, "Tracked Files", / weight /).map((line) => ` moved by ${line}`).join("")}`);
    }
  }
  const instances = entries.filter(({ kind }) => kind === "VRRP Instance").flatMap(instanceLines);
  const scripts = entries.filter(({ kind }) => kind === "VRRP Script").map(legScriptSeen);
  return [...instances, ...scripts, ...virtualServers, ...entries.filter(({ kind }) => kind === "Checker").map(checkerLine)].sort();
}

/** Persistence, single packets, the sorry server: said where there are any. */
function serviceExtrasIn(entry: DumpEntry): string {
  const onePacket = dumped(entry, "One packet scheduling")?.startsWith("enabled") === true ? " ops" : "";
  return `${said("persistent", dumped(entry, "persistence timeout"))}${said("by", dumped(entry, "persistence granularity"))}${onePacket}${said("sorry", dumped(entry, "sorry server")?.replace(/^\[(.*)\]:\w+:(\d+)$/, "$1 $2"))}`;
}

function said(word: string, value: string | number | undefined): string {
  return value === undefined ? "" : ` ${word} ${value}`;
}

/** Tunnels of other kinds than IP in IP would be named in full. */
function methodOf(text: string | undefined): string | undefined {
  return text?.replace(/^TUN, type = IPIP$/, "TUN");
}

function legScriptSeen(entry: DumpEntry): string {
  const number = (name: string): number => Number(dumped(entry, name)?.replace(" sec", ""));
  return `script ${dumped(entry, "VRRP Script")} runs ${dumped(entry, "Command")?.replaceAll("'", "")} every ${number("Interval")} timeout ${number("Timeout")} rise ${number("Rise")} fall ${number("Fall")} weight ${number("Weight")} as ${dumped(entry, "Script uid:gid")}`;
}

function instanceLines(entry: DumpEntry): string[] {
  const name = dumped(entry, "VRRP Instance");
  const facts = [
    `version ${dumped(entry, "VRRP Version")} ${dumped(entry, "Wantstate")} preempt ${dumped(entry, "Preempt")}`,
    `on ${dumped(entry, "Interface")} vrid ${dumped(entry, "Virtual Router ID")} priority ${dumped(entry, "Priority")}`,
    `every ${Number(dumped(entry, "Advert interval")?.split(" ")[0])} ms`,
    `source ${/^(\S+) \(from configuration\)$/.exec(dumped(entry, "Using src_ip") ?? "")?.[1] ?? "of the interface"}`,
    ...listed(entry, "Unicast Peer", / min_ttl /).map((line) => `peer ${line}`),
    ...listed(entry, "Tracked interfaces", / weight /).map((line) => `track ${line}`),
    ...listed(entry, "Tracked scripts", / weight /).map((line) => `script ${line}`),
    ...[dumped(entry, "Sync group")].flatMap((group) => (group === undefined ? [] : [`with the others of ${group}`])),
    ...listed(entry, "Virtual IP (", ADDRESS).map((line) => `plain ${withoutRest(line)}`),
    ...listed(entry, "Virtual IP Excluded", ADDRESS).map((line) => `excluded ${withoutRest(line)}`),
  ];
  return facts.map((fact) => `instance ${name} ${fact}`);
}

const ADDRESS = /^\S+ dev \S+/;

/** keepalived leaves /32 and /128 out; what scope says and when an address is a source is not the model's. */
function withoutRest(line: string): string {
  return line.replace(/ scope \S+/, "").replace(/ (preferred_lft \S+|deprecated)/, "");
}

function checkerLine(entry: DumpEntry): string {
  const method = dumped(entry, "Keepalive method")?.split(",")[0] ?? "none";
  const number = (name: string): number => Number(dumped(entry, name)?.replace(" us", ""));
  if (method === "FILE_CHECK") return `check ${entry.lines[0]} FILE_CHECK ${dumped(entry, "Tracked file")}`;
  const isScript = method === "MISC_CHECK";
  const destination = isScript ? dumped(entry, "script") : dumped(entry, "Dest")?.replace(/^\[(.*)\]:(\d+)$/, "$1 $2");
  const times = `delay ${number("Delay loop") / 1000} timeout ${Math.round(number(isScript ? "timeout" : "Timeout") * 1000)} ${retries(number("Retries"), number("Delay before retry") / 1000)} warmup ${number("Warmup")}`;
  const from = `${said("from", dumped(entry, "Bind to")?.replace(/^\[(.*)\]:0$/, "$1"))}${said("mark", dumped(entry, "Mark"))}`;
  return `check ${entry.lines[0]} ${method} ${destination}${from} ${times}${questionIn(entry, method)}`;
}

function questionIn(entry: DumpEntry, method: string): string {
  switch (method) {
    case "HTTP_GET":
    case "SSL_GET": {
      const status = listed(entry, "HTTP Status Code(s)", /^\d+/).join(",");
      const sni = method === "SSL_GET" && entry.lines.includes("Enable SNI set") ? " sni" : "";
      const body = `digest ${dumped(entry, "digest") ?? "-"} match ${dumped(entry, "Regex")?.slice(1, -1) ?? "-"}`;
      return ` ${dumped(entry, "Checked url")} ${status} host ${dumped(entry, "Virtual host") ?? "-"}${sni} ${body}`;
    }
    case "UDP_CHECK":
      return ` sends ${dumped(entry, "Payload len") ?? "-"} needs ${dumped(entry, "Require reply")} ${dumped(entry, "Reply data len") ?? "-"}`;
    case "DNS_CHECK":
      return ` ${dumped(entry, "Type")} ${dumped(entry, "Name")}`;
    case "SMTP_CHECK":
      return ` helo ${dumped(entry, "helo")}`;
    default:
      return "";
  }
}

/** keepalived doesn't say how long it would wait before retries that there are none of. */
function retries(count: number, delayMs: number): string {
  return count === 0 ? "no retry" : `retry ${count} after ${delayMs}`;
}

/** From the model. */
export function modelView(cluster: Cluster, routerName: string): View {
  const router = cluster.routers[routerName] as Router;
  return [...servingLines(cluster, router), ...heartbeatLines(cluster, routerName, router), ...Object.values(cluster.virtualServers).flatMap((each) => serviceLines(cluster, router, each)), ...markLines(cluster)].sort();
}

const legOf = (router: Router, name: string): Leg => (name === "private" && router.private !== undefined ? router.private : router.public);
const bare = (cidr: string): string => canonicalAddress(cidr.split("/")[0] as string);

function heartbeatLines(cluster: Cluster, routerName: string, router: Router): string[] {
  const { leg, secondPath } = cluster.heartbeat;
  const second: Path["leg"] = leg === "public" ? "private" : "public";
  return [...pathLines(cluster, { routerName, router, leg }), ...(secondPath === undefined ? [] : [...secondPathLines(cluster, { routerName, router, leg: second }), ...([leg, second] as const).map((side) => legScriptLine(cluster, { routerName, router, leg: side }))])];
}

interface Path {
  readonly routerName: string;
  readonly router: Router;
  readonly leg: "public" | "private";
}

function commonFacts(cluster: Cluster, { routerName, router, leg }: Path): string[] {
  const { virtualRouterId: vrid, advertIntervalMs, secondPath } = cluster.heartbeat;
  const own = legOf(router, leg);
  const peers = Object.entries(cluster.routers).filter(([name]) => name !== routerName);
  return [
    "version 3 BACKUP preempt disabled",
    `on ${own.interface} vrid ${vrid} priority ${router.priority}`,
    `every ${advertIntervalMs} ms`,
    `source ${peers.length === 0 ? "of the interface" : bare(own.address)}`,
    ...peers.map(([, peer]) => `peer ${bare(legOf(peer, leg).address)} min_ttl 255 max_ttl 255`),
    ...(secondPath === undefined ? [] : [`script ${cluster.name}.${leg}-leg weight 0`, `with the others of ${cluster.name}`]),
  ];
}

function secondPathLines(cluster: Cluster, path: Path): string[] {
  const { interface: device, address } = legOf(path.router, path.leg);
  const vrid = cluster.heartbeat.virtualRouterId;
  const plain = address.includes(":") ? `fe80::200:5eff:fe00:3${vrid.toString(16).padStart(2, "0")}/64` : `169.254.255.${vrid}`;
  return [...commonFacts(cluster, path), `plain ${plain} dev ${device}`].map((fact) => `instance ${cluster.name}.${path.leg} ${fact}`);
}

function legScriptLine(cluster: Cluster, { routerName, router, leg }: Path): string {
  const peersOn = (side: Path["leg"]) => Object.entries(cluster.routers).filter(([name]) => name !== routerName).map(([, peer]) => bare(legOf(peer, side).address)).sort();
  const other = leg === "public" ? "private" : "public";
  const asked = [...referencesOn(cluster, leg).map(canonicalAddress), "--", ...peersOn(leg), "--", legOf(router, other).interface, ...peersOn(other)];
  return `script ${cluster.name}.${leg}-leg runs ${legCheckPath(cluster.name, shortDigest(LVS_LEG_CHECK))} ${[legOf(router, leg).interface, ...asked].join(" ")} every 1 timeout 10 rise 2 fall 3 weight 0 as 0:0`;
}

function pathLines(cluster: Cluster, path: Path): string[] {
  const { router, leg } = path;
  const own = legOf(router, leg);
  const vrid = cluster.heartbeat.virtualRouterId;
  const other = [router.public, router.private].flatMap((each) => (each === undefined || each.interface === own.interface ? [] : [each.interface]));
  const plain = own.address.includes(":") ? `fe80::200:5eff:fe00:2${vrid.toString(16).padStart(2, "0")}/64` : `169.254.0.${vrid}`;
  const labelled = (label: string | undefined): string => (label === undefined ? "" : ` label ${label}`);
  const facts = [
    ...commonFacts(cluster, path),
    ...other.map((name) => `track ${name} weight 0`),
    `plain ${plain} dev ${own.interface}`,
    ...Object.values(cluster.vips).map((vip) => `excluded ${bare(vip.address)} dev ${legOf(router, vip.leg).interface}${labelled(vip.label)}`),
    ...(cluster.routing.gateway === undefined ? [] : [`excluded ${cluster.routing.gateway} dev ${legOf(router, "private").interface}${labelled(cluster.routing.gatewayLabel)}`]),
  ];
  return facts.map((fact) => `instance ${cluster.name} ${fact}`);
}

/** The way of checks at the VIP. */
function markLines(cluster: Cluster): string[] {
  const method = METHOD_WORDS[cluster.routing.method];
  return [...marks(cluster)].flatMap(([address, mark]) => [`service mark ${mark} rr ${method}`, `server mark ${mark} <- ${address} 0 weight 1 ${method}`]);
}

/** What a peer has sent to this router, where any of them is a real server, too. */
function servingLines(cluster: Cluster, router: Router): string[] {
  const own = [router.public, router.private].flatMap((leg) => (leg === undefined ? [] : [bare(leg.address)]));
  const serves = cluster.routing.method === "direct" && Object.values(cluster.virtualServers).some(({ pool, sorryPool }) => [pool, sorryPool].some((name) => name !== undefined && Object.keys(cluster.routers).some((router) => cluster.pools[name]?.servers[router] !== undefined)));
  return serves ? [`service mark ${0x4c570000} rr DR`, `server mark ${0x4c570000} <- ${own[0]} 0 weight 1 DR`] : [];
}

const METHOD_WORDS = { nat: "NAT", direct: "DR", tunnel: "TUN" } as const;

/** One check more where the VIP is asked for itself: from the router's own address on the real server's network, as often as the pool's first check. */
function vipCheckLine(cluster: Cluster, router: Router, { at, server, first }: { readonly at: { readonly vip: string; readonly port: number; readonly protocol: string }; readonly server: string; readonly first: HealthCheck | undefined }): string[] {
  const mark = cluster.routing.vipCheck && at.protocol === "tcp" && !at.vip.includes(":") ? marks(cluster).get(server) : undefined;
  if (mark === undefined || first === undefined) return [];
  const legs = [router.private, router.public].filter((leg) => leg !== undefined);
  const from = legs.find((leg) => leg.address.split(".", 3).join() === server.split(".", 3).join()) ?? router.public;
  const plain: HealthCheck = { type: "tcp", intervalMs: first.intervalMs, timeoutMs: first.timeoutMs, retries: first.retries, retryDelayMs: first.retryDelayMs };
  return [checkLine(`[${at.vip}]:tcp:${at.port} -> [${server}]:tcp:${at.port}`, { address: at.vip, port: at.port }, plain).replace(` ${at.port} delay`, ` ${at.port} from ${bare(from.address)} mark ${mark} delay`)];
}

function serviceLines(cluster: Cluster, router: Router, virtualServer: VirtualServer): string[] {
  const { protocol, port, scheduler, schedulerFlags, persistenceTimeoutMs, persistencePrefixLength, onePacket, sorryPool } = virtualServer;
  const vip = bare((cluster.vips[virtualServer.vip] as { address: string }).address);
  const at = `${vip} ${port} ${protocol.toUpperCase()}`;
  const method = METHOD_WORDS[cluster.routing.method];
  const pool = cluster.pools[virtualServer.pool] as Cluster["pools"][string];
  const sorry = sorryPool === undefined ? undefined : Object.values(cluster.pools[sorryPool]?.servers ?? {})[0];
  // Of IPv4, one address by itself is what keepalived does anyway, and it does not say so.
  const mask = persistencePrefixLength === undefined || (persistencePrefixLength === 32 && !vip.includes(":")) ? undefined : vip.includes(":") ? persistencePrefixLength : maskOf(persistencePrefixLength);
  const extras = `${said("persistent", persistenceTimeoutMs === undefined ? undefined : persistenceTimeoutMs / 1000)}${said("by", mask)}${onePacket ? " ops" : ""}${said("sorry", sorry === undefined ? undefined : `${bare(sorry.address)} ${sorry.port ?? port}`)}`;
  return [
    `service ${at} ${[scheduler, ...SCHEDULER_FLAGS.filter((flag) => schedulerFlags.includes(flag))].join(" ")} ${method}${extras} warmup 0`,
    ...Object.entries(pool.servers).flatMap(([name, server]) => {
      const to = { address: bare(server.address), port: server.port ?? port };
      const link = `[${vip}]:${protocol}:${port} -> [${to.address}]:${protocol}:${to.port}`;
      const moved = pool.loadMonitor === undefined ? [] : [`${virtualServer.pool}.${name}`];
      return [`server ${at} <- ${to.address} ${to.port} weight ${server.weight} ${method}${moved.map((file) => ` moved by ${file}, weight 1`).join("")}`, ...moved.map((file) => `check ${link} FILE_CHECK ${file}`), ...checksOf(pool, virtualServer).map((check, index) => (isScript(check) ? scriptLine(link, to, { check, path: checkScriptPath(cluster.name, { pool: virtualServer.pool, index, digest: shortDigest(programOf(check) ?? "") }) }) : checkLine(link, to, check))), ...vipCheckLine(cluster, router, { at: { vip, port, protocol }, server: to.address, first: checksOf(pool, virtualServer)[0] })];
    }),
  ];
}

/** 255.255.128.0 for 17. */
function maskOf(prefixLength: number): string {
  const bits = "1".repeat(prefixLength).padEnd(32, "0");
  return [0, 8, 16, 24].map((at) => Number.parseInt(bits.slice(at, at + 8), 2)).join(".");
}

const METHODS = { tcp: "TCP_CHECK", http: "HTTP_GET", https: "SSL_GET", udp: "UDP_CHECK", dns: "DNS_CHECK", smtp: "SMTP_CHECK", ping: "PING_CHECK", "send-expect": "MISC_CHECK", script: "MISC_CHECK" } as const;

function checkLine(link: string, to: { readonly address: string; readonly port: number }, check: HealthCheck): string {
  const times = `delay ${check.intervalMs} timeout ${check.timeoutMs} ${retries(check.retries, check.retryDelayMs)} warmup 0`;
  return `check ${link} ${METHODS[check.type]} ${to.address} ${check.port ?? to.port} ${times}${questionOf(check)}`;
}

function isScript({ type }: HealthCheck): boolean {
  return type === "script" || type === "send-expect";
}

/** keepalived counts whole seconds for a program. */
function scriptLine(link: string, to: { readonly address: string; readonly port: number }, { check, path }: { readonly check: HealthCheck; readonly path: string }): string {
  const times = `delay ${check.intervalMs} timeout ${Math.ceil(check.timeoutMs / 1000) * 1000} ${retries(check.retries, check.retryDelayMs)} warmup 0`;
  return `check ${link} MISC_CHECK '${path}' '${to.address}' '${check.port ?? to.port}' ${times}`;
}

function questionOf(check: HealthCheck): string {
  switch (check.type) {
    case "http":
    case "https": {
      const sni = check.type === "https" && check.virtualHost !== undefined ? " sni" : "";
      return ` ${check.path ?? "/"} ${check.status ?? 200} host ${check.virtualHost ?? "-"}${sni} digest ${check.digest ?? "-"} match ${check.match ?? "-"}`;
    }
    case "udp":
      return ` sends ${lengthOf(check.payload)} needs ${check.reply === undefined ? "no" : "yes"} ${lengthOf(check.reply)}`;
    case "dns":
      return ` ${check.queryType ?? "SOA"} ${check.queryName ?? "."}`;
    case "smtp":
      return ` helo ${check.heloName ?? "smtpchecker.keepalived.org"}`;
    case "send-expect":
    case "script":
    case "tcp":
    case "ping":
      return "";
  }
}

/** keepalived's dump tells how many bytes there are, not which. */
function lengthOf(hex: string | undefined): string {
  return hex === undefined ? "-" : String(hex.length / 2);
}
