import { applyPatch, structuredPatch } from "diff";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textDiff } from "../../../lib/preview/text-diff";

/** Few different lines, so that texts have much in common and lines stand twice. */
const text = fc.tuple(fc.array(fc.constantFrom("a", "b", "", "}", "  weight 1"), { maxLength: 40 }), fc.boolean()).map(([lines, ended]) => lines.join("\n") + (ended ? "\n" : "")).filter((one) => one !== "");

describe("the lines in which two texts differ", () => {
  test("make the one text of the other, and are as few as can be", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { text: hunks, added, removed } = textDiff(before, after);
        expect(applyPatch(before, `--- a\n+++ b\n${hunks}`)).toBe(after);
        const fewest = structuredPatch("", "", before, after, undefined, undefined, { context: 0 }).hunks.flatMap(({ lines }) => lines);
        expect([added, removed]).toEqual([fewest.filter((line) => line.startsWith("+")).length, fewest.filter((line) => line.startsWith("-")).length]);
      }),
      { numRuns: 1000 },
    );
  });

  test("are numbered as they stand in the whole text, with three lines around them", () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`);
    const changed = lines.map((line) => (line === "line 50" ? "line fifty" : line));
    const expected = ["@@ -47,7 +47,7 @@", " line 47", " line 48", " line 49", "-line 50", "+line fifty", " line 51", " line 52", " line 53", ""].join("\n");
    expect(textDiff(`${lines.join("\n")}\n`, `${changed.join("\n")}\n`)).toEqual({ text: expected, added: 1, removed: 1 });
  });

  test("have three lines around them also where the same line stands many times", () => {
    const [before, after] = [`a1\n${"b\n".repeat(8)}`, `a2\n${"b\n".repeat(9)}`];
    expect(textDiff(before, after)).toEqual({ text: "@@ -1,4 +1,4 @@\n-a1\n+a2\n b\n b\n b\n@@ -7,3 +7,4 @@\n b\n b\n b\n+b\n", added: 2, removed: 1 });
  });

  test("tell a last line that has no end", () => {
    expect(textDiff("a\nb\nc\nd\ne\n", "a\nb\nc\nd\ne").text).toBe("@@ -2,4 +2,4 @@\n b\n c\n d\n-e\n+e\n\\ No newline at end of file\n");
  });
});
