import { describe, expect, it } from "vitest";
import { type ClusterPreview, type NamePreview, type Preview, renderHtml, renderJson, renderMarkdown, renderText } from "../../../lib/preview";
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
    expect(text).toMatch(/\*Left out for want of room: .*lvs-heartbeat-watch\.service on lvs1, lvs2; .* more\. All of it: `--format html`\.\*/);
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

/** One cluster of class drops with so many lines more of each of these classes, each for a reason of its own. */
function withLines(more: Readonly<Partial<Record<ClusterPreview["class"], number>>>): Preview {
  const made = preview(read(planJson([updated(withoutWeb3)])));
  const [stack] = made.stacks;
  const [cluster] = stack!.clusters;
  const [impact] = cluster!.impacts;
  const lines = Object.entries(more).flatMap(([one, count]) =>
    Array.from({ length: count }, (_, index) => ({ ...impact!, class: one as ClusterPreview["class"], summary: `line ${index} of ${one}`, reason: `${one} for the reason ${index}, ${"which has many words ".repeat(8)}`, virtualServers: [] })),
  );
  // As the model has them: not by class.
  return { ...made, stacks: [{ ...stack!, clusters: [{ ...cluster!, impacts: [...lines, ...cluster!.impacts] }] }] };
}

/** So many names of each class. */
function withNames(counts: Readonly<Partial<Record<NamePreview["class"], number>>>): Preview {
  const made = preview(read(planJson([updated(withoutWeb3)])));
  const name = { stack: "site", action: "update", changes: true, server: "ns1.example.com", former: null, before: ["60 A 203.0.113.10"], after: ["60 A 198.51.100.66"], lastApplied: null, waitSeconds: 60, findings: [], certificate: { certified: true, digest: "", changes: [] } } as const;
  const names = Object.entries(counts).flatMap(([one, count]) =>
    Array.from({ length: count }, (_, index): NamePreview => ({ ...name, address: `lvs_dns_round_robin.${one}-${index}`, name: `${one}-${index}.example.com`, class: one as NamePreview["class"], reason: one === "hitless" ? null : "for a reason" })),
  );
  return { ...made, stacks: [{ ...made.stacks[0]!, names }] };
}

const GOES = "**drops** real server web3 in pool web goes";

describe("one cluster with more lines than a comment has room for", () => {
  const made = withLines({ hitless: 450 });

  it("keeps the worst, then as many from the top as there is room for, and says how many more there are", () => {
    const text = renderMarkdown(made);
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text.length).toBeGreaterThan(60_000);
    expect(text).toContain(`- ${GOES}`);
    const kept = [...text.matchAll(/line (\d+) of hitless/g)].map(([, index]) => Number(index));
    expect(kept.length).toBeGreaterThan(100);
    expect(kept).toEqual(kept.map((_, index) => index));
    expect(text).toContain(`*Left out for want of room: ${450 - kept.length} more of class hitless. All of it`);
    expect(markdownProblems(text)).toEqual([]);
  });

  it.each([4096, 5000, 8000, 20_000])("keeps what is lost within %d characters, the same each time", (maxSize) => {
    const text = renderMarkdown(made, { maxSize });
    expect(text.length).toBeLessThanOrEqual(maxSize);
    expect(text).toContain(GOES);
    expect(text).toMatch(/Left out for want of room: .*of class hitless/);
    expect(renderMarkdown(made, { maxSize })).toBe(text);
  });

  it("of the worst class, keeps the first of these", () => {
    const text = renderMarkdown(withLines({ drops: 450, hitless: 10 }));
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toContain("line 0 of drops");
    expect(text).toMatch(/Left out for want of room: \d+ more of class drops\./);
    expect(text).toContain("what changes of class hitless");
  });

  it("says all of it in every other format, in one list", () => {
    for (const text of [renderText(made), renderHtml(made), renderJson(made)]) expect(new Set(text.match(/line \d+ of hitless/g)).size).toBe(450);
    expect(renderText(made)).toMatch(/^- drops real server web3.*\n- hitless line 0 of/m);
    expect(renderHtml(made)).toMatch(/<ul>\n<li><b>drops<\/b> real server web3.*<\/li>\n<li><b>hitless<\/b> line 0 of/);
  });

  it("and one reason has several lines, so that some of them stay", () => {
    const [stack] = made.stacks;
    const [cluster] = stack!.clusters;
    const impacts = Array.from({ length: 3000 }, (_, index) => ({ ...cluster!.impacts.at(-1)!, summary: `real server web${index} in pool web goes` }));
    const text = renderMarkdown({ ...made, stacks: [{ ...stack!, clusters: [{ ...cluster!, impacts }] }] });
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toContain("**drops** real server web0 in pool web goes; real server web1 in pool web goes");
    expect(text).toMatch(/\d+ more of class drops/);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(3000);
  });
});

describe("more DNS names than a comment has room for", () => {
  const made = withNames({ hitless: 450, "new-connections": 3, drops: 2 });

  it.each([8000, 20_000, 65_536])("keep the worst within %d characters, and name what is left out", (maxSize) => {
    const text = renderMarkdown(made, { maxSize });
    expect(text.length).toBeLessThanOrEqual(maxSize);
    for (const kept of ["`drops-0.example.com`", "`drops-1.example.com`", GOES]) expect(text).toContain(kept);
    expect(text).toMatch(/Left out for want of room: .*(hitless-\d+\.example\.com \(hitless\).* more|450 DNS names of class hitless)/);
    expect(markdownProblems(text)).toEqual([]);
  });

  it("of one class, keep the first", () => {
    const text = renderMarkdown(withNames({ drops: 450 }));
    const kept = [...text.matchAll(/DNS name `drops-(\d+)\./g)].map(([, index]) => Number(index));
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(kept.length).toBeGreaterThan(50);
    expect(kept).toEqual(kept.map((_, index) => index));
  });

  it("are all in the other formats", () => {
    for (const text of [renderText(made), renderHtml(made), renderJson(made)]) expect(new Set(text.match(/hitless-\d+\.example\.com/g)).size).toBe(450);
  });
});
