import { describe, expect, it } from "vitest";
import { type VirtualServerPreview, parseLimit, reached } from "../../../lib/preview";
import { type ObjectValue, UNKNOWN } from "../../../lib/provider/server";
import { type ClusterConfig } from "../../lab/harness/cluster-config";
import { configured, deployed, planned } from "../provider/cluster/cluster-values";
import { created, updated, withoutWeb3 } from "./clusters";
import { type ChangeJson, changeJson } from "./plan-json";
import { altered, only, previewed } from "./states";

const http = (change: ChangeJson): VirtualServerPreview => only(previewed(change)).virtualServers[0]!;
const by = (scheduler: string) => (cluster: ClusterConfig) => void (cluster.virtual_servers["http"]!["scheduler"] = scheduler);
const limit = (...changes: readonly ChangeJson[]): string[] => reached([parseLimit("capacity:1")!], previewed(...changes));

/** A configuration of which the virtual server's pool isn't known yet. */
function openPool(): ChangeJson {
  const config = configured();
  const servers = config["virtual_servers"] as Readonly<Record<string, ObjectValue>>;
  return changeJson({ before: deployed(), after: planned(deployed(), { ...config, virtual_servers: { http: { ...servers["http"], pool: UNKNOWN } } }).planned });
}

describe("connections that are lost", () => {
  it("are the share of real servers that go, where nothing else costs any", () => {
    expect(http(updated(withoutWeb3)).dropped).toEqual({ share: 0.625 });
  });

  it("are not told where something else costs some, too", () => {
    const change = updated((cluster) => (withoutWeb3(cluster), (cluster.routing.gateway = "192.168.1.253/24")));
    expect(http(change).dropped).toEqual({ share: null });
  });

  it("are all where the cluster is replaced, though a real server goes with it", () => {
    expect(http(updated(withoutWeb3, { actions: ["delete", "create"] })).dropped).toEqual({ share: 1 });
  });
});

describe("a virtual server and its real servers", () => {
  it("are known by their addresses, in whatever spelling", () => {
    const six = (address: string) => (cluster: ClusterConfig) => {
      cluster.pools["web"]!.servers["web1"]!.address = address;
      cluster.routing = { method: "tunnel" };
    };
    const change = updated(six("2001:db8::11"), { before: deployed(six("2001:DB8:0::11")) });
    expect(http(change).servers.filter(({ server }) => server === "web1")).toMatchObject([{ before: { weight: 1 }, after: { weight: 1 } }]);
  });

  it("are compared with what had their place, and not their name", () => {
    const change = updated((cluster) => (cluster.virtual_servers = { old: { ...cluster.virtual_servers["http"]! }, http: { ...cluster.virtual_servers["http"]!, port: 8080 } }));
    const { virtualServers } = only(previewed(change));
    expect(virtualServers.map(({ name, before, after, capacity }) => [name, before?.endpoint, after?.endpoint, capacity])).toEqual([
      ["http", undefined, "tcp 203.0.113.10:8080", null],
      ["old", "tcp 203.0.113.10:80", "tcp 203.0.113.10:80", 1],
    ]);
  });

  it("are drawn once, whatever they are called", () => {
    const { topology } = only(
      previewed(
        updated((cluster) => {
          const { web1, ...servers } = cluster.pools["web"]!.servers;
          cluster.pools = { all: { ...cluster.pools["web"]!, servers: { ...servers, first: web1! } } };
          cluster.virtual_servers = { site: { ...cluster.virtual_servers["http"]!, pool: "all", vip: "front" } };
          cluster.vips = { front: cluster.vips["www"]! };
        }),
      ),
    );
    const marks = (parts: readonly { readonly name: string; readonly mark: string }[] | undefined): string[] => (parts ?? []).map(({ name, mark }) => `${name} ${mark}`);
    expect([marks(topology?.vips), marks(topology?.virtualServers), marks(topology?.pools), marks(topology?.pools[0]?.servers)]).toEqual([["front changed"], ["site changed"], ["all changed"], ["first changed", "web2 same", "web3 same"]]);
    expect(topology?.pools[0]?.servers[0]?.label).toBe("192.168.1.11 · weight 1");
  });

  it("are said to be checked by nobody, where that is so", () => {
    const change = updated((cluster) => {
      cluster.pools["web"]!.health_checks = [];
      cluster.virtual_servers["http"]!["protocol"] = "udp";
    });
    expect(http(change)).toMatchObject({ whenServerDies: null, notes: ["nothing checks these real servers: one that dies goes on getting its share"] });
  });
});

describe("capacity", () => {
  it.each(["fo", "dh", "lblc"])("is not reckoned by %s, where one real server gets all", (scheduler) => {
    const change = updated((cluster) => (by(scheduler)(cluster), withoutWeb3(cluster)), { before: deployed(by(scheduler)) });
    expect(http(change)).toMatchObject({ capacity: null, whenServerDies: null, whenRouterDies: null, notes: [expect.stringContaining("capacity is not reckoned")] });
  });

  it("of ovf is that of the sums of its limits, and who gets how much isn't told", () => {
    const change = updated((cluster) => (by("ovf")(cluster), withoutWeb3(cluster)), { before: deployed(by("ovf")) });
    expect(http(change)).toMatchObject({ capacity: 0.375, dropped: { share: null }, servers: [{ after: { share: null } }, { after: { share: null } }, { before: { share: null } }] });
    const raised = updated((cluster) => (by("ovf")(cluster), (cluster.pools["web"]!.servers["web1"]!.weight = 9)), { before: deployed(by("ovf")) });
    expect(http(raised)).toMatchObject({ capacity: 2, notes: [] });
  });

  it.each([["wlc", "ovf"], ["ovf", "wlc"]])("is not reckoned from %s to %s, where weights mean something else", (from, to) => {
    const change = updated(by(to), { before: deployed(by(from)) });
    expect(http(change)).toMatchObject({ capacity: null, capacityUnknown: true, notes: [expect.stringContaining("how capacity changes is not reckoned")] });
  });

  it("counts a router that is a real server by what its scheduler counts", () => {
    const lvs1 = (weight: number) => (cluster: ClusterConfig) => {
      by("rr")(cluster);
      cluster.pools["web"]!.servers["web3"] = { address: "192.168.1.2", weight };
    };
    expect(http(updated(lvs1(9), { before: deployed(by("rr")) })).whenRouterDies).toMatchObject({ router: "lvs1", left: expect.closeTo(2 / 3, 5) as unknown });
  });

  it("is that of no empty pool where the pool isn't known yet", () => {
    expect(http(openPool())).toMatchObject({ capacity: null, whenServerDies: null, whenRouterDies: null, after: { rule: "" }, notes: [expect.stringContaining("virtualServers.http.pool is not known yet")] });
  });

  it("leaves a line in the kernel's table that isn't told while the pool isn't known yet", () => {
    expect(only(previewed(openPool())).ipvs).toEqual([{ routers: ["lvs1", "lvs2"], lines: [expect.stringMatching(/^# not told/)] }]);
  });

  it("stays what it is where nothing of it changes, however little is known", () => {
    const change = updated((cluster) => (by("dh")(cluster), (cluster["install_packages"] = true)), { before: deployed(by("dh")) });
    expect(http(change).capacity).toBe(1);
  });
});

describe("--fail-on capacity", () => {
  it("is reached where the loss isn't known", () => {
    expect(limit(openPool())).toEqual(["capacity:1: http of www, of which it isn't known"]);
    const strange = updated(() => undefined);
    expect(limit(altered(strange, { after: { ...(strange.change["after"] as object), heartbeat: null } }))).toEqual(["capacity:1: www, of which nothing is known"]);
    expect(limit(altered(strange, { after_sensitive: { pools: true } }))).toEqual(["capacity:1: lvs_cluster.www, of which nothing is known"]);
  });

  it("is not reached by a gain over nothing", () => {
    const drained = deployed((cluster) => Object.values(cluster.pools["web"]!.servers).forEach((server) => (server.weight = 0)));
    const change = updated(() => undefined, { before: drained });
    expect([limit(change), http(change).capacity]).toEqual([[], null]);
  });

  it.each(["fo", "dh", "lblc"])("is not reached by what changes no capacity, where %s is not reckoned", (scheduler) => {
    const before = deployed(by(scheduler));
    const changes: readonly ((cluster: ClusterConfig) => void)[] = [
      (cluster) => (cluster.virtual_servers = { site: cluster.virtual_servers["http"]! }),
      (cluster) => (cluster.virtual_servers["http"]!["persistence_timeout_ms"] = 60_000),
      (cluster) => (cluster.pools["web"]!.servers["web1"]!.login!["user"] = "ops"),
      (cluster) => {
        const { web1, ...servers } = cluster.pools["web"]!.servers;
        cluster.pools["web"]!.servers = { ...servers, first: web1! };
      },
      (cluster) => {
        cluster.pools = { www: cluster.pools["web"]! };
        cluster.virtual_servers["http"]!.pool = "www";
      },
    ];
    const limits = changes.map((change) => limit(updated((cluster) => (by(scheduler)(cluster), change(cluster)), { before })));
    expect(limits).toEqual(changes.map(() => []));
    expect(limit(updated((cluster) => (by(scheduler)(cluster), (cluster.pools["web"]!.servers["web1"]!.weight = 7)), { before }))).toHaveLength(1);
  });

  it("is not reached where nothing was before, or nothing changes", () => {
    expect([limit(created(by("dh"))), limit(altered(updated(() => undefined), { actions: ["no-op"] }))]).toEqual([[], []]);
  });
});
