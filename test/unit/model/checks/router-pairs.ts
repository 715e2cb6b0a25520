import { DIRECT, NAT } from "./bases";
import { pairsOn } from "./pair";
import { asItIs, both, remove, set } from "./patch";

const PRIVATE_REFERENCE = set("heartbeat.secondPath", { privateReferences: ["172.16.1.254"] });
/** A second leg for both routers of {@link DIRECT}. */
const TWO_LEGS = both(set("routers.lvs1.private", { interface: "eth1", address: "172.16.1.2/16" }), set("routers.lvs2.private", { interface: "eth1", address: "172.16.1.3/16" }));
const hosts = (count: number): string[] => Array.from({ length: count }, (_, index) => `203.0.113.${200 + index}`);

/** Routers and their heartbeat. */
export const ROUTER_PAIRS = [
  ...pairsOn(NAT, [
    ["LVS100", { at: "routers", wrong: set("routers", {}), right: remove("routers.lvs2") }],
    ["LVS101", { at: "routers.lvs2.priority", wrong: set("routers.lvs2.priority", 200), right: set("routers.lvs2.priority", 201) }],
    ["LVS102", { at: "routers.lvs2.host", wrong: set("routers.lvs2.host", "LVS1.example.net"), right: set("routers.lvs2.host", "lvs7.example.net") }],
    ["LVS102", { at: "routers.lvs2.host", wrong: both(set("routers.lvs2.host", "lvs1.example.net"), set("routers.lvs2.port", 22)), right: both(set("routers.lvs2.host", "lvs1.example.net"), set("routers.lvs2.port", 2222)) }],
    ["LVS103", { at: "routers.lvs1.host", wrong: set("routers.lvs1.host", "203.0.113.10"), right: set("routers.lvs1.host", "203.0.113.2") }],
    ["LVS103", { at: "routers.lvs1.host", wrong: set("routers.lvs1.host", "192.168.1.254"), right: set("routers.lvs1.host", "192.168.1.2") }],
    ["LVS103", { at: "pools.web.servers.web1.login.host", wrong: set("pools.web.servers.web1.login.host", "203.0.113.10"), right: set("pools.web.servers.web1.login.host", "203.0.113.11") }],
    ["LVS106", { at: "routers.lvs1.public.address", wrong: both(remove("routers.lvs2"), set("routers.lvs1.public.address", "203.0.113.2/32"), set("silence", ["LVS151"])), right: both(remove("routers.lvs2"), set("routers.lvs1.public.address", "203.0.113.2/31"), set("silence", ["LVS151"])) }],
    ["LVS107", { at: "routers.lvs1.public.interface", wrong: set("routers.lvs1.public.interface", "lo"), right: set("routers.lvs1.public.interface", "lo0") }],
    ["LVS107", { at: "pools.web.servers.web1.login.interface", wrong: set("pools.web.servers.web1.login.interface", "lo"), right: set("pools.web.servers.web1.login.interface", "eth1") }],
    ["LVS158", { at: "routers.lvs2.keepalivedVersion", wrong: set("routers.lvs2.keepalivedVersion", "2.2.8"), right: set("routers.lvs2.keepalivedVersion", "2.2.7") }],
    ["LVS181", { at: "routers.lvs1.private.interface", wrong: set("routers.lvs1.private.interface", "eth0"), right: set("routers.lvs1.private.interface", "eth0.1") }],
    ["LVS112", { at: "routers.lvs2.public.address", wrong: set("routers.lvs2.public.address", "203.0.113.3/25"), right: set("routers.lvs2.public.address", "203.0.113.3/24") }],
    ["LVS113", { at: "routers.lvs2.public.address", wrong: set("routers.lvs2.public.address", "203.0.113.2/24"), right: set("routers.lvs2.public.address", "203.0.113.1/24") }],
    ["LVS109", { at: "routers.lvs2.private.address", wrong: set("routers.lvs2.private.address", "192.168.1.2/24"), right: set("routers.lvs2.private.address", "192.168.1.1/24") }],
    ["LVS105", { at: "routers.lvs1.public.address", wrong: set("routers.lvs1.public.address", "203.0.113.255/24"), right: set("routers.lvs1.public.address", "203.0.113.254/24") }],
    ["LVS105", { at: "routers.lvs1.public.address", wrong: set("routers.lvs1.public.address", "203.0.113.0/24"), right: set("routers.lvs1.public.address", "203.0.113.1/24") }],
    ["LVS182", { at: "routers.lvs2.public.address", wrong: both(set("heartbeat.leg", "private"), set("routers.lvs2.public.address", "203.0.113.3/25")), right: both(set("heartbeat.leg", "private"), set("routers.lvs2.public.address", "203.0.113.3/24")) }],
    ["LVS523", { at: "heartbeat.secondPath.publicReferences", wrong: set("heartbeat.secondPath", {}), right: set("heartbeat.secondPath", { publicReferences: ["203.0.113.254"] }) }],
    ["LVS524", { at: "heartbeat.secondPath.publicReferences.0", wrong: set("heartbeat.secondPath", { publicReferences: ["203.0.113.3"] }), right: set("heartbeat.secondPath", { publicReferences: ["203.0.113.4"] }) }],
    ["LVS524", { at: "heartbeat.secondPath.publicReferences.1", wrong: set("heartbeat.secondPath", { publicReferences: ["203.0.113.4", "203.0.113.10"] }), right: set("heartbeat.secondPath", { publicReferences: ["203.0.113.4", "203.0.113.11"] }) }],
    ["LVS524", { at: "heartbeat.secondPath.privateReferences.0", wrong: set("heartbeat.secondPath", { publicReferences: ["203.0.113.254"], privateReferences: ["192.168.1.254"] }), right: set("heartbeat.secondPath", { publicReferences: ["203.0.113.254"], privateReferences: ["192.168.1.253"] }) }],
    ["LVS525", { at: "heartbeat.secondPath.publicReferences", wrong: set("heartbeat.secondPath", { publicReferences: hosts(9) }), right: set("heartbeat.secondPath", { publicReferences: hosts(8) }) }],
    ["LVS157", { at: "heartbeat.advertIntervalMs", wrong: set("heartbeat.advertIntervalMs", 90), right: set("heartbeat.advertIntervalMs", 100) }],
  ]),
  ...pairsOn(DIRECT, [
    ["LVS104", { at: "routers.lvs1.private.address", wrong: set("routers.lvs1.private", { interface: "eth1", address: "169.254.1.2/16" }), right: set("routers.lvs1.private", { interface: "eth1", address: "172.16.1.2/16" }) }],
    ["LVS104", { at: "routers.lvs1.private.address", wrong: set("routers.lvs1.private", { interface: "eth1", address: "fe80::2/64" }), right: set("routers.lvs1.private", { interface: "eth1", address: "2001:db8::2/64" }) }],
    ["LVS108", { at: "routers.lvs1.private.address", wrong: set("routers.lvs1.private", { interface: "eth1", address: "198.51.100.2/24" }), right: set("routers.lvs1.private", { interface: "eth1", address: "192.168.1.2/24" }) }],
    ["LVS159", { at: "routers.lvs1.private.address", wrong: set("routers.lvs1.private", { interface: "eth1", address: "198.51.100.129/25" }), right: set("routers.lvs1.private", { interface: "eth1", address: "198.51.101.129/25" }) }],
    ["LVS523", { at: "heartbeat.secondPath.privateReferences", wrong: both(TWO_LEGS, set("heartbeat.secondPath", {})), right: both(TWO_LEGS, set("heartbeat.secondPath", { privateReferences: ["172.16.1.254"] })) }],
    ["LVS112", { at: "routers.lvs2.private.address", wrong: both(TWO_LEGS, PRIVATE_REFERENCE, set("routers.lvs2.private.address", "172.16.1.3/17")), right: both(TWO_LEGS, PRIVATE_REFERENCE, set("routers.lvs2.private.address", "172.16.1.4/16")) }],
    ["LVS522", { at: "heartbeat.secondPath", wrong: set("heartbeat.secondPath", { publicReferences: ["198.51.100.254"] }), right: asItIs }],
    ["LVS110", { at: "heartbeat.leg", wrong: set("heartbeat.leg", "private"), right: set("heartbeat.leg", "public") }],
    ["LVS111", { at: "routers.lvs2.public.address", wrong: set("routers.lvs2.public.address", "2001:db8::3/64"), right: set("routers.lvs2.public.address", "198.51.100.33/24") }],
  ]),
];
