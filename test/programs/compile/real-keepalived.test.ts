import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCluster, currentPath } from "../../../lib/compile";
import { type Cluster } from "../../../lib/model";
import { arbitraryCluster } from "../../unit/model/arbitrary-cluster";
import { testConfigurations } from "./router-namespace";

/** More for a longer look: `LVS_TEST_MODELS=1000`. */
const MODELS = Number(process.env["LVS_TEST_MODELS"] ?? 60);
const SEED = Number(process.env["LVS_TEST_SEED"] ?? Date.now() & 0x7fffffff);

/** keepalived.conf of every router of a cluster. */
function configurations(cluster: Cluster): string[] {
  return compileCluster(cluster).hosts.flatMap(({ role, files }) => {
    const file = files[currentPath(cluster.name, "keepalived.conf")];
    // The program that looks after a leg comes with the bundle, and keepalived looks for it; a deployment shows it the one in the release.
    return role === "router" && file?.known === true ? [file.value.content.replace(/^( *script ")\S+/gm, "$1/bin/true")] : [];
  });
}

describe("the real keepalived -t", () => {
  it(`accepts every router's file of ${MODELS} generated clusters, and has nothing to say about it (seed ${SEED})`, () => {
    const files = fc.sample(arbitraryCluster, { numRuns: MODELS, seed: SEED }).flatMap(configurations);
    const refused = testConfigurations(files).flatMap((verdict, index) => (verdict.exitCode === 0 && verdict.output === "" ? [] : [{ ...verdict, file: files[index] }]));
    expect(refused.slice(0, 3)).toEqual([]);
    expect(files.length).toBeGreaterThanOrEqual(MODELS);
  }, 300_000);

  it("would have something to say about a file that is only slightly wrong", () => {
    const [cluster] = fc.sample(arbitraryCluster, { numRuns: 1, seed: 7 }) as [Cluster];
    const [good] = configurations(cluster) as [string];
    const wrong = [good.replace("lvs_sched", "lvs_shed"), good.replace(/\}\s*$/, ""), good.replace(/interface \S+/, "interface nope0"), good.replace(/priority \d+/, "priority 300")];
    expect(testConfigurations([good, ...wrong]).map(({ exitCode }) => exitCode)).toEqual([0, 5, 5, 5, 5]);
  });
});
