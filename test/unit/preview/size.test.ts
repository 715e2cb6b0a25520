import { describe, expect, it } from "vitest";
import { renderMarkdown } from "../../../lib/preview";
import { created, heavierWeb1, numbered, updated, withoutWeb3 } from "./clusters";
import { type ClusterConfig } from "../../lab/harness/cluster-config";
import { deployed } from "../provider/cluster/cluster-values";
import { planJson, preview, read } from "./plan-json";
import { markdownProblems } from "./reading";

/** One after the other. */
const both = (...changes: readonly ((cluster: ClusterConfig) => void)[]) => (cluster: ClusterConfig) => changes.forEach((change) => change(cluster));

/** A stack of that many new clusters, each in the words of a whole configuration. */
const many = (count: number) => Array.from({ length: count }, (_, index) => created(numbered(index), { address: `lvs_cluster.new_${index}` }));

describe("Markdown that may not be longer than a comment", () => {
  const made = preview(read(planJson([updated(withoutWeb3), updated(both(numbered(9), heavierWeb1), { address: "lvs_cluster.other", before: deployed(numbered(9)) }), ...many(6)])));
  const whole = renderMarkdown(made, { maxSize: 10_000_000 });

  it("is whole where there is room", () => {
    expect(whole).not.toContain("Left out");
    expect(whole.length).toBeGreaterThan(65_536);
  });

  it("leaves out files of clusters where nobody notices anything first, and says so", () => {
    const text = renderMarkdown(made);
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text.length).toBeGreaterThan(30_000);
    expect(text).toMatch(/\*Left out for want of room: .*lvs-heartbeat\.service on lvs1, lvs2; .* more\. All of it: `--format html`\.\*/);
    for (const kept of ["real server web3 in pool web goes", "weight of web1 in pool web: 1 → 3", "-        weight 1\n+        weight 3"]) expect(text).toContain(kept);
    expect(markdownProblems(text)).toEqual([]);
  });

  it.each([4096, 6000, 10_000, 20_000, 40_000])("keeps what matters most within %d characters", (maxSize) => {
    const text = renderMarkdown(made, { maxSize });
    expect(text.length).toBeLessThanOrEqual(maxSize);
    expect(text).toContain("## 🔴 drops: 1 cluster · new-connections: 1 cluster · hitless: 6 clusters");
    expect(text).toContain(made.certificate.certified ? made.certificate.digest : "Not certified");
    expect(text).toMatch(/Left out for want of room: /);
  });

  it("keeps a cluster that loses connections longer than one where nobody notices anything", () => {
    const text = renderMarkdown(made, { maxSize: 6000 });
    expect(text).toContain("about 62.5 % of the open connections are lost");
    expect(text).not.toContain("(tcp 203.0.113.10:80, new)");
  });
});
