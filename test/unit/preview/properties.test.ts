import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LEAST_MARKDOWN_SIZE, previewOf, renderHtml, renderJson, renderMarkdown, renderText } from "../../../lib/preview";
import { heavierWeb1, updated } from "./clusters";
import { arbitraryPlans } from "./arbitrary-plans";
import { planJson, preview, read } from "./plan-json";
import { markdownProblems, tagsOf } from "./reading";

const RUNS = { numRuns: 12 };

describe("whatever plans say", () => {
  it("two previews of the same plans are the same, in whatever order the plans come", () => {
    fc.assert(
      fc.property(arbitraryPlans, (plans) => {
        const made = preview(...plans);
        expect(JSON.parse(renderJson(made))).toEqual(made);
        expect(renderJson(preview(...[...plans].reverse()))).toBe(renderJson(made));
      }),
      RUNS,
    );
  });

  it("Markdown is never longer than it may be, and nothing in it is cut", () => {
    fc.assert(
      fc.property(arbitraryPlans, fc.integer({ min: LEAST_MARKDOWN_SIZE, max: 60_000 }), (plans, maxSize) => {
        const text = renderMarkdown(preview(...plans), { maxSize });
        expect(text.length).toBeLessThanOrEqual(maxSize);
        expect(markdownProblems(text)).toEqual([]);
        expect(text).toMatch(/Reviewed digest|Not certified/);
      }),
      RUNS,
    );
  });

  it("a page is well-formed, and loads and runs nothing", () => {
    fc.assert(
      fc.property(arbitraryPlans, (plans) => {
        const tags = tagsOf(renderHtml(preview(...plans)));
        expect(tags.filter(({ name }) => ["script", "link", "img", "iframe", "object", "embed", "a", "base", "form"].includes(name))).toEqual([]);
        const values = tags.flatMap(({ attributes }) => Object.entries(attributes));
        expect(values.filter(([key, value]) => /^(src|href|on.*|style|action|data)$/i.test(key) || /https?:|url\(/i.test(value))).toEqual([]);
      }),
      RUNS,
    );
  });

  it("a terminal is told nothing but text", () => {
    fc.assert(
      fc.property(arbitraryPlans, (plans) => {
        expect(renderText(preview(...plans))).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
      RUNS,
    );
  });
});

describe("bytes that are no plan", () => {
  const whole = planJson([updated(heavierWeb1)]);

  it("cut off or altered anywhere, are refused or previewed, and never thrown at anybody", () => {
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.constantFrom("", "}", "[", '"', "\\", "null", "0"), (at, instead) => {
        const text = Buffer.from(whole.slice(0, at) + instead + whole.slice(at + 1));
        const outcome = readAnyhow(text);
        expect(["refused", "previewed"]).toContain(outcome);
      }),
      { numRuns: 80 },
    );
  });
});

function readAnyhow(json: Buffer): "refused" | "previewed" {
  try {
    const made = previewOf([read(json.toString())]);
    return made.ok ? "previewed" : "refused";
  } catch (problem) {
    // The test's own reader throws what is refused.
    if (problem instanceof Error && /^\[\{"code":"LVS7/.test(problem.message)) return "refused";
    throw problem;
  }
}
