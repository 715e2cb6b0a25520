import { describe, expect, it } from "vitest";
import { type ImpactClass, type Live, UNKNOWN, impactOf, worstClass } from "../../../../lib/model";
import { RESTARTED } from "../../../../lib/model/impact/load-monitor";
import { type Outcome } from "../../../../lib/model/impact/rule";
import { RULES } from "../../../../lib/model/impact/rules";
import { type Patch, type Raw, asItIs, both, remove, set } from "../checks/patch";
import { DIRECT, SITE, clusterOf, three } from "./site";

/** What changes, how, what it comes to, and for which virtual servers. */
type Row = readonly [what: string, change: Patch, class_: ImpactClass, virtualServers: string];

const ALL = "datagrams hashed http lines loaded sticky";
const weight = (server: string, value: number): Patch => set(`pools.web.servers.${server}.weight`, value);
const rename = (collection: string, from: string, to: string): Patch => (raw) => {
  const steps = collection.split(".");
  const members = steps.reduce<unknown>((tree, step) => (tree as Raw)[step], raw) as Raw;
  return both(remove(`${collection}.${from}`), set(`${collection}.${to}`, members[from]))(raw);
};
const server = (address: string, more: object = {}): object => ({ address, login: { host: address, interface: "eth0" }, ...more });

/** Each router goes by the other one's name. */
const swapped: Patch = (raw) => {
  const { lvs1, lvs2, ...others } = raw["routers"] as Raw;
  return { ...raw, routers: { ...others, lvs1: lvs2, lvs2: lvs1 } };
};

const all: { readonly base: Raw; readonly change: Patch; readonly live: Live }[] = [];

/** From the first configuration to the same with the change. */
function expectRows(base: Raw, rows: readonly Row[], live: Live = {}): void {
  all.push(...rows.map(([, change]) => ({ base, change, live })));
  it.each(rows)("%s", (_what, change, class_, virtualServers) => {
    const impacts = impactOf(clusterOf(base), clusterOf(change(base)), live);
    const touched = new Set(impacts.flatMap((impact) => impact.virtualServers));
    expect(impacts).not.toEqual([]);
    expect({ class: worstClass(impacts), virtualServers: [...touched].sort().join(" ") }).toEqual({ class: class_, virtualServers });
  });
}

describe("real servers:", () => {
  expectRows(SITE, [
    ["one joins", set("pools.web.servers.web4", server("192.168.1.16")), "new-connections", "http sticky"],
    ["one joins with weight 0", set("pools.web.servers.web4", server("192.168.1.16", { weight: 0 })), "hitless", ""],
    ["one joins a pool that nobody uses", set("pools.spare.servers.web6", server("192.168.1.16")), "hitless", ""],
    ["one leaves", remove("pools.web.servers.web3"), "drops", "http sticky"],
    ["one leaves that was drained: some of its connections may still be open", remove("pools.web.servers.drained"), "drops", "http sticky"],
    ["one leaves, where datagrams are scheduled by themselves as well", remove("pools.lines.servers.web2"), "drops", "datagrams lines"],
    ["another weight", weight("web1", 3), "new-connections", "http sticky"],
    ["a weight that isn't known yet", set("pools.web.servers.web1.weight", UNKNOWN), "new-connections", "http sticky"],
    ["a weight that isn't known yet, in turn: it may be 0", set("pools.lines.servers.web1.weight", UNKNOWN), "new-connections", "datagrams lines"],
    ["a weight that isn't known yet, by hash without fallback: it may be 0", set("pools.hashed.servers.web1.weight", UNKNOWN), "drops", "hashed"],
    ["a weight that isn't known yet, where nobody uses the pool", set("pools.spare.servers.web5.weight", UNKNOWN), "hitless", ""],
    ["weight 0", weight("web3", 0), "new-connections", "http sticky"],
    ["a drained one is back", weight("drained", 1), "new-connections", "http sticky"],
    ["all weights in the same ratio", both(weight("web1", 10), weight("web2", 20), weight("web3", 50)), "hitless", ""],
    ["another weight in turn", set("pools.lines.servers.web1.weight", 3), "hitless", ""],
    ["weight 0 in turn", set("pools.lines.servers.web1.weight", 0), "new-connections", "datagrams lines"],
    ["weight 0 by hash without fallback", set("pools.hashed.servers.web1.weight", 0), "drops", "hashed"],
    ["another address", set("pools.web.servers.web3.address", "192.168.1.99"), "drops", "http sticky"],
    ["another port", set("pools.hashed.servers.web1.port", 8181), "drops", "hashed"],
    ["the port that it has under one of two virtual servers, said", set("pools.web.servers.web3.port", 80), "drops", "sticky"],
    ["another address of a drained one", set("pools.web.servers.drained.address", "192.168.1.99"), "drops", "http sticky"],
    ["another name", rename("pools.web.servers", "web3", "first"), "hitless", ""],
    ["another name with a load monitor", rename("pools.loaded.servers", "load1", "first"), "new-connections", "loaded"],
    ["the number of processors", set("pools.web.servers.web1.processors", 8), "hitless", ""],
    ["the number of processors with a load monitor", set("pools.loaded.servers.load1.processors", 8), "new-connections", "loaded"],
    ["another login", set("pools.web.servers.web3.login.user", "ops"), "hitless", ""],
    ["no login any more", remove("pools.web.servers.web3.login"), "hitless", ""],
    ["a drained one is back at another address", both(set("pools.web.servers.drained.address", "192.168.1.99"), weight("drained", 1)), "drops", "http sticky"],
    ["one joins whose weight isn't known yet, by hash", set("pools.hashed.servers.web9", { ...server("192.168.1.19"), port: 81, weight: UNKNOWN }), "drops", "hashed"],
    ["the sorry server", set("pools.sorry.servers.sorry1.address", "192.168.1.21"), "hitless", ""],
  ]);
});

describe("real servers to which nobody is connected any more:", () => {
  const live = { idle: ["web/drained", "web/web3"] };
  expectRows(SITE, [
    ["one leaves that was drained", remove("pools.web.servers.drained"), "hitless", ""],
    ["one leaves that gets new connections", remove("pools.web.servers.web3"), "drops", "http sticky"],
    ["another address of a drained one", set("pools.web.servers.drained.address", "192.168.1.99"), "hitless", ""],
    ["a drained one is back at another address", both(set("pools.web.servers.drained.address", "192.168.1.99"), weight("drained", 1)), "new-connections", "http sticky"],
  ], live);
  expectRows(SITE, [["a drained one leaves, and it is another one of which that is known", remove("pools.web.servers.drained"), "drops", "http sticky"]], { idle: ["lines/drained", "web/web3"] });
  const drainedByHash = both(set("pools.hashed.servers.hash3", server("192.168.1.50", { weight: 0, port: 81 })), set("virtualServers.hashed.schedulerFlags", ["sh-fallback"]));
  expectRows(drainedByHash(SITE), [["a drained one leaves by hash", remove("pools.hashed.servers.hash3"), "new-connections", "hashed"]], { idle: ["hashed/hash3"] });
  expectRows(set("virtualServers.lines.scheduler", "fo")(set("pools.lines.servers.web1.weight", 2)(SITE)), [["one leaves that only stands by", remove("pools.lines.servers.web2"), "new-connections", "datagrams"]], { idle: ["lines/web2"] });
});

describe("real servers, elsewhere:", () => {
  const drainedByHash = set("pools.hashed.servers.hash3", server("192.168.1.50", { weight: 0, port: 81 }));
  expectRows(both(drainedByHash, set("virtualServers.hashed.schedulerFlags", ["sh-fallback"]))(SITE), [
    ["a drained one leaves by hash", remove("pools.hashed.servers.hash3"), "drops", "hashed"],
    ["one is drained by hash with fallback", set("pools.hashed.servers.web1.weight", 0), "new-connections", "hashed"],
  ]);
  expectRows(remove("virtualServers.lines")(SITE), [["one leaves where datagrams alone are scheduled, each by itself", remove("pools.lines.servers.web2"), "new-connections", "datagrams"]]);
  expectRows(set("virtualServers.lines.scheduler", "fo")(set("pools.lines.servers.web1.weight", 2)(SITE)), [
    ["one leaves that only stands by, and may have served before", remove("pools.lines.servers.web2"), "drops", "datagrams lines"],
    ["one leaves that all are sent to", remove("pools.lines.servers.web1"), "drops", "datagrams lines"],
    ["a weight that isn't known yet and may be the greatest", set("pools.lines.servers.web2.weight", UNKNOWN), "new-connections", "datagrams lines"],
  ]);
});

describe("pools:", () => {
  expectRows(SITE, [
    ["another health check", set("pools.web.healthChecks.0", { type: "tcp" }), "hitless", ""],
    ["another path of a health check", set("pools.web.healthChecks.0.path", "/"), "hitless", ""],
    ["a first health check", set("pools.lines.healthChecks", [{ type: "tcp" }]), "hitless", ""],
    ["a load monitor: the one of another pool starts again", set("pools.web.loadMonitor", { type: "rup" }), "new-connections", "http loaded sticky"],
    ["a load monitor, where nobody heeds weights but those of another pool", set("pools.lines.loadMonitor", { type: "rup" }), "new-connections", "loaded"],
    ["another interval of a load monitor", set("pools.loaded.loadMonitor.intervalMs", 20_000), "new-connections", "loaded"],
    ["what a load monitor does by default, said", set("pools.loaded.loadMonitor", { type: "http", port: 9100, path: "/metrics", policy: "proportional" }), "hitless", ""],
    ["another port of a load monitor", set("pools.loaded.loadMonitor.port", 9101), "new-connections", "loaded"],
    ["the number of processors that counts anyway, said, with a load monitor", set("pools.loaded.servers.load1.processors", 1), "hitless", ""],
    ["no load monitor any more", remove("pools.loaded.loadMonitor"), "new-connections", "loaded"],
    ["one comes", set("pools.more", { servers: { more1: server("192.168.1.30") } }), "hitless", ""],
    ["one goes that nobody uses", remove("pools.spare"), "hitless", ""],
    ["another name", both(rename("pools", "web", "www"), set("virtualServers.http.pool", "www"), set("virtualServers.sticky.pool", "www")), "hitless", ""],
    ["two swap names", both((raw) => ({ ...raw, pools: { ...(raw["pools"] as Raw), web: (raw["pools"] as Raw)["hashed"], hashed: (raw["pools"] as Raw)["web"] } }), set("virtualServers.http.pool", "hashed"), set("virtualServers.sticky.pool", "hashed"), set("virtualServers.hashed.pool", "web")), "hitless", ""],
  ]);
});

describe("health checks:", () => {
  const path = set("pools.web.healthChecks.0.path", "/");
  const alone = remove("routers.lvs2");
  const trio = three(SITE);
  expectRows(alone(SITE), [
    ["another one, where there is one router only", set("pools.web.healthChecks.0", { type: "tcp" }), "drops", "http sticky"],
    ["another path of one, where there is one router only", path, "drops", "http sticky"],
    ["a first one, where there is one router only", set("pools.lines.healthChecks", [{ type: "tcp" }]), "drops", "datagrams lines"],
    ["less time for an answer, which may be slow", set("pools.web.healthChecks.0.timeoutMs", 500), "drops", "http sticky"],
    ["another interval alone", set("pools.web.healthChecks.0.intervalMs", 60_000), "hitless", ""],
    ["one of a pool that nobody uses", set("pools.spare.healthChecks", [{ type: "tcp" }]), "hitless", ""],
  ]);
  const written = (changes: object): Patch => set("pools.web.healthChecks", [{ type: "http", path: "/healthz", ...changes }]);
  const both2 = set("pools.web.healthChecks", [{ type: "http", path: "/healthz" }, { type: "tcp", port: 80 }]);
  expectRows(alone(SITE), [
    ["the expected status that is one anyway, said", written({ status: 200 }), "hitless", ""],
    ["another status", written({ status: 204 }), "drops", "http sticky"],
    ["the port, where one virtual server has another one", written({ port: 80 }), "drops", "http sticky"],
  ]);
  expectRows(both(alone, remove("virtualServers.sticky"))(SITE), [["the port that it has anyway, said", written({ port: 80 }), "hitless", ""]]);
  expectRows(both(alone, both2)(SITE), [
    ["one of two goes, which may have kept servers out", written({}), "drops", "http sticky"],
    ["the only two go", remove("pools.web.healthChecks"), "drops", "http sticky"],
    ["two in the other order", set("pools.web.healthChecks", [{ type: "tcp", port: 80 }, { type: "http", path: "/healthz" }]), "hitless", ""],
    ["one of two is another one", set("pools.web.healthChecks", [{ type: "http", path: "/healthz" }, { type: "tcp", port: 81 }]), "drops", "http sticky"],
  ]);
  expectRows(alone(SITE), [["another path while a second router joins, which comes last", both(path, set("routers.lvs2", (SITE["routers"] as Raw)["lvs2"])), "drops", ALL]]);
  expectRows(SITE, [
    ["another path while the second router leaves", both(path, alone), "drops", ALL],
    ["another path while the VRID changes, so that the active router goes first", both(path, set("heartbeat.virtualRouterId", 52)), "drops", ALL],
    ["another path while a heartbeat address changes", both(path, set("routers.lvs2.public.address", "203.0.113.5/24")), "drops", ALL],
    ["another path while routers swap names and have other prefix lengths", both(path, swapped, set("routers.lvs1.public.address", "203.0.113.3/25"), set("routers.lvs2.public.address", "203.0.113.2/25")), "hitless", ""],
    ["a path that isn't known yet", set("pools.web.healthChecks.0.path", UNKNOWN), "hitless", ""],
    ["a first one of a pool with a load monitor: who is out is asked as if in", set("pools.loaded.healthChecks", [{ type: "tcp" }]), "drops", "loaded"],
    ["another one together with a load monitor that comes", both(path, set("pools.web.loadMonitor", { type: "rup" })), "drops", "http loaded sticky"],
    ["another one of a pool with a load monitor that nobody uses", both(set("pools.spare.loadMonitor", { type: "rup" }), set("pools.spare.healthChecks", [{ type: "tcp" }])), "new-connections", "loaded"],
  ]);
  expectRows(trio, [
    ["another path while one of three leaves, which may be the active one", both(path, remove("routers.lvs3")), "drops", ALL],
    ["another path of a check of three", path, "hitless", ""],
  ]);
  expectRows(trio, [["another path while a backup of three leaves", both(path, remove("routers.lvs3")), "hitless", ""]], { active: "lvs1" });
  const twin = (checks: readonly object[]): Patch => both(set("pools.twin", { servers: (SITE["pools"] as Record<string, Raw>)["web"]!["servers"], healthChecks: checks }), set("virtualServers.http.pool", "twin"));
  expectRows(alone(SITE), [
    ["those of another pool with the same servers, where there is one router only", twin([{ type: "tcp" }]), "drops", "http"],
    ["the same ones of another pool with the same servers, asked less often", twin([{ type: "http", path: "/healthz", intervalMs: 60_000 }]), "hitless", ""],
  ]);
  expectRows(SITE, [["those of another pool with the same servers", twin([{ type: "tcp" }]), "hitless", ""]]);
  expectRows(alone(DIRECT), [
    ["at the VIP, where there is one router only", set("routing.vipCheck", true), "drops", "http"],
  ]);
  expectRows(both(alone, set("routing.vipCheck", true))(DIRECT), [["no longer at the VIP, where there is one router only", set("routing.vipCheck", false), "hitless", ""]]);
});

describe("virtual servers:", () => {
  const twin = (servers: object): Patch => both(set("pools.twin", { servers }), set("virtualServers.http.pool", "twin"));
  const web = (SITE["pools"] as Record<string, { servers: object }>)["web"]!.servers;
  expectRows(SITE, [
    ["one comes", set("virtualServers.more", { vip: "www", port: 443, pool: "web" }), "hitless", ""],
    ["one goes", remove("virtualServers.http"), "drops", "http"],
    ["another name", rename("virtualServers", "http", "web"), "hitless", ""],
    ["another port", set("virtualServers.http.port", 8000), "drops", "http"],
    ["another protocol", set("virtualServers.http.protocol", "udp"), "drops", "http"],
    ["another VIP", set("virtualServers.http.vip", "idle"), "drops", "http"],
    ["another scheduler", set("virtualServers.http.scheduler", "rr"), "failover", "http"],
    ["a scheduler that spreads alike, with none for a moment", set("virtualServers.lines.scheduler", "wrr"), "failover", "lines"],
    ["a hash without fallback, where a server is drained", set("virtualServers.http.scheduler", "sh"), "drops", "http"],
    ["a hash with fallback, where a server is drained", both(set("virtualServers.http.scheduler", "sh"), set("virtualServers.http.schedulerFlags", ["sh-fallback"])), "drops", "http"],
    ["a hash over ports", set("virtualServers.hashed.schedulerFlags", ["sh-port"]), "new-connections", "hashed"],
    ["a fallback that nobody needs", set("virtualServers.hashed.schedulerFlags", ["sh-fallback"]), "hitless", ""],
    ["persistence", set("virtualServers.http.persistenceTimeoutMs", 60_000), "new-connections", "http"],
    ["no persistence any more", remove("virtualServers.sticky.persistenceTimeoutMs"), "new-connections", "sticky"],
    ["persistence for networks", set("virtualServers.sticky.persistencePrefixLength", 24), "new-connections", "sticky"],
    ["persistence for whole addresses, said", set("virtualServers.sticky.persistencePrefixLength", 32), "hitless", ""],
    ["no longer single datagrams", set("virtualServers.datagrams.onePacket", false), "new-connections", "datagrams"],
    ["a sorry pool", set("virtualServers.http.sorryPool", "sorry"), "hitless", ""],
    ["no sorry pool any more", remove("virtualServers.lines.sorryPool"), "hitless", ""],
    ["a pool with the same servers", twin(web), "hitless", ""],
    ["a pool with one server more", twin({ ...web, web4: server("192.168.1.16") }), "new-connections", "http"],
    ["a pool with other servers", twin({ web4: server("192.168.1.16") }), "drops", "http"],
  ]);
});

describe("schedulers that take weights for numbers of connections:", () => {
  const by = (scheduler: string): Patch => set("virtualServers.http.scheduler", scheduler);
  const all = (value: number): Patch => both(weight("web1", value), weight("web2", value), weight("web3", value));
  expectRows(SITE, [
    ["to ovf, where too many clients are refused", by("ovf"), "drops", "http"],
    ["to lblc", by("lblc"), "failover", "http"],
  ]);
  // sticky's scheduler goes by ratios, and is left alone by what ovf and lblc heed.
  const alone = both(remove("virtualServers.sticky"), all(1000));
  const ovf = both(alone, by("ovf"))(SITE);
  const web = ((ovf["pools"] as Record<string, Raw>)["web"] as { servers: Record<string, object> }).servers;
  const twin = (servers: object): Patch => both(set("pools.twin", { servers, healthChecks: [{ type: "http", path: "/healthz" }] }), set("virtualServers.http.pool", "twin"));
  expectRows(ovf, [
    ["all limits of ovf fall in the same ratio", all(1), "drops", "http"],
    ["one limit of ovf falls", weight("web3", 999), "drops", "http"],
    ["one limit of ovf isn't known yet", set("pools.web.servers.web3.weight", UNKNOWN), "drops", "http"],
    ["one is drained under ovf", weight("web3", 0), "drops", "http"],
    ["one limit of ovf is raised", weight("web3", 1001), "new-connections", "http"],
    ["all limits of ovf are raised in the same ratio", all(2000), "new-connections", "http"],
    ["one joins under ovf", set("pools.web.servers.web4", server("192.168.1.16", { weight: 10 })), "new-connections", "http"],
    ["from ovf to another scheduler", by("wlc"), "failover", "http"],
    ["a pool with lower limits for ovf", twin({ ...web, web3: { ...web["web3"], weight: 10 } }), "drops", "http"],
    ["a pool with higher limits for ovf", twin({ ...web, web3: { ...web["web3"], weight: 2000 } }), "new-connections", "http"],
    ["a pool with the same limits for ovf", twin(web), "hitless", ""],
  ]);
  expectRows(both(by("ovf"), set("virtualServers.http.protocol", "udp"), set("virtualServers.http.onePacket", true))(alone(SITE)), [["limits of ovf fall, which single datagrams never reach", all(1), "new-connections", "http"]]);
  for (const scheduler of ["lblc", "lblcr"]) {
    expectRows(both(alone, by(scheduler))(SITE), [[`all weights in the same ratio by ${scheduler}, so that servers are overloaded sooner`, all(1), "new-connections", "http"]]);
  }
});

describe("load monitors of another pool with the same servers:", () => {
  const loaded = (SITE["pools"] as Record<string, Raw>)["loaded"]!;
  const twin = (name: string, pool: object): Patch => both(set("pools.twin", pool), set(`virtualServers.${name}.pool`, "twin"));
  const monitor = { type: "http", intervalMs: 20_000 };
  expectRows(SITE, [
    ["another one", twin("loaded", { ...loaded, loadMonitor: monitor }), "new-connections", "loaded"],
    ["none any more", twin("loaded", { servers: loaded["servers"] }), "new-connections", "loaded"],
    ["the same one, which begins anew under the new pool's name", twin("loaded", loaded), "new-connections", "loaded"],
    ["one, where nobody heeds weights but those of the first", twin("lines", { ...(SITE["pools"] as Record<string, Raw>)["lines"], loadMonitor: monitor }), "new-connections", "loaded"],
    ["the same one, and other health checks", twin("loaded", { ...loaded, healthChecks: [{ type: "ping" }] }), "drops", "loaded"],
    ["none any more, and other health checks", twin("loaded", { servers: loaded["servers"], healthChecks: [{ type: "ping" }] }), "drops", "loaded"],
  ]);
  expectRows(set("pools.twin", { servers: loaded["servers"] })(SITE), [["a first one", both(set("virtualServers.loaded.pool", "twin"), set("pools.twin.loadMonitor", monitor)), "new-connections", "loaded"]]);
});

describe("the load monitor, which is one for all pools,", () => {
  const loads = (first: number, second: number): Patch => both(set("pools.loaded.servers.load1.weight", first), set("pools.loaded.servers.load2.weight", second));
  const second = both(set("pools.turns", { loadMonitor: { type: "http" }, servers: { turn1: server("192.168.1.41", { weight: 10, port: 83 }), turn2: server("192.168.1.42", { weight: 10, port: 83 }) } }), set("virtualServers.turns", { vip: "www", port: 83, pool: "turns", scheduler: "rr" }));
  expectRows(SITE, [
    ["starts again with other weights, though all keep their ratio", loads(20, 20), "new-connections", "loaded"],
    ["starts again with a second virtual server on its pool", set("virtualServers.more", { vip: "www", port: 8082, pool: "loaded", scheduler: "wlc" }), "new-connections", "loaded"],
    ["starts again with a real server that gets nothing", set("pools.loaded.servers.load3", server("192.168.1.33", { weight: 0, port: 82 })), "new-connections", "loaded"],
    ["goes on where something of other pools changes", set("pools.lines.servers.web1.weight", 2), "hitless", ""],
    ["goes on where a virtual server of its pool is only called otherwise", rename("virtualServers", "loaded", "busy"), "hitless", ""],
  ]);
  expectRows(second(SITE), [
    ["starts again for all with another interval of one", set("pools.turns.loadMonitor.intervalMs", 20_000), "new-connections", "loaded"],
    ["starts again for the others where one of them drops connections", remove("pools.turns.servers.turn2"), "drops", "loaded turns"],
    ["starts again for nobody where nobody heeds weights", both(remove("virtualServers.loaded"), set("pools.turns.loadMonitor.intervalMs", 20_000)), "drops", "loaded"],
  ]);
  expectRows(both(second, set("virtualServers.loaded.scheduler", "rr"))(SITE), [["is nothing to those who heed no weights", loads(20, 20), "hitless", ""]]);
});

describe("VIPs:", () => {
  expectRows(SITE, [
    ["one comes", set("vips.more", { address: "203.0.113.12" }), "hitless", ""],
    ["one goes that has no virtual server", remove("vips.idle"), "hitless", ""],
    ["another name", both(rename("vips", "www", "front"), ...ALL.split(" ").map((name) => set(`virtualServers.${name}.vip`, "front"))), "hitless", ""],
    ["another address", set("vips.www.address", "203.0.113.12"), "drops", ALL],
    ["another address of one that has no virtual server", set("vips.idle.address", "203.0.113.12"), "hitless", ""],
    ["the other leg", both(remove("vips.www.label"), set("vips.www.leg", "private")), "hitless", ""],
    ["another label", set("vips.www.label", "eth0:2"), "failover", ALL],
    ["no label any more", remove("vips.www.label"), "failover", ALL],
  ]);
});

describe("VIPs, elsewhere:", () => {
  const other = set("virtualServers.other", { vip: "idle", port: 80, pool: "web" });
  expectRows(other(SITE), [["one goes with its virtual server", both(remove("vips.idle"), remove("virtualServers.other")), "drops", "other"]]);
  expectRows(
    {
      ...{ name: "six", heartbeat: { virtualRouterId: 51 }, routing: { method: "direct" } },
      routers: { lvs1: { host: "lvs1", priority: 254, public: { interface: "eth0", address: "2001:db8:1::2/64" }, private: { interface: "eth1", address: "2001:db8:2::2/64" } } },
      vips: { www: { address: "2001:db8:1::10" } },
      pools: { web: { servers: { web1: server("2001:db8:2::11") } } },
      virtualServers: { http: { vip: "www", port: 80, pool: "web" } },
    },
    [
      ["the other leg of an IPv6 one", set("vips.www.leg", "private"), "drops", "http"],
      ["another spelling", set("vips.www.address", "2001:DB8:1:0::10"), "hitless", ""],
      ["the address of a router that is alone", set("routers.lvs1.public.address", "2001:db8:1::3/64"), "hitless", ""],
      ["the interface of a router that is alone", set("routers.lvs1.public.interface", "eth2"), "failover", "http"],
    ],
  );
});

describe("routing:", () => {
  const wider = both(set("routing.gateway", "192.168.1.254/23"), ...[2, 3].map((at) => set(`routers.lvs${at - 1}.private.address`, `192.168.1.${at}/23`)));
  expectRows(SITE, [
    ["another NAT router address", set("routing.gateway", "192.168.1.253/24"), "drops", ALL],
    ["the NAT router address with another prefix length", wider, "failover", ALL],
    ["the NAT router address under another label", set("routing.gatewayLabel", "eth1:2"), "failover", ALL],
    ["a VIP as real servers' source", set("routing.outboundVip", "www"), "hitless", ""],
    ["policy routing on real servers, where a daemon over UDP may bind no address", set("routing.policyRouting", true), "drops", "datagrams"],
    ["policy routing on real servers, of which it isn't known yet", set("routing.policyRouting", UNKNOWN), "drops", "datagrams"],
    ["clients beside the real servers", set("routing.masqueradeLocalClients", true), "hitless", ""],
  ]);
  expectRows(set("routing.policyRouting", true)(SITE), [["no policy routing on real servers any more", set("routing.policyRouting", false), "hitless", ""]]);
  expectRows(remove("virtualServers.datagrams")(SITE), [
    ["policy routing on real servers, over TCP alone", set("routing.policyRouting", true), "hitless", ""],
    ["policy routing on real servers, with a virtual server over UDP that is new", both(set("routing.policyRouting", true), set("virtualServers.datagrams", (SITE["virtualServers"] as Raw)["datagrams"])), "hitless", ""],
  ]);
  const newer = both(...[1, 2].map((at) => set(`routers.lvs${at}.keepalivedVersion`, "2.3.1")));
  expectRows(newer(SITE), [["the NAT router address with another prefix length, by a newer keepalived", wider, "hitless", ""]]);
  const tunnel = set("routing", { method: "tunnel" });
  expectRows(DIRECT, [
    ["from direct routing to tunneling", tunnel, "hitless", ""],
    ["from direct routing to tunneling, where a real server has no login", both(tunnel, remove("pools.web.servers.web1.login")), "drops", "http"],
    ["checks at the VIP", set("routing.vipCheck", true), "hitless", ""],
    ["a router's only leg has another address", set("routers.lvs1.public.address", "192.168.1.5/24"), "failover", "http"],
  ]);
  expectRows(tunnel(DIRECT), [
    ["from tunneling to direct routing", set("routing", { method: "direct" }), "drops", "http"],
    ["longer segments", set("routing.mss", 1400), "hitless", ""],
  ]);
  expectRows(set("routing.masqueradeLocalClients", true)(SITE), [["no clients beside the real servers any more", set("routing.masqueradeLocalClients", false), "drops", ALL]]);
});

describe("heartbeat and routers:", () => {
  const secondPath = set("heartbeat.secondPath", { publicReferences: ["203.0.113.1"] });
  expectRows(SITE, [
    ["another VRID", set("heartbeat.virtualRouterId", 52), "failover", ALL],
    ["the other leg", set("heartbeat.leg", "private"), "failover", ALL],
    ["adverts five times as often", set("heartbeat.advertIntervalMs", 200), "failover", ALL],
    ["adverts twice as often", set("heartbeat.advertIntervalMs", 500), "hitless", ""],
    ["adverts less often", set("heartbeat.advertIntervalMs", 5000), "hitless", ""],
    ["a delay at start", set("heartbeat.startupDelayMs", 5000), "hitless", ""],
    ["a second path, with a sorry pool", secondPath, "drops", ALL],
    ["other priorities", both(set("routers.lvs1.priority", 10), set("routers.lvs2.priority", 20)), "hitless", ""],
    ["another login", both(set("routers.lvs1.host", "lvs1.example.net"), set("routers.lvs1.port", 2222), set("routers.lvs1.user", "ops")), "hitless", ""],
    ["another version of keepalived", set("routers.lvs1.keepalivedVersion", "2.2.8"), "hitless", ""],
    ["a router's heartbeat address", set("routers.lvs2.public.address", "203.0.113.5/24"), "failover", ALL],
    ["a router's other address", set("routers.lvs2.private.address", "192.168.1.5/24"), "hitless", ""],
    ["a router's other interface", both(set("routers.lvs2.private.interface", "eth2"), remove("routing.gatewayLabel")), "failover", ALL],
    ["a router's name", rename("routers", "lvs2", "second"), "hitless", ""],
    ["two routers swap names", swapped, "hitless", ""],
    ["prefix lengths of the heartbeat's leg", both(set("routers.lvs1.public.address", "203.0.113.2/25"), set("routers.lvs2.public.address", "203.0.113.3/25")), "hitless", ""],
    ["a router's login and address, which may be another machine", both(set("routers.lvs2.host", "lvs9"), set("routers.lvs2.public.address", "203.0.113.9/24")), "failover", ALL],
    ["logins and addresses of all routers", both(...[1, 2].flatMap((at) => [set(`routers.lvs${at}.host`, `new${at}`), set(`routers.lvs${at}.public.address`, `203.0.113.${at + 20}/24`)])), "drops", ALL],
    ["a login that isn't known yet, at the same address", set("routers.lvs2.host", UNKNOWN), "hitless", ""],
    ["a third router", three, "hitless", ""],
    ["the backup leaves, and the active one is alone", remove("routers.lvs2"), "failover", ALL],
    ["the cluster's name", set("name", "web"), "drops", ALL],
    ["leave to install packages, and a warning that is silenced", both(set("installPackages", true), set("silence", ["LVS153"])), "hitless", ""],
  ]);
  expectRows(three(SITE), [
    ["one of three leaves, which may be the active one", remove("routers.lvs3"), "failover", ALL],
    ["the one of three leaves that has the greatest priority", remove("routers.lvs1"), "failover", ALL],
    ["one that may be active is replaced", (raw) => set("routers.lvs4", { host: "lvs4", priority: 200, public: { interface: "eth0", address: "203.0.113.7/24" }, private: { interface: "eth1", address: "192.168.1.7/24" } })(remove("routers.lvs3")(raw)), "failover", ALL],
  ]);
  expectRows(three(SITE), [
    ["one of two backups leaves", remove("routers.lvs3"), "hitless", ""],
    ["the active one of three leaves", remove("routers.lvs1"), "failover", ALL],
  ], { active: "lvs1" });
  const others = both(remove("routers.lvs1"), remove("routers.lvs2"), set("routers.lvs3", (three(SITE)["routers"] as Raw)["lvs3"]));
  expectRows(SITE, [["all are replaced at once", others, "drops", ALL]]);
  expectRows(remove("routers.lvs2")(SITE), [["a first peer", set("routers.lvs2", (SITE["routers"] as Raw)["lvs2"]), "failover", ALL]]);
  const noSorry = remove("virtualServers.lines.sorryPool");
  expectRows(noSorry(SITE), [["a second path", secondPath, "failover", ALL]]);
  expectRows(secondPath(SITE), [
    ["the active router's address on the second path, with a sorry pool", set("routers.lvs1.private.address", "192.168.1.5/24"), "drops", ALL],
    ["the active router's interface on the second path, by which it tells of connections", both(set("routers.lvs1.private.interface", "eth2"), remove("routing.gatewayLabel")), "drops", ALL],
  ]);
  expectRows(both(secondPath, noSorry)(SITE), [
    ["no second path any more", remove("heartbeat.secondPath"), "hitless", ""],
    ["other references", set("heartbeat.secondPath.publicReferences", ["203.0.113.254"]), "hitless", ""],
    ["the active router's address on the second path", set("routers.lvs1.private.address", "192.168.1.5/24"), "failover", ALL],
    ["the other router's, which may be active", set("routers.lvs2.private.address", "192.168.1.5/24"), "failover", ALL],
  ]);
  const oneLeg = both(remove("routers.lvs1.private"), remove("routers.lvs2.private"))(DIRECT);
  const legs = both(...[2, 3].map((at) => set(`routers.lvs${at - 1}.private`, { interface: "eth1", address: `10.0.0.${at}/24` })));
  expectRows(oneLeg, [
    ["private legs, by which routers then tell of connections", legs, "hitless", ""],
    ["private legs together with a second path there", both(legs, set("heartbeat.secondPath", { publicReferences: ["192.168.1.1"], privateReferences: ["10.0.0.1"] })), "drops", "http"],
  ]);
  const [first, second] = ["lvs1", "lvs2"].map((router) => set(`routers.${router}.private.address`, "192.168.1.5/24")) as [Patch, Patch];
  expectRows(both(secondPath, noSorry)(SITE), [["the active router's address on the second path, where that is known", second, "failover", ALL], ["a backup's", first, "hitless", ""]], { active: "lvs2" });
});

it("everything that the rules can say is said of one of these", () => {
  const said = ({ class: name, reason, fact }: Pick<Outcome, "class" | "reason" | "fact">): string => `${name}: ${reason}; ${fact}`;
  const here = new Set(all.flatMap(({ base, change, live }) => impactOf(clusterOf(base), clusterOf(change(base)), live)).map(said));
  const unsaid = [RESTARTED, ...RULES.flatMap(({ outcomes }) => outcomes)].filter((outcome) => !here.has(said(outcome)));
  expect([...new Set(unsaid.map(({ change }) => change))]).toEqual([]);
});

it("nothing changes nothing", () => {
  expect(impactOf(clusterOf(SITE), clusterOf(asItIs(SITE)))).toEqual([]);
});
