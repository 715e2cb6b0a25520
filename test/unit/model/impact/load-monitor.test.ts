import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadMonitorConf } from "../../../../lib/compile/loadmonitor";
import { monitorFile } from "../../../../lib/model/impact/load-monitor";
import { arbitraryCluster } from "../arbitrary-cluster";
import { type Patch, remove, set } from "../checks/patch";
import { SITE, clusterOf } from "./site";

const SEED = Number(process.env["LVS_TEST_SEED"] ?? Date.now() & 0x7fffffff);

describe(`the load monitor's file, as the rules know it (seed ${SEED}),`, () => {
  it("is another one where the compiler writes another one", () => {
    fc.assert(
      fc.property(arbitraryCluster, arbitraryCluster, fc.nat(3), (one, other, part) => {
        // Mostly the same, so that it comes to one difference.
        const next = [other, { ...one, pools: other.pools }, { ...one, virtualServers: other.virtualServers }, { ...one, vips: other.vips }][part]!;
        if (!isCompilable(next)) return;
        if (loadMonitorConf(one) !== loadMonitorConf(next)) expect(monitorFile(one)).not.toBe(monitorFile(next));
      }),
      { numRuns: 300, seed: SEED },
    );
  });

  it.each<[string, Patch, boolean]>([
    ["a weight", set("pools.loaded.servers.load1.weight", 20), true],
    ["another address", set("pools.loaded.servers.load1.address", "192.168.1.39"), true],
    ["another port in the kernel's table", set("pools.loaded.servers.load1.port", 8282), true],
    ["another port of a virtual server", set("virtualServers.loaded.port", 8282), true],
    ["another address of its VIP", set("vips.www.address", "203.0.113.99"), true],
    ["another scheduler", set("virtualServers.loaded.scheduler", "wrr"), false],
    ["another weight elsewhere", set("pools.web.servers.web1.weight", 20), false],
    ["no virtual server elsewhere", remove("virtualServers.http"), false],
  ])("goes by what stands in it: %s", (_what, change, differs) => {
    const [before, after] = [clusterOf(SITE), clusterOf(change(SITE))];
    expect([loadMonitorConf(before) !== loadMonitorConf(after), monitorFile(before) !== monitorFile(after)]).toEqual([differs, differs]);
  });

  function isCompilable({ virtualServers, vips, pools }: Parameters<typeof loadMonitorConf>[0]): boolean {
    return Object.values(virtualServers).every(({ vip, pool }) => vips[vip] !== undefined && pools[pool] !== undefined);
  }
});
