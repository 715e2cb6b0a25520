import { describe, expect, it } from "vitest";
import { type Topology } from "../../../lib/preview";
import { renderMermaid } from "../../../lib/preview/render/mermaid";
import { renderSvg } from "../../../lib/preview/render/svg";
import { MARKED, times, wide } from "./topologies";

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

describe("what comes, goes and changes", () => {
  it("is marked in mermaid, by a sign and by a class of its own", () => {
    const lines = renderMermaid(MARKED).split("\n");
    const ofClass = (name: string, text: string): boolean => lines.some((line) => line.includes(text) && line.endsWith(`:::${name}`));
    expect([ofClass("added", "VIP new"), ofClass("removed", "lvs2"), ofClass("changed", "lvs1"), ofClass("removed", "web1"), ofClass("added", "web2")]).toEqual([true, true, true, true, true]);
    expect(lines.filter((line) => line.trim().startsWith("classDef")).map((line) => line.trim().split(" ")[1])).toEqual(expect.arrayContaining(["added", "removed", "changed"]) as unknown);
  });

  it("is marked in the page's picture, pools as well", () => {
    const svg = renderSvg(MARKED);
    for (const text of ["+ VIP new<", "− lvs2<", "~ lvs1<", "~ http: tcp 80, wrr → pool web<", "− web1 192.168.1.11<", "+ web2 192.168.1.12<", ">pool web<", "+ pool mail<", "− pool old<"]) expect(svg).toContain(text);
    expect(svg.match(/class="box (?:added|removed|changed)"/g)).toHaveLength(6);
  });
});
