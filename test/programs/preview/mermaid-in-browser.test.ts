import { join } from "node:path";
import { type Browser, type Page, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Topology } from "../../../lib/preview";
import { renderMermaid } from "../../../lib/preview/render/mermaid";
import { MARKED, times, wide } from "../../unit/preview/topologies";
import { CHROMIUM, QUIET } from "./chromium";

const MERMAID = join(__dirname, "../../../node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js");

/** What code hosts set it to: nothing in a text may run, and no more than this of it is drawn (mermaid's own defaults). */
const SETTINGS = { startOnLoad: false, securityLevel: "strict", maxTextSize: 50_000, maxEdges: 500 };

interface Drawn {
  /** Of each box and each line. */
  readonly labels: readonly string[];
  /** Labels of boxes by the class that the picture gives them. */
  readonly marked: Readonly<Record<"added" | "removed" | "changed", readonly string[]>>;
  /** Labels of pools likewise. */
  readonly pools: Readonly<Record<"added" | "removed" | "changed", readonly string[]>>;
  readonly scripts: number;
}

describe("the picture in Markdown, drawn by mermaid itself", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
    page = await browser.newPage();
    await page.addScriptTag({ path: MERMAID });
    await page.evaluate(`mermaid.initialize(${JSON.stringify(SETTINGS)})`);
  });
  afterAll(() => browser?.close());

  /** @throws what mermaid has to say of a text that it doesn't take */
  async function drawn(topology: Topology): Promise<Drawn> {
    return (await page.evaluate(`(async () => {
      const { svg } = await mermaid.render("picture", ${JSON.stringify(renderMermaid(topology))});
      document.body.innerHTML = svg;
      const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent.trim()).filter((text) => text !== "");
      const byClass = (selector) => Object.fromEntries(["added", "removed", "changed"].map((name) => [name, texts(selector.replace("*", name))]));
      const [marked, pools] = [byClass(".node.*"), byClass(".cluster.* .cluster-label")];
      return { labels: texts(".node, .cluster-label, .edgeLabel"), marked, pools, scripts: document.querySelectorAll("body script").length };
    })()`)) as Drawn;
  }

  it("has every part, with its sign and the colour of what becomes of it", async () => {
    const { labels, marked, pools } = await drawn(MARKED);
    for (const text of ["clients", "+ VIP new203.0.113.11", "VIP www203.0.113.10", "LVS routers, nat", "~ lvs1active", "− lvs2backup", "~ http: tcp 80, wrr", "pool web", "− web1192.168.1.11", "+ web2192.168.1.12", "+ pool mail", "− pool old"]) expect(labels).toContain(text);
    expect(marked).toEqual({ added: ["+ web2192.168.1.12", "+ VIP new203.0.113.11"], removed: ["− web1192.168.1.11", "− lvs2backup"], changed: ["~ lvs1active"] });
    expect(pools).toEqual({ added: ["+ pool mail"], removed: ["− pool old"], changed: [] });
  });

  it.each<[string, Topology]>([
    ["more VIPs and pools than there is room for", wide(600)],
    ["names that are longer than any", wide(3, { long: "[]".repeat(50_000) })],
    ["names full of signs", wide(20, { long: "#<\"&|>".repeat(20) })],
  ])("is drawn with %s", async (_, topology) => {
    expect((await drawn(topology)).labels.length).toBeGreaterThan(10);
  });

  it.each(["end", "graph", "%%{init: {}}%%", "<script>alert(1)</script>", "a]; click b", "`code` **bold**", "- list", "1. list", "#quot;", "${x}", "subgraph"])("shows a name such as %s as it is, and runs nothing of it", async (name) => {
    const server = { name, label: name, mark: "same" } as const;
    const topology: Topology = { method: "nat", vips: [{ name, address: "203.0.113.10", mark: "same" }], routers: [{ name, role: "active", mark: "same" }], virtualServers: [{ name, vip: name, pool: name, label: name, mark: "same" }], pools: [{ name, mark: "same", servers: times(1, () => server) }] };
    const { labels, scripts } = await drawn(topology);
    expect(labels).toEqual(expect.arrayContaining([`VIP ${name}203.0.113.10`, `${name}active`, name, `pool ${name}`, `${name}${name}`]));
    expect(scripts).toBe(0);
  });
});
