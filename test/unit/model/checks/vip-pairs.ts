import { DIRECT, NAT } from "./bases";
import { pairsOn } from "./pair";
import { both, remove, set } from "./patch";

const second = (address: string) => set("vips.second", { address });
const serveSecond = set("virtualServers.second", { vip: "second", port: 80, pool: "web" });

/** VIPs and their labels. */
export const VIP_PAIRS = [
  ...pairsOn(NAT, [
    ["LVS120", { at: "vips.www.address", wrong: both(set("vips.www.address", "224.0.0.18"), set("silence", ["LVS151"])), right: both(set("vips.www.address", "192.0.2.18"), set("silence", ["LVS151"])) }],
    ["LVS120", { at: "vips.www.address", wrong: both(set("vips.www.address", "127.0.0.1"), set("silence", ["LVS151"])), right: both(set("vips.www.address", "126.0.0.1"), set("silence", ["LVS151"])) }],
    ["LVS121", { at: "vips.www.address", wrong: set("vips.www.address", "203.0.113.3"), right: set("vips.www.address", "203.0.113.4") }],
    ["LVS122", { at: "vips.www.address", wrong: both(set("vips.www.leg", "private"), set("vips.www.address", "192.168.1.254")), right: both(set("vips.www.leg", "private"), set("vips.www.address", "192.168.1.253")) }],
    ["LVS123", { at: "vips.second.address", wrong: both(second("203.0.113.10"), serveSecond), right: both(second("203.0.113.11"), serveSecond) }],
    ["LVS124", { at: "vips.www.address", wrong: both(set("vips.www.leg", "private"), set("vips.www.address", "192.168.1.12")), right: both(set("vips.www.leg", "private"), set("vips.www.address", "192.168.1.13")) }],
    ["LVS126", { at: "vips.www.label", wrong: set("vips.www.label", "eth1:1"), right: set("vips.www.label", "eth0:1") }],
    ["LVS126", { at: "vips.www.label", wrong: both(set("vips.www.label", "eth0:1"), set("routers.lvs2.public.interface", "ens3")), right: both(remove("vips.www.label"), set("routers.lvs2.public.interface", "ens3")) }],
    ["LVS128", { at: "vips.second.label", wrong: both(set("vips.www.label", "eth0:1"), second("203.0.113.11"), set("vips.second.label", "eth0:1"), serveSecond), right: both(set("vips.www.label", "eth0:1"), second("203.0.113.11"), set("vips.second.label", "eth0:2"), serveSecond) }],
    ["LVS129", { at: "vips.www.address", wrong: set("vips.www.address", "203.0.113.255"), right: set("vips.www.address", "203.0.113.254") }],
    ["LVS151", { at: "vips.www.address", wrong: set("vips.www.address", "203.0.114.10"), right: set("vips.www.address", "203.0.113.110") }],
    ["LVS153", { at: "vips.second", wrong: second("203.0.113.11"), right: both(second("203.0.113.11"), serveSecond) }],
  ]),
  ...pairsOn(DIRECT, [
    ["LVS125", { at: "vips.ftp.leg", wrong: set("vips.ftp.leg", "private"), right: set("vips.ftp.leg", "public") }],
    ["LVS127", { at: "vips.six.label", wrong: both(...sixth("eth0:6")), right: both(...sixth(undefined)) }],
  ]),
];

function sixth(label: string | undefined) {
  return [
    set("vips.six", { address: "2001:db8::10", label }),
    set("pools.six", { servers: { six1: { address: "2001:db8::21" } } }),
    set("virtualServers.six", { vip: "six", port: 21, pool: "six" }),
  ];
}
