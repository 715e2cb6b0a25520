import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Place } from "../../../../lib/diagnostics";
import { type Cluster, IMPACT_CLASSES, UNKNOWN, clusterSchema, impactOf, leafSpec, worstClass } from "../../../../lib/model";
import { RESTARTED } from "../../../../lib/model/impact/load-monitor";
import { RULES, ruleAt } from "../../../../lib/model/impact/rules";
import { arbitraryCluster } from "../arbitrary-cluster";
import { scalarPlaces, unknownAt } from "../checks/leaves";
import { both, remove, set } from "../checks/patch";
import { SITE, clusterOf, three } from "./site";

const SEED = Number(process.env["LVS_TEST_SEED"] ?? Date.now() & 0x7fffffff);
const parameters = { numRuns: 100, seed: SEED };

describe("the rules", () => {
  /** Every place of the schema at which something may be another, come or go; `*` for names and positions. */
  function places(schema: unknown, path: string): string[] {
    if (leafSpec(schema as object) !== undefined) return [path];
    const below = (step: string): string => (path === "" ? step : `${path}.${step}`);
    if (schema instanceof z.ZodObject) return Object.entries(schema.shape).flatMap(([key, member]) => places(member, below(key)));
    if (schema instanceof z.ZodRecord) return [below("*"), ...places(schema.valueType, below("*"))];
    if (schema instanceof z.ZodArray) return [below("*"), ...places(schema.element, below("*"))];
    if (schema instanceof z.ZodDefault) return places(schema.unwrap(), path);
    if (schema instanceof z.ZodOptional) return [path, ...places(schema.unwrap(), path)];
    throw new Error(`a cluster has no ${String(schema)}`);
  }

  it("are there for every leaf of the model, every entry and every part that may be left out, and for nothing else", () => {
    expect(RULES.map(({ path }) => path).sort()).toEqual([...new Set(places(clusterSchema, ""))].sort());
  });

  it("say of no two outcomes the same, and end no line with a full stop", () => {
    const outcomes = [...new Set(RULES.flatMap((rule) => rule.outcomes))];
    const changes = outcomes.map(({ change }) => change);
    expect(changes.filter((change, index) => changes.indexOf(change) !== index)).toEqual([]);
    expect(outcomes.flatMap(({ change, reason, fact }) => [change, reason, fact]).filter((text) => text === "" || /[.\n]$/.test(text))).toEqual([]);
  });
});

describe(`of generated clusters (seed ${SEED})`, () => {
  it("no change has no impact, in whatever order collections come", () => {
    fc.assert(
      fc.property(arbitraryCluster, (cluster) => {
        expect([impactOf(cluster, cluster), impactOf(cluster, reversed(cluster))]).toEqual([[], []]);
      }),
      parameters,
    );
  });

  it("any change has the same impacts, in whatever order collections come, and each is one of its rule's", () => {
    fc.assert(
      fc.property(arbitraryCluster, arbitraryCluster, (former, next) => {
        const impacts = impactOf(former, next);
        expect(impactOf(reversed(former), reversed(next))).toEqual(impacts);
        const known = new Set([...Object.keys(former.virtualServers), ...Object.keys(next.virtualServers)]);
        for (const { class: name, place, reason, virtualServers } of impacts) {
          expect([...(isRestart({ place }) ? [RESTARTED] : []), ...pathsOf(place).flatMap((path) => RULES.find((rule) => rule.path === path)?.outcomes ?? [])]).toContainEqual(expect.objectContaining({ class: name, reason }));
          expect(virtualServers).toEqual([...new Set(virtualServers)].sort());
          expect(virtualServers.filter((one) => !known.has(one))).toEqual([]);
          if (name === "hitless") expect(virtualServers).toEqual([]);
        }
      }),
      parameters,
    );
  });

  it("another name of anything but the cluster is hitless, where no load monitor goes by names", () => {
    fc.assert(
      fc.property(arbitraryCluster, (cluster) => {
        const impacts = impactOf(cluster, renamed(cluster));
        expect(impacts.length).toBeGreaterThan(0);
        expect(impacts.filter(({ class: name }) => name !== "hitless")).toEqual([]);
      }),
      parameters,
    );
  });

  it("a cluster that is new is hitless, and one that goes drops what it served", () => {
    fc.assert(
      fc.property(arbitraryCluster, (cluster) => {
        expect(impactOf(undefined, cluster)).toMatchObject([{ class: "hitless", place: [], virtualServers: [] }]);
        expect(impactOf(cluster, undefined)).toMatchObject([{ class: "drops", place: [], virtualServers: Object.keys(cluster.virtualServers).sort() }]);
        expect(impactOf({ ...cluster, virtualServers: {} }, undefined)).toMatchObject([{ class: "hitless" }]);
      }),
      parameters,
    );
  });

  it("a value that isn't known yet counts for the worst that it may come to, and for nothing else; where the rest of the cluster tells what, for that", () => {
    fc.assert(
      fc.property(arbitraryCluster, fc.nat(), (cluster, which) => {
        const places = scalarPlaces(cluster);
        const place = places[which % places.length]!;
        const impacts = impactOf(cluster, unknownAt(cluster, place)).filter((impact) => !isRestart(impact));
        const path = pathsOf(place).find((one) => RULES.some((rule) => rule.path === one))!;
        const { outcomes, judgesUnknown } = ruleAt(path).rule;
        const expected = judgesUnknown === true ? outcomes.map((outcome) => outcome.class) : [worstClass(outcomes)];
        expect(impacts.map((impact) => pathsOf(impact.place).includes(path) || `${pathsOf(impact.place)[0]}.*` === path)).toEqual([true]);
        expect(expected).toContain(impacts[0]?.class);
      }),
      parameters,
    );
  });
});

describe("an impact", () => {
  const site = clusterOf(SITE);

  it("says what changes, why it is of its class, and on what that rests", () => {
    expect(impactOf(site, clusterOf(set("pools.web.servers.web2.weight", 3)(SITE)))).toEqual([
      {
        class: "new-connections",
        place: ["pools", "web", "servers", "web2", "weight"],
        before: 2,
        after: 3,
        summary: "weight of web2 in pool web: 2 → 3",
        reason: "new connections are spread otherwise; those that stand stay where they are, also on a server of weight 0",
        fact: "The kernel edits the weight in place (IP_VS_SO_SET_EDITDEST); clients bound by persistence leave a server of weight 0 with their next connection (expire_quiescent_template)",
        virtualServers: ["http", "sticky"],
      },
    ]);
  });

  it.each([
    [set("heartbeat.advertIntervalMs", 200), "advert interval: 1000 ms → 200 ms"],
    [set("pools.web.servers.web4", { address: "192.168.1.16" }), "real server web4 in pool web is new"],
    [remove("virtualServers.http"), "virtual server http goes"],
    [set("pools.web.loadMonitor", { type: "rup" }), "load monitor of pool web is new"],
    [set("pools.loaded.loadMonitor.intervalMs", 20_000), "interval of the load monitor of pool loaded: 10000 ms → 20000 ms"],
    [set("pools.web.healthChecks.0.path", "/up"), "request path of health check 1 in pool web: /healthz → /up"],
    [set("pools.web.healthChecks.1", { type: "ping" }), "health check 2 in pool web is new"],
    [set("virtualServers.hashed.schedulerFlags", ["sh-port"]), "scheduler flags of virtual server hashed: none → sh-port"],
    [remove("vips.www.label"), "label of VIP www: eth0:1 → none"],
    [set("routers.lvs1.priority", 250), "priority of router lvs1: 254 → 250"],
  ])("is told in a few words: %#", (change, summary) => {
    expect(impactOf(site, clusterOf(change(SITE))).filter((impact) => !isRestart(impact)).map((impact) => impact.summary)).toEqual([summary]);
  });

  it("of a value that isn't known yet says so", () => {
    const next = unknownAt(site, ["virtualServers", "http", "port"]);
    expect(impactOf(site, next)).toMatchObject([{ class: "drops", after: UNKNOWN, summary: "port of virtual server http: 80 → not known yet", reason: expect.stringMatching(/^its value isn't known yet; at worst, it is another virtual server/), virtualServers: ["http"] }]);
  });

  it("has the place that it had where that is another one", () => {
    const pools = (({ web, ...others }) => ({ ...others, www: web }))(SITE["pools"] as Record<string, unknown>);
    const next = clusterOf(both(set("pools", pools), set("virtualServers.http.pool", "www"), set("virtualServers.sticky.pool", "www"), remove("pools.www.healthChecks"))(SITE));
    expect(impactOf(site, next).map(({ place, formerPlace }) => [place, formerPlace])).toEqual([
      [["pools", "www"], ["pools", "web"]],
      [["pools", "www", "healthChecks", 0], ["pools", "web", "healthChecks", 0]],
    ]);
    expect(impactOf(site, clusterOf(set("pools.web.servers.web2.weight", 3)(SITE)))[0]).not.toHaveProperty("formerPlace");
  });

  it("that one load monitor starts again stands last, and names who notices it by nothing else", () => {
    const next = clusterOf(both(set("pools.web.loadMonitor", { type: "rup" }), set("routers.lvs1.priority", 250))(SITE));
    expect(impactOf(site, next).map(({ place, class: name, virtualServers }) => [place[0], name, virtualServers])).toEqual([["routers", "hitless", []], ["pools", "new-connections", ["http", "sticky"]], ["loadMonitor", "new-connections", ["loaded"]]]);
  });

  it("is told in the order of the model", () => {
    const next = clusterOf(both(set("pools.web.servers.web2.weight", 3), set("vips.more", { address: "203.0.113.12" }), set("routers.lvs1.priority", 250))(SITE));
    expect(impactOf(site, next).map(({ place }) => place[0])).toEqual(["routers", "vips", "pools"]);
  });

  it("of two changes that only together make a difference counts for both", () => {
    const next = clusterOf(both(set("virtualServers.lines.scheduler", "wrr"), set("pools.lines.servers.web1.weight", 3))(SITE));
    expect(impactOf(site, next).map(({ place, class: name, virtualServers }) => [place.at(-1), name, virtualServers])).toEqual([
      ["scheduler", "failover", ["lines"]],
      ["weight", "new-connections", ["lines"]],
    ]);
  });
});

describe("a router that leaves", () => {
  const routers = clusterOf(three(SITE));
  const without = (name: string): Cluster => clusterOf(remove(`routers.${name}`)(three(SITE)));
  it.each([
    ["lvs1", undefined, "failover"],
    ["lvs2", undefined, "failover"],
    ["lvs1", "lvs2", "hitless"],
    ["lvs2", "lvs2", "failover"],
    ["lvs2", "nobody", "failover"],
  ] as const)("%s, while %s is active", (name, active, expected) => {
    expect(worstClass(impactOf(routers, without(name), active === undefined ? {} : { active }))).toBe(expected);
  });

  it("takes the connections along when nobody stays", () => {
    const others = clusterOf(both(remove("routers.lvs1"), remove("routers.lvs2"), set("routers.lvs3", (three(SITE)["routers"] as Record<string, unknown>)["lvs3"]))(SITE));
    expect(impactOf(clusterOf(SITE), others).map(({ place, class: name }) => [place.at(-1), name])).toEqual([["lvs1", "drops"], ["lvs2", "drops"], ["lvs3", "hitless"]]);
  });
});

it("worst is the worst of them, and hitless of none", () => {
  expect(worstClass([])).toBe("hitless");
  expect(worstClass([...IMPACT_CLASSES].reverse().map((name) => ({ class: name })))).toBe("drops");
  expect(worstClass([{ class: "new-connections" }, { class: "failover" }, { class: "hitless" }])).toBe("failover");
});

/** What stands at no place of the model: that the load monitor of all pools starts again. */
function isRestart({ place }: { readonly place: Place }): boolean {
  return place[0] === "loadMonitor";
}

/** The rule's path for a place, of which nobody knows which steps are names: each may be. */
function pathsOf(place: Place): string[] {
  const exact = place.reduce<string[]>((paths, step) => (paths.length === 0 ? [String(step)] : paths.flatMap((path) => [`${path}.${step}`, `${path}.*`])), []);
  return exact.flatMap((path) => [path, `${path}.*`]);
}

/** The same cluster, with every collection in the opposite order. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, member]) => [key, reversed(member as unknown)])) as T;
}

/** Each thing under another name, and what refers to it, too; names are turned round, so that they sort otherwise. Pools with a load monitor keep theirs, and so do their virtual servers, which stand in its file in the order of their names. */
function renamed(cluster: Cluster): Cluster {
  const other = (name: string): string => [...name].reverse().join("");
  const pool = (name: string): string => (cluster.pools[name]?.loadMonitor === undefined ? other(name) : name);
  const all = <T>(members: Readonly<Record<string, T>>, call: (name: string) => string = other): Record<string, T> => Object.fromEntries(Object.entries(members).map(([name, member]) => [call(name), member]));
  const { outboundVip } = cluster.routing;
  return {
    ...cluster,
    routers: all(cluster.routers),
    routing: { ...cluster.routing, ...(outboundVip === undefined ? {} : { outboundVip: other(outboundVip) }) },
    vips: all(cluster.vips),
    pools: all(Object.fromEntries(Object.entries(cluster.pools).map(([name, one]) => [name, one.loadMonitor === undefined ? { ...one, servers: all(one.servers) } : one])), pool),
    virtualServers: all(Object.fromEntries(Object.entries(cluster.virtualServers).map(([name, one]) => [name, { ...one, vip: other(one.vip), pool: pool(one.pool), ...(one.sorryPool === undefined ? {} : { sorryPool: pool(one.sorryPool) }) }])), (name) => (cluster.pools[cluster.virtualServers[name]?.pool ?? ""]?.loadMonitor === undefined ? other(name) : name)),
  };
}
