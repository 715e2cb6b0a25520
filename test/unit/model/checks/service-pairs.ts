import { NAT } from "./bases";
import { pairsOn } from "./pair";
import { both, remove, set } from "./patch";

const WEB3 = { address: "192.168.1.13" };
const USE_SPARE = set("virtualServers.spare", { vip: "www", port: 81, pool: "spare" });
const spare = (web1: object) => both(set("pools.spare.servers.web1", web1), USE_SPARE);
const serveIpv6 = (address: string) =>
  both(set("routing", { method: "direct" }), set("vips.six", { address: "2001:db8::10" }), set("pools.six.servers", { six1: { address } }), set("virtualServers.six", { vip: "six", port: 80, pool: "six" }));
const WEB1_LOGIN = { host: "web1.example.net", interface: "eth0" };
const DUAL = both(set("routing", { method: "direct" }), set("vips.six", { address: "2001:db8::10" }), set("pools.six.servers", { web1: { address: "2001:db8::11", login: WEB1_LOGIN } }), set("virtualServers.six", { vip: "six", port: 80, pool: "six" }));
const scheduled = (scheduler: string, ...flags: readonly string[]) => both(set("virtualServers.http.scheduler", scheduler), set("virtualServers.http.schedulerFlags", flags));
const SORRY = both(set("pools.sorry.servers", { sorry1: { address: "192.168.1.98" } }), set("virtualServers.http.sorryPool", "sorry"));
const persistent = (ms: number, prefixLength: number) => both(set("virtualServers.http.persistenceTimeoutMs", ms), set("virtualServers.http.persistencePrefixLength", prefixLength));
const heavy = both(set("pools.web.servers.web1.weight", 10), set("pools.web.servers.web2.weight", 10));
const monitored = (monitor: object) => both(heavy, set("pools.web.loadMonitor", monitor));
/** Two real servers beside the others, of these names. */
const named = (one: string, other: string) => both(set(`pools.web.servers.${one}`, { address: "192.168.1.13", weight: 100 }), set(`pools.web.servers.${other}`, { address: "192.168.1.14", weight: 100 }));
const udp = set("virtualServers.http.protocol", "udp");

/** Virtual servers, pools, real servers, health checks, silence. */
export const SERVICE_PAIRS = pairsOn(NAT, [
  ["LVS114", { at: "pools.web.servers.lvs2", wrong: set("pools.web.servers.lvs2", WEB3), right: set("pools.web.servers.web3", WEB3) }],
  ["LVS115", { at: "virtualServers.ssh.vip", wrong: set("virtualServers.ssh", { vip: "ssh", port: 22, pool: "web" }), right: set("virtualServers.ssh", { vip: "www", port: 22, pool: "web" }) }],
  ["LVS115", { at: "virtualServers.ssh.vip", wrong: set("virtualServers.ssh", { vip: "ftp", port: 22, pool: "web" }), right: set("virtualServers.ssh", { vip: "www", port: 22, pool: "web" }) }],
  ["LVS116", { at: "virtualServers.ssh.pool", wrong: set("virtualServers.ssh", { vip: "www", port: 22, pool: "ssh" }), right: set("virtualServers.ssh", { vip: "www", port: 22, pool: "web" }) }],
  ["LVS117", { at: "virtualServers.again.port", wrong: set("virtualServers.again", { vip: "www", port: 80, pool: "web" }), right: set("virtualServers.again", { vip: "www", port: 81, pool: "web" }) }],
  ["LVS118", { at: "pools.web.servers.web2", wrong: set("pools.web.servers.web2.address", "192.168.1.11"), right: both(set("pools.web.servers.web2.address", "192.168.1.11"), set("pools.web.servers.web2.port", 81)) }],
  ["LVS118", { at: "pools.web.servers.web2", wrong: both(set("pools.web.servers.web2.address", "192.168.1.11"), set("pools.web.servers.web2.port", 80)), right: both(set("pools.web.servers.web2.address", "192.168.1.12"), set("pools.web.servers.web2.port", 80)) }],
  ["LVS119", { at: "pools.spare.servers.web1", wrong: spare({ address: "192.168.1.13", login: { host: "web1.example.net", interface: "eth0" } }), right: spare({ address: "192.168.1.11", login: { host: "web1.example.net", interface: "eth0" } }) }],
  ["LVS119", { at: "pools.spare.servers.web1", wrong: spare({ address: "192.168.1.11" }), right: both(remove("pools.web.servers.web1.login"), spare({ address: "192.168.1.11" })) }],
  // The same machine in both families.
  ["LVS119", { at: "pools.spare.servers.web1", wrong: both(DUAL, set("pools.spare.servers.web1", { address: "192.168.1.13", login: WEB1_LOGIN }), USE_SPARE), right: both(DUAL, set("pools.spare.servers.web1", { address: "192.168.1.11", login: WEB1_LOGIN }), USE_SPARE) }],
  ["LVS119", { at: "pools.spare.servers.web1", wrong: both(DUAL, set("pools.spare.servers.web1", { address: "2001:db8::12", login: WEB1_LOGIN }), set("virtualServers.spare", { vip: "six", port: 81, pool: "spare" })), right: both(DUAL, set("pools.spare.servers.web1", { address: "2001:db8::11", login: WEB1_LOGIN }), set("virtualServers.spare", { vip: "six", port: 81, pool: "spare" })) }],
  ["LVS143", { at: "pools.six.servers.six1.address", wrong: serveIpv6("::1"), right: serveIpv6("2001:db8::1") }],
  ["LVS144", { at: "pools.web.servers.web2.address", wrong: set("pools.web.servers.web2.address", "192.168.1.255"), right: set("pools.web.servers.web2.address", "192.168.1.253") }],
  ["LVS145", { at: "pools.web.servers.web2.login.host", wrong: set("pools.web.servers.web2.login", { host: "web1.example.net", interface: "eth0" }), right: set("pools.web.servers.web2.login", { host: "web2.example.net", interface: "eth0" }) }],
  ["LVS145", { at: "pools.web.servers.web2.login.host", wrong: set("pools.web.servers.web2.login", { host: "lvs2.example.net", interface: "eth0" }), right: set("pools.web.servers.web2.login", { host: "web2.example.net", interface: "eth0" }) }],
  ["LVS146", { at: "pools.spare.servers", wrong: both(set("pools.spare.servers", {}), USE_SPARE), right: both(set("pools.spare.servers", { web3: WEB3 }), USE_SPARE) }],
  ["LVS147", { at: "pools.spare.servers", wrong: both(set("pools.spare.servers", { web3: { ...WEB3, weight: 0 } }), USE_SPARE), right: both(set("pools.spare.servers", { web3: { ...WEB3, weight: 1 } }), USE_SPARE) }],
  ["LVS148", { at: "pools.web.healthChecks.0.path", wrong: set("pools.web.healthChecks", [{ type: "tcp", path: "/" }]), right: set("pools.web.healthChecks", [{ type: "http", path: "/" }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.status", wrong: set("pools.web.healthChecks", [{ type: "smtp", status: 200 }]), right: set("pools.web.healthChecks", [{ type: "https", status: 200 }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.virtualHost", wrong: set("pools.web.healthChecks", [{ type: "dns", port: 53, virtualHost: "a.example" }]), right: set("pools.web.healthChecks", [{ type: "http", virtualHost: "a.example" }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.match", wrong: set("pools.web.healthChecks", [{ type: "tcp", match: "ok" }]), right: set("pools.web.healthChecks", [{ type: "http", match: "ok" }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.digest", wrong: set("pools.web.healthChecks", [{ type: "udp", port: 53, digest: "9b3a0c85a887a256d6939da88aabd8cd" }]), right: set("pools.web.healthChecks", [{ type: "https", digest: "9b3a0c85a887a256d6939da88aabd8cd" }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.queryType", wrong: set("pools.web.healthChecks", [{ type: "udp", port: 53, queryType: "A" }]), right: set("pools.web.healthChecks", [{ type: "dns", port: 53, queryType: "A" }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.queryName", wrong: set("pools.web.healthChecks", [{ type: "tcp", queryName: "a.example" }]), right: set("pools.web.healthChecks", [{ type: "dns", port: 53, queryName: "a.example" }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.heloName", wrong: set("pools.web.healthChecks", [{ type: "tcp", heloName: "a.example" }]), right: set("pools.web.healthChecks", [{ type: "smtp", heloName: "a.example" }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.payload", wrong: set("pools.web.healthChecks", [{ type: "dns", port: 53, payload: "70" }]), right: set("pools.web.healthChecks", [{ type: "udp", port: 53, payload: "70" }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.reply", wrong: set("pools.web.healthChecks", [{ type: "tcp", reply: "70" }]), right: set("pools.web.healthChecks", [{ type: "udp", port: 53, reply: "70" }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.port", wrong: set("pools.web.healthChecks", [{ type: "ping", port: 81 }]), right: set("pools.web.healthChecks", [{ type: "tcp", port: 81 }]) }],
  ["LVS150", { at: "silence.0", wrong: set("silence", ["LVS140"]), right: set("silence", ["LVS151"]) }],
  ["LVS150", { at: "silence.0", wrong: set("silence", ["LVS999"]), right: set("silence", ["LVS999", "LVS150"]) }],
  ["LVS152", { at: "pools.spare", wrong: set("pools.spare.servers", { web3: WEB3 }), right: both(set("pools.spare.servers", { web3: WEB3 }), USE_SPARE) }],
  ["LVS154", { at: "virtualServers.http.scheduler", wrong: both(set("pools.web.servers.web1.weight", 2), set("virtualServers.http.scheduler", "rr")), right: both(set("pools.web.servers.web1.weight", 2), set("virtualServers.http.scheduler", "wrr")) }],
  ["LVS154", { at: "virtualServers.http.scheduler", wrong: both(set("pools.web.servers.web1.weight", 2), set("virtualServers.http.scheduler", "lc")), right: both(set("pools.web.servers.web1.weight", 0), set("virtualServers.http.scheduler", "lc")) }],
  ["LVS154", { at: "virtualServers.http.scheduler", wrong: both(set("pools.web.servers.web1.weight", 2), scheduled("dh"), set("silence", ["LVS186"])), right: both(set("pools.web.servers.web1.weight", 2), scheduled("sh")) }],
  ["LVS155", { at: "virtualServers.http.pool", wrong: both(udp, remove("pools.web.healthChecks")), right: both(udp, set("pools.web.healthChecks", [{ type: "tcp", port: 80 }])) }],
  ["LVS156", { at: "pools.web.healthChecks.0.timeoutMs", wrong: set("pools.web.healthChecks.0.timeoutMs", 5000), right: set("pools.web.healthChecks.0.timeoutMs", 4999) }],
  // 10 s and two attempts of 4.5 s with 1 s between are 20 s.
  ["LVS191", { at: "pools.web.healthChecks.0.intervalMs", wrong: both(set("pools.web.healthChecks.0.intervalMs", 10_001), set("pools.web.healthChecks.0.timeoutMs", 4500)), right: both(set("pools.web.healthChecks.0.intervalMs", 10_000), set("pools.web.healthChecks.0.timeoutMs", 4500)) }],
  ["LVS191", { at: "pools.web.healthChecks.0.intervalMs", wrong: both(set("pools.web.healthChecks.0.intervalMs", 30_000), set("heartbeat.advertIntervalMs", 8_000)), right: both(set("pools.web.healthChecks.0.intervalMs", 30_000), set("heartbeat.advertIntervalMs", 10_000)) }],
  ["LVS191", { at: "pools.web.healthChecks.0.intervalMs", wrong: set("pools.web.healthChecks", [{ type: "tcp", intervalMs: 60_000 }]), right: set("pools.web.healthChecks", [{ type: "http", intervalMs: 60_000 }, { type: "tcp" }]) }],
  ["LVS180", { at: "pools.web.healthChecks.0", wrong: both(udp, set("pools.web.healthChecks", [{ type: "tcp" }])), right: both(udp, set("pools.web.healthChecks", [{ type: "tcp", port: 80 }])) }],
  ["LVS180", { at: "pools.web.healthChecks.0", wrong: both(udp, set("pools.web.healthChecks", [{ type: "smtp" }])), right: both(udp, set("pools.web.healthChecks", [{ type: "dns" }])) }],
  ["LVS187", { at: "pools.web.healthChecks.0", wrong: set("pools.web.healthChecks", [{ type: "dns" }]), right: set("pools.web.healthChecks", [{ type: "dns", port: 53 }]) }],
  ["LVS187", { at: "pools.web.healthChecks.0", wrong: set("pools.web.healthChecks", [{ type: "udp" }]), right: both(set("pools.web.healthChecks", [{ type: "udp" }]), set("virtualServers.both", { vip: "www", port: 80, protocol: "udp", pool: "web" })) }],
  ["LVS186", { at: "virtualServers.http.scheduler", wrong: scheduled("dh"), right: scheduled("sh") }],
  ["LVS186", { at: "virtualServers.http.scheduler", wrong: scheduled("lblcr"), right: scheduled("wlc") }],
  ["LVS505", { at: "virtualServers.http.sorryPool", wrong: set("virtualServers.http.sorryPool", "sorry"), right: SORRY }],
  ["LVS506", { at: "virtualServers.http.sorryPool", wrong: both(SORRY, set("pools.sorry.servers.more", { address: "192.168.1.99" })), right: SORRY }],
  ["LVS506", { at: "virtualServers.http.sorryPool", wrong: both(SORRY, set("pools.sorry.servers", {})), right: SORRY }],
  ["LVS507", { at: "virtualServers.http.sorryPool", wrong: both(remove("pools.web.servers.web2"), set("virtualServers.http.sorryPool", "web")), right: both(remove("pools.web.servers.web2"), SORRY) }],
  ["LVS508", { at: "virtualServers.http.onePacket", wrong: set("virtualServers.http.onePacket", true), right: both(udp, set("pools.web.healthChecks", [{ type: "tcp", port: 80 }]), set("virtualServers.http.onePacket", true)) }],
  ["LVS509", { at: "virtualServers.http.persistencePrefixLength", wrong: set("virtualServers.http.persistencePrefixLength", 24), right: persistent(300_000, 24) }],
  ["LVS510", { at: "virtualServers.http.persistencePrefixLength", wrong: persistent(300_000, 33), right: persistent(300_000, 32) }],
  ["LVS511", { at: "routing.vipCheck", wrong: set("routing.vipCheck", true), right: set("routing.vipCheck", false) }],
  ["LVS148", { at: "pools.web.healthChecks.0.send", wrong: set("pools.web.healthChecks", [{ type: "tcp", send: "PING" }]), right: set("pools.web.healthChecks", [{ type: "send-expect", send: "PING", expect: "PONG" }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.expect", wrong: set("pools.web.healthChecks", [{ type: "tcp", expect: "PONG" }]), right: set("pools.web.healthChecks", [{ type: "send-expect", expect: "PONG" }]) }],
  ["LVS148", { at: "pools.web.healthChecks.0.script", wrong: set("pools.web.healthChecks", [{ type: "ping", script: "#!/bin/true" }]), right: set("pools.web.healthChecks", [{ type: "script", script: "#!/bin/true" }]) }],
  ["LVS180", { at: "pools.web.healthChecks.0", wrong: both(udp, set("pools.web.healthChecks", [{ type: "send-expect", expect: "a" }])), right: both(udp, set("pools.web.healthChecks", [{ type: "send-expect", port: 80, expect: "a" }])) }],
  ["LVS513", { at: "pools.web.healthChecks.0.expect", wrong: set("pools.web.healthChecks", [{ type: "send-expect", send: "PING" }]), right: set("pools.web.healthChecks", [{ type: "send-expect", expect: "PONG" }]) }],
  ["LVS513", { at: "pools.web.healthChecks.0.script", wrong: set("pools.web.healthChecks", [{ type: "script" }]), right: set("pools.web.healthChecks", [{ type: "script", script: "#!/bin/true" }]) }],
  ["LVS514", { at: "pools.web.loadMonitor.policy", wrong: monitored({ type: "agent", port: 3333, policy: "piranha" }), right: monitored({ type: "http", port: 3333, policy: "piranha" }) }],
  ["LVS514", { at: "pools.web.loadMonitor.port", wrong: monitored({ type: "rup", port: 111 }), right: monitored({ type: "uptime", port: 111 }) }],
  ["LVS514", { at: "pools.web.loadMonitor.path", wrong: monitored({ type: "agent", port: 3333, path: "/" }), right: monitored({ type: "http", port: 3333, path: "/" }) }],
  ["LVS514", { at: "pools.web.loadMonitor.user", wrong: monitored({ type: "ruptime", user: "ops" }), right: monitored({ type: "uptime", user: "ops" }) }],
  ["LVS514", { at: "pools.web.loadMonitor.identityFile", wrong: monitored({ type: "http", identityFile: "/k" }), right: monitored({ type: "uptime", identityFile: "/k" }) }],
  ["LVS516", { at: "pools.web.loadMonitor.staleAfterMs", wrong: monitored({ type: "rup", timeoutMs: 3000, staleAfterMs: 3000 }), right: monitored({ type: "rup", timeoutMs: 3000, staleAfterMs: 3001 }) }],
  ["LVS527", { at: "pools.web.servers.webserver-prod-02", wrong: both(monitored({ type: "ruptime" }), named("webserver-prod-01", "webserver-prod-02")), right: both(monitored({ type: "rup" }), named("webserver-prod-01", "webserver-prod-02")) }],
  ["LVS527", { at: "pools.web.servers.web-12345678b", wrong: both(monitored({ type: "ruptime" }), named("web-12345678a", "web-12345678b")), right: both(monitored({ type: "ruptime" }), named("web-1234567a", "web-1234567b")) }],
  ["LVS515", { at: "pools.web.loadMonitor.port", wrong: monitored({ type: "agent" }), right: monitored({ type: "agent", port: 3333 }) }],
  ["LVS189", { at: "pools.web.servers.web2.weight", wrong: both(monitored({ type: "rup" }), set("pools.web.servers.web2.weight", 9)), right: monitored({ type: "rup" }) }],
  ["LVS189", { at: "pools.web.servers.web2.weight", wrong: both(monitored({ type: "rup" }), set("pools.web.servers.web2.weight", 1)), right: both(monitored({ type: "rup" }), set("pools.web.servers.web2.weight", 0)) }],
  ["LVS190", { at: "virtualServers.http.scheduler", wrong: both(monitored({ type: "rup" }), scheduled("mh")), right: both(monitored({ type: "rup" }), scheduled("sed")) }],
  ["LVS500", { at: "virtualServers.http.schedulerFlags.1", wrong: scheduled("sh", "sh-port", "mh-port"), right: scheduled("sh", "sh-port", "sh-fallback") }],
  ["LVS504", { at: "pools.web.healthChecks.0.digest", wrong: set("pools.web.healthChecks", [{ type: "http", match: "ok", digest: "9b3a0c85a887a256d6939da88aabd8cd" }]), right: set("pools.web.healthChecks", [{ type: "http", match: "ok" }, { type: "http", digest: "9b3a0c85a887a256d6939da88aabd8cd" }]) }],
  ["LVS501", { at: "virtualServers.http.schedulerFlags.1", wrong: scheduled("mh", "mh-port", "mh-port"), right: scheduled("mh", "mh-port") }],
  ["LVS180", { at: "pools.web.healthChecks.0", wrong: both(udp, set("pools.web.healthChecks", [{ type: "tcp" }])), right: both(udp, set("pools.web.healthChecks", [{ type: "tcp" }]), set("virtualServers.both", { vip: "www", port: 80, pool: "web" })) }],
]);
