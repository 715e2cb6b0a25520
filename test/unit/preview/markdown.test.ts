import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderMarkdown } from "../../../lib/preview";
import { heavierWeb1, updated } from "./clusters";
import { planJson, preview, read } from "./plan-json";
import { markdownProblems } from "./reading";

describe("the preview of a weight that changes, as a comment", () => {
  const text = renderMarkdown(preview(read(planJson([updated(heavierWeb1)]))));

  it("reads so", () => {
    // The digest follows every change of any file.
    expect(text.replace(/`[0-9a-f]{64}`/, "`DIGEST`")).toBe(readFileSync(join(__dirname, "expected/weight.md"), "utf8"));
  });

  it("is balanced, and a checker of ours would see if it were not", () => {
    expect(markdownProblems(text)).toEqual([]);
    expect(markdownProblems(text.slice(0, -100))).toEqual([]);
    expect(markdownProblems(text.slice(0, text.indexOf("classDef")))).toEqual(["a fence is not closed", "1 <details> not closed"]);
    expect(markdownProblems("</details>\n")).toEqual(["line 1 closes what is not open", "-1 <details> not closed"]);
  });
});
