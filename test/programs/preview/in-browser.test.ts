import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type Page, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { renderHtml } from "../../../lib/preview";
import { heavierWeb1, updated } from "../../unit/preview/clusters";
import { planJson, preview, read } from "../../unit/preview/plan-json";
import { CHROMIUM, QUIET } from "./chromium";

describe("the page of a preview, in Chromium", () => {
  let browser: Browser;
  const file = join(mkdtempSync(join(inject("scratch"), "preview page ")), "preview.html");
  beforeAll(async () => {
    writeFileSync(file, renderHtml(preview(read(planJson([updated(heavierWeb1)])))));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  });
  afterAll(() => browser?.close());

  /** Opens the page, and notes whatever else it asks for. */
  async function open(options: { readonly width: number; readonly colorScheme: "light" | "dark" }): Promise<{ readonly page: Page; readonly asked: readonly string[] }> {
    const context = await browser.newContext({ viewport: { width: options.width, height: 900 }, colorScheme: options.colorScheme });
    const page = await context.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    // All that is folded away belongs to the page.
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    const pictures = process.env["LVS_TEST_SCREENSHOTS"];
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `preview-${options.width}-${options.colorScheme}.png`), fullPage: true });
    return { page, asked };
  }

  it.each([
    [400, "light"],
    [400, "dark"],
    [1280, "light"],
    [1280, "dark"],
  ] as const)("at %i pixels, %s: asks nobody for anything, has its picture, and fits", async (width, colorScheme) => {
    const { page, asked } = await open({ width, colorScheme });
    expect(asked).toEqual([pathToFileURL(file).href]);
    const picture = await page.locator("svg").first().boundingBox();
    expect(picture?.width).toBeGreaterThan(200);
    expect(picture?.height).toBeGreaterThan(50);
    const fits = (await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")) as [number, number];
    expect(fits[0]).toBeLessThanOrEqual(fits[1]);
  });

  it("is dark where the reader wants it dark, and can be read in both", async () => {
    const looks: Record<string, { readonly background: number; readonly contrast: number }> = {};
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await open({ width: 1280, colorScheme });
      looks[colorScheme] = (await page.evaluate(CONTRAST)) as { background: number; contrast: number };
    }
    expect(looks["light"]?.background).toBeGreaterThan(0.8);
    expect(looks["dark"]?.background).toBeLessThan(0.1);
    // WCAG 2.1, 1.4.3: at least 4.5 to 1, of any text on the page.
    expect(looks["light"]?.contrast).toBeGreaterThanOrEqual(4.5);
    expect(looks["dark"]?.contrast).toBeGreaterThanOrEqual(4.5);
  });

  it("says what happens to traffic before anything else", async () => {
    const { page } = await open({ width: 1280, colorScheme: "light" });
    const top = await page.locator("h1, h2").first().innerText();
    expect(top).toContain("new-connections");
  });
});

/** Luminance of the page's background, and the least contrast of any text that can be seen (WCAG 2.1). */
const CONTRAST = `(() => {
  const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return { rgb: n.slice(0, 3), alpha: n[3] ?? 1 }; };
  const luminance = ([r, g, b]) => { const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
  const backgroundOf = (element) => { for (let one = element; one; one = one.parentElement) { const { rgb, alpha } = parse(getComputedStyle(one).backgroundColor); if (alpha > 0.5) return rgb; } return [255, 255, 255]; };
  let contrast = Infinity;
  for (const element of document.querySelectorAll("body *:not(svg):not(svg *)")) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
    if (!text || element.getClientRects().length === 0) continue;
    const [a, b] = [luminance(parse(getComputedStyle(element).color).rgb), luminance(backgroundOf(element))].sort((x, y) => y - x);
    contrast = Math.min(contrast, (a + 0.05) / (b + 0.05));
  }
  return { background: luminance(backgroundOf(document.body)), contrast };
})()`;
