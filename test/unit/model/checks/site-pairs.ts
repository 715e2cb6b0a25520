import { SITE } from "./bases";
import { pairsOn } from "./pair";
import { type Patch, type Raw, both, remove, set } from "./patch";

/** Several clusters of one app. The first step of a place is the cluster. */
export const SITE_PAIRS = pairsOn(SITE, [
  ["LVS160", { at: "mail.name", wrong: set("mail.name", "www"), right: set("mail.name", "www2") }],
  ["LVS161", { at: "mail.heartbeat.virtualRouterId", wrong: set("mail.heartbeat.virtualRouterId", 51), right: set("mail.heartbeat.virtualRouterId", 53) }],
  ["LVS161", { at: "mail.heartbeat.virtualRouterId", wrong: both(set("mail.heartbeat.virtualRouterId", 51), set("mail.heartbeat.leg", "public")), right: both(set("mail.heartbeat.virtualRouterId", 51), set("mail.heartbeat.leg", "private")) }],
  ["LVS161", {
    at: "mail.heartbeat.virtualRouterId",
    wrong: both(set("mail.heartbeat.virtualRouterId", 51), set("mail.routers.lvs1.public.address", "203.0.113.4/28"), set("mail.routers.lvs2.public.address", "203.0.113.5/28"), set("mail.vips.mail.address", "203.0.113.6")),
    right: both(set("mail.heartbeat.virtualRouterId", 51), set("mail.routers.lvs1.public.address", "203.0.112.4/28"), set("mail.routers.lvs2.public.address", "203.0.112.5/28"), set("mail.vips.mail.address", "203.0.112.6")),
  }],
  ["LVS161", {
    at: "mail.heartbeat.virtualRouterId",
    wrong: both(set("mail.heartbeat.virtualRouterId", 51), set("mail.heartbeat.leg", "private"), set("mail.heartbeat.secondPath", { publicReferences: ["203.0.113.200"] })),
    right: both(set("mail.heartbeat.virtualRouterId", 51), set("mail.heartbeat.leg", "private")),
  }],
  ["LVS162", { at: "mail.routers.lvs1.host", wrong: set("mail.routers.lvs1.host", "lvs2.example.net"), right: set("mail.routers.lvs1.host", "lvs7.example.net") }],
  ["LVS163", { at: "mail.vips.mail.address", wrong: set("mail.vips.mail.address", "203.0.113.10"), right: set("mail.vips.mail.address", "203.0.113.11") }],
  ["LVS168", { at: "mail.vips.mail.address", wrong: set("mail.vips.mail.address", "203.0.113.2"), right: set("mail.vips.mail.address", "203.0.113.11") }],
  ["LVS164", { at: "mail.pools.mail.servers.mail1.login.host", wrong: set("mail.pools.mail.servers.mail1.login.host", "web1.example.net"), right: set("mail.pools.mail.servers.mail1.login.host", "web2.example.net") }],
  ["LVS164", { at: "mail.pools.mail.servers.mail1.login.host", wrong: set("mail.pools.mail.servers.mail1.login.host", "web1.example.net"), right: both(set("mail.pools.mail.servers.mail1.login.host", "files1.example.net"), set("mail.silence", ["LVS196"])) }],
  ["LVS164", { at: "mail.pools.mail.servers.mail1.login.host", wrong: set("mail.pools.mail.servers.mail1.login.host", "web1.example.net"), right: both(set("mail.pools.mail.servers.mail1.login.host", "web1.example.net"), set("mail.routing.policyRouting", true)) }],
  ["LVS164", { at: "mail.pools.mail.servers.mail1.login.host", wrong: set("mail.pools.mail.servers.mail1.login.host", "web1.example.net"), right: both(onWeb1({ weight: 1 }), set("mail.virtualServers.smtp.port", 25)) }],
  ["LVS165", {
    at: "mail.pools.mail.servers.mail1.address",
    wrong: both(besideWww, set("mail.routing.policyRouting", true), set("mail.pools.mail.servers.mail1.login.host", "web1.example.net"), set("mail.pools.mail.servers.mail1.address", "192.168.1.11")),
    right: both(besideWww, set("mail.routing.policyRouting", true), set("mail.pools.mail.servers.mail1.login.host", "web1.example.net")),
  }],
  ["LVS167", {
    at: "mail.routing.gateway",
    wrong: both(besideWww, set("mail.routing.policyRouting", true), set("mail.pools.mail.servers.mail1.login.host", "web1.example.net"), set("mail.routing.gateway", "192.168.1.254/24")),
    right: both(besideWww, set("mail.routing.policyRouting", true), set("mail.pools.mail.servers.mail1.login.host", "web1.example.net")),
  }],
  ["LVS196", { at: "www.routing.gateway", wrong: both(onWeb1({ weight: 1 }), set("www.routing.policyRouting", false)), right: onWeb1({ weight: 1 }) }],
  ["LVS166", { at: "mail.pools.mail.servers.mail1.weight", wrong: onWeb1({ weight: 3 }), right: onWeb1({ weight: 1 }) }],
  ["LVS166", { at: "mail.pools.mail.servers.mail1.weight", wrong: onWeb1({ weight: 3 }), right: both(onWeb1({ weight: 0 }), set("mail.pools.mail.servers.mail2", { address: "192.168.1.33" })) }],
  ["LVS166", { at: "mail.pools.mail.servers.mail1.weight", wrong: onWeb1({ weight: 3 }), right: onWeb1({ weight: 3, port: 8080 }) }],
  ["LVS166", { at: "mail.pools.mail.servers.mail1.weight", wrong: onWeb1({ weight: 3 }), right: onWeb1({ weight: 3, host: "web1.elsewhere.net" }) }],
  ["LVS199", { at: "mail.pools.web.servers.web1.address", wrong: byHand, right: both(byHand, set("mail.silence", ["LVS199"])) }],
  ["LVS193", {
    at: "mail.pools.mail.servers.mail1.address",
    wrong: both(onFiles1, set("mail.pools.mail.healthChecks", [{ type: "tcp", intervalMs: 2000, timeoutMs: 1000 }])),
    right: both(onFiles1, set("mail.pools.mail.healthChecks", [{ type: "tcp", intervalMs: 5000, timeoutMs: 1000 }])),
  }],
  ["LVS193", { at: "mail.pools.mail.servers.mail1.address", wrong: askedAtVip(true), right: askedAtVip(false) }],
  ["LVS183", { at: "ftp.vips.ftp.address", wrong: both(set("ftp.vips.ftp.address", "203.0.113.10"), set("ftp.silence", ["LVS151"])), right: both(set("ftp.vips.ftp.address", "203.0.113.12"), set("ftp.silence", ["LVS151"])) }],
  ["LVS184", { at: "mail.routers.lvs1.public.address", wrong: set("mail.routers.lvs1.public.address", "203.0.113.2/24"), right: set("mail.routers.lvs1.public.address", "203.0.113.7/24") }],
  ["LVS185", {
    at: "mail.routing.gateway",
    wrong: both(inNetwork("192.168.1"), set("mail.routing.gateway", "192.168.1.254/24")),
    right: both(inNetwork("192.168.1"), set("mail.routing.gateway", "192.168.1.253/24")),
  }],
]);

/** The same pool under www and mail, to whose server nobody logs in. */
function byHand(raw: Raw): Raw {
  return both(besideWww, remove("www.pools.web.servers.web1.login"), set("mail.pools", { web: { servers: { web1: { address: "192.168.1.11" } } } }), set("mail.virtualServers.smtp.pool", "web"))(raw);
}

/** With NAT to a server of a cluster with direct routing, which is warned of. */
function onFiles1(raw: Raw): Raw {
  return both(set("mail.pools.mail.servers.mail1.login.host", "files1.example.net"), set("mail.silence", ["LVS196"]))(raw);
}

function inNetwork(network: string) {
  return both(
    set("mail.routers.lvs1.private.address", `${network}.4/24`),
    set("mail.routers.lvs2.private.address", `${network}.5/24`),
    set("mail.pools.mail.servers.mail1.address", `${network}.31`),
  );
}

/** A server of the files cluster by direct routing, asked every five seconds for each of both clusters, by two routers each. */
function askedAtVip(vipCheck: boolean): Patch {
  return both(inNetwork("192.168.1"), set("mail.routing", { method: "direct", vipCheck }), set("mail.pools.mail.servers.mail1.login.host", "files1.example.net"), set("mail.pools.mail.healthChecks", [{ type: "tcp", intervalMs: 5000, timeoutMs: 1000 }]));
}

/** Its private side on the network of the other NAT cluster. */
function besideWww(raw: Raw): Raw {
  return both(inNetwork("192.168.1"), set("mail.routing.gateway", "192.168.1.253/24"))(raw);
}

/** By direct routing to the other cluster's web1, on the web server's port. */
function onWeb1({ weight, port = 80, host = "web1.example.net" }: { readonly weight: number; readonly port?: number; readonly host?: string }): Patch {
  const server = { address: "192.168.1.11", weight, login: { host, interface: "eth0" } };
  return both(inNetwork("192.168.1"), set("www.routing.policyRouting", true), set("mail.routing", { method: "direct" }), set("mail.virtualServers.smtp.port", port), set("mail.pools.mail.servers.mail1", server));
}
