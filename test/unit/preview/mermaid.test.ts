import { describe, expect, it } from "vitest";
import { type Topology } from "../../../lib/preview";
import { renderMermaid } from "../../../lib/preview/render/mermaid";

const NOTHING: Topology = { method: "nat", vips: [], routers: [], virtualServers: [], pools: [] };
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

/** That many VIPs, each with a virtual server and a pool; those at {@link changed} change. */
function wide(count: number, { changed = [], long = "" }: { readonly changed?: readonly number[]; readonly long?: string } = {}): Topology {
  const mark = (index: number): "same" | "changed" => (changed.includes(index) ? "changed" : "same");
  return {
    ...NOTHING,
    vips: times(count, (index) => ({ name: `vip${index}${long}`, address: `10.0.${index >> 8}.${index & 255}`, mark: "same" })),
    virtualServers: times(count, (index) => ({ name: `vs${index}`, vip: `vip${index}${long}`, pool: `pool${index}${long}`, label: `vs${index}: tcp 80, wrr${long}`, mark: mark(index) })),
    pools: times(count, (index) => ({ name: `pool${index}${long}`, mark: "same", servers: times(50, (server) => ({ name: `web${server}${long}`, label: `10.1.${index & 255}.${server} · weight 1${long}`, mark: "same" })) })),
    routers: times(2, (index) => ({ name: `lvs${index}`, role: "backup", mark: "same" })),
  };
}

const edges = (text: string): number => text.split("\n").filter((line) => line.includes("-->")).length;

describe("a picture", () => {
  it.each<[string, Topology]>([
    ["of many VIPs and pools", wide(600)],
    ["of names with signs that are written as entities", wide(60, { long: "#<\"&|>".repeat(20) })],
    ["of names that are longer than any", wide(3, { long: "[]".repeat(50_000) })],
  ])("%s stays below what mermaid takes: 50,000 characters and 500 lines", (_, topology) => {
    const text = renderMermaid(topology);
    expect(text.length).toBeLessThan(50_000);
    expect(edges(text)).toBeLessThan(500);
    expect(text.split("\n").filter((line) => line.includes("subgraph"))).toHaveLength(text.split("\n").filter((line) => line.trim() === "end").length);
  });

  it("has what changes first, and says how much more there is", () => {
    const text = renderMermaid(wide(600, { changed: [311, 599] }));
    for (const index of [311, 599]) for (const part of [`VIP vip${index}<br/>`, `~ vs${index}: tcp`, `pool pool${index}"`]) expect(text).toContain(part);
    const [, vips = "", pools = "", services = ""] = /"and (\d+) VIPs more"[^]*"and (\d+) pools more"[^]*"and (\d+) virtual servers more"/.exec(text) ?? [];
    expect(Number(vips)).toBe(600 - (text.match(/VIP vip/g) ?? []).length);
    expect(Number(pools)).toBe(600 - (text.match(/"pool pool/g) ?? []).length);
    expect(Number(services)).toBe(600 - (text.match(/-->\|/g) ?? []).length);
  });

  it("that fits has all of it, but for real servers beyond twelve", () => {
    const text = renderMermaid(wide(5));
    expect([edges(text), text.match(/and \d+ more/g), /VIPs more|pools more|virtual servers more|routers more/.test(text)]).toEqual([15, times(5, () => "and 38 more"), false]);
  });
});
