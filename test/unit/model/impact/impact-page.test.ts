import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { impactPage, outcomes } from "../../../../scripts/impact-page";

it("docs/impact.md is what the rules say: `npm run generate` writes it", () => {
  expect(readFileSync(join(__dirname, "../../../../docs/impact.md"), "utf8")).toBe(impactPage());
});

it("docs/impact.md has a row for each outcome, with four cells", () => {
  const rows = impactPage().split("\n").filter((line) => /^\| (?!change|---)/.test(line));
  expect(rows).toHaveLength(outcomes().length);
  expect(rows.filter((row) => row.split(/(?<!\\)\|/).length !== 6)).toEqual([]);
});
