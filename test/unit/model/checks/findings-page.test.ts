import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findingsPage } from "../../../../scripts/findings-page";
import { CATALOGUE } from "./catalogue";

it("docs/findings.md is what the checks say; `npm run generate` writes it", () => {
  expect(readFileSync(join(__dirname, "../../../../docs/findings.md"), "utf8")).toBe(findingsPage());
});

it("every code on the page has a wrong configuration in the catalogue, and the other way round", () => {
  const onPage = [...findingsPage().matchAll(/^\| (LVS\d{3}) /gm)].map(([, code]) => code).sort();
  expect(onPage).toEqual([...new Set(CATALOGUE.map(({ code }) => code))].sort());
});
