import { DIRECT, NAT } from "./bases";
import { pairsOn } from "./pair";
import { both, remove, set } from "./patch";

const onIpv6 = (router: string, host: number) => set(`routers.${router}.public.address`, `2001:db8::${host}/64`);

const manyServers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`web${index}`, { address: `192.168.1.${100 + index}` }]));

const DNS = set("virtualServers.dns", { vip: "www", protocol: "udp", port: 53, pool: "web" });

/** One more VIP, of IPv6, that nothing uses. */
const SIX = both(set("vips.six", { address: "2001:db8::10" }), set("silence", ["LVS151", "LVS153", "LVS157"]));

/** Real servers and NAT router address of IPv6. */
const BEHIND_IPV6 = both(
  ...["lvs1", "lvs2"].map((router, index) => set(`routers.${router}.private.address`, `fd00::${index + 2}/64`)),
  set("routing.gateway", "fd00::fe/64"),
  set("vips.www.address", "2001:db8::10"),
  set("pools.web.servers", { web1: { address: "fd00::11" } }),
  set("silence", ["LVS151", "LVS153"]),
);

/** A real server that is the router lvs2. */
const atRouter = set("pools.files.servers.files2.address", "198.51.100.3");
const TWO_LEGS = both(...["lvs1", "lvs2"].map((router, index) => set(`routers.${router}.private`, { interface: "eth1", address: `192.168.7.${index + 2}/24` })));
const IN_IPV6 = both(...["lvs1", "lvs2"].map((router, index) => onIpv6(router, index + 2)), set("vips.ftp.address", "2001:db8::10"), set("pools.files.servers.files1.address", "2001:db8::21"));

/** Routing methods, and what they ask of addresses and ports. */
export const ROUTING_PAIRS = [
  ...pairsOn(NAT, [
    ["LVS130", { at: "routing.gateway", wrong: remove("routing.gateway"), right: set("routing.gateway", "192.168.1.254/24") }],
    ["LVS132", { at: "routers.lvs2.private", wrong: remove("routers.lvs2.private"), right: remove("routers.lvs2") }],
    ["LVS133", { at: "routing.gateway", wrong: set("routing.gateway", "192.168.1.254/16"), right: set("routing.gateway", "192.168.1.254/24") }],
    ["LVS133", { at: "routing.gateway", wrong: both(remove("pools.web.servers.web2"), set("pools.web.servers.web1.address", "192.168.2.11"), set("routing.gateway", "192.168.2.254/24")), right: both(remove("pools.web.servers.web2"), set("pools.web.servers.web1.address", "192.168.1.11"), set("routing.gateway", "192.168.1.253/24")) }],
    ["LVS134", { at: "routing.gateway", wrong: set("routing.gateway", "192.168.1.2/24"), right: set("routing.gateway", "192.168.1.1/24") }],
    ["LVS135", { at: "routing.gateway", wrong: set("routing.gateway", "192.168.1.255/24"), right: set("routing.gateway", "192.168.1.253/24") }],
    ["LVS136", { at: "routing.gatewayLabel", wrong: set("routing.gatewayLabel", "eth0:1"), right: set("routing.gatewayLabel", "eth1:1") }],
    ["LVS137", { at: "pools.web.servers.web2.address", wrong: set("pools.web.servers.web2.address", "192.168.2.12"), right: set("pools.web.servers.web2.address", "192.168.1.212") }],
    ["LVS138", { at: "virtualServers.http.pool", wrong: set("vips.www.address", "2001:db8::10"), right: set("vips.www.address", "203.0.113.100") }],
    ["LVS139", { at: "routing.gateway", wrong: set("routing.gateway", "192.168.1.11/24"), right: set("routing.gateway", "192.168.1.10/24") }],
    ["LVS518", { at: "routing.outboundVip", wrong: set("routing.outboundVip", "ftp"), right: set("routing.outboundVip", "www") }],
    ["LVS518", { at: "routing.outboundVip", wrong: both(set("routing.outboundVip", "www"), set("vips.www.leg", "private"), set("silence", ["LVS151", "LVS153"])), right: both(set("routing.outboundVip", "www"), set("vips.www.leg", "public")) }],
    ["LVS518", { at: "routing.outboundVip", wrong: both(SIX, set("routing.outboundVip", "six")), right: both(SIX, set("routing.outboundVip", "www")) }],
    ["LVS519", { at: "routing.outboundVip", wrong: both(BEHIND_IPV6, set("routing.outboundVip", "www")), right: BEHIND_IPV6 }],
    ["LVS519", { at: "routing.masqueradeLocalClients", wrong: both(BEHIND_IPV6, set("routing.masqueradeLocalClients", true)), right: both(BEHIND_IPV6, set("routing.masqueradeLocalClients", false)) }],
    ["LVS142", { at: "pools.web.servers.web2.address", wrong: set("pools.web.servers.web2.address", "192.168.1.3"), right: set("pools.web.servers.web2.address", "192.168.1.4") }],
    ["LVS194", { at: "virtualServers.dns.protocol", wrong: both(DNS, set("routing.policyRouting", true)), right: DNS }],
    ["LVS188", { at: "routing.method", wrong: set("pools.web.servers", manyServers(21)), right: set("pools.web.servers", manyServers(20)) }],
    ["LVS141", { at: "pools.web.servers.web2.address", wrong: both(set("routing", { method: "direct" }), set("pools.web.servers.web2.address", "192.168.2.12")), right: both(set("routing", { method: "direct" }), set("pools.web.servers.web2.address", "192.168.1.212")) }],
  ]),
  ...pairsOn(DIRECT, [
    ["LVS131", { at: "routing.gateway", wrong: set("routing.gateway", "198.51.100.254/24"), right: remove("routing.gateway") }],
    ["LVS131", { at: "routing.gatewayLabel", wrong: set("routing.gatewayLabel", "eth0:1"), right: remove("routing.gatewayLabel") }],
    ["LVS140", { at: "pools.files.servers.files2.port", wrong: set("pools.files.servers.files2.port", 2121), right: set("pools.files.servers.files2.port", 21) }],
    ["LVS131", { at: "routing.gateway", wrong: set("routing", { method: "tunnel", gateway: "198.51.100.254/24" }), right: set("routing", { method: "tunnel", mss: 1400 }) }],
    ["LVS140", { at: "pools.files.servers.files2.port", wrong: both(set("routing.method", "tunnel"), set("pools.files.servers.files2.port", 2121)), right: both(set("routing.method", "tunnel"), set("pools.files.servers.files2.address", "192.0.2.22")) }],
    ["LVS503", { at: "routing.mss", wrong: set("routing.mss", 1400), right: both(set("routing.method", "tunnel"), set("routing.mss", 1400)) }],
    ["LVS041", { at: "routing.mss", wrong: set("routing", { method: "tunnel", mss: 100 }), right: set("routing", { method: "tunnel", mss: 1000 }) }],
    ["LVS141", { at: "pools.files.servers.files2.address", wrong: set("pools.files.servers.files2.address", "198.51.101.22"), right: set("pools.files.servers.files2.address", "198.51.100.222") }],
    ["LVS517", { at: "routing.outboundVip", wrong: set("routing.outboundVip", "ftp"), right: remove("routing.outboundVip") }],
    ["LVS526", { at: "routing.policyRouting", wrong: set("routing.policyRouting", true), right: set("routing.policyRouting", false) }],
    ["LVS517", { at: "routing.masqueradeLocalClients", wrong: set("routing.masqueradeLocalClients", true), right: set("routing.masqueradeLocalClients", false) }],
    ["LVS512", { at: "routing.vipCheck", wrong: both(set("routing.vipCheck", true), onIpv6("lvs1", 2), onIpv6("lvs2", 3)), right: set("routing.vipCheck", true) }],
    ["LVS142", { at: "pools.files.servers.files2.address", wrong: both(TWO_LEGS, set("vips.ftp", { address: "192.168.7.10", leg: "private" }), atRouter), right: both(TWO_LEGS, atRouter) }],
    ["LVS142", { at: "pools.files.servers.files2.address", wrong: both(IN_IPV6, set("pools.files.servers.files2.address", "2001:db8::3")), right: both(IN_IPV6, set("pools.files.servers.files2.address", "2001:db8::4")) }],
    ["LVS520", { at: "pools.files.servers.files1.login", wrong: set("pools.files.servers.files1.address", "198.51.100.3"), right: both(set("pools.files.servers.files1.address", "198.51.100.3"), remove("pools.files.servers.files1.login")) }],
    ["LVS521", { at: "routing.vipCheck", wrong: both(set("routing.vipCheck", true), atRouter), right: atRouter }],
    ["LVS114", { at: "pools.files.servers.lvs1", wrong: set("pools.files.servers.lvs1", { address: "198.51.100.3" }), right: set("pools.files.servers.lvs2", { address: "198.51.100.3" }) }],
  ]),
];
