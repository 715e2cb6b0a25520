import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writtenFindings } from "../../../scripts/findings-in-code";
import { findingsPage } from "../../../scripts/findings-page";

const ROOT = join(__dirname, "../../..");
const page = readFileSync(join(ROOT, "docs/findings.md"), "utf8");

describe("docs/findings.md", () => {
  it("is what checks and findings say; `npm run generate` writes it", () => {
    expect(page).toBe(findingsPage());
  });

  it("has every code that stands anywhere in lib/, but for ranges in comments", () => {
    const files = readdirSync(join(ROOT, "lib"), { recursive: true, encoding: "utf8" }).map((name) => join(ROOT, "lib", name)).filter((path) => statSync(path).isFile());
    const lines = files.flatMap((path) => readFileSync(path, "utf8").split("\n")).filter((line) => !/^\s*(\/\/|\/\*|\*)/.test(line));
    const used = new Set(lines.flatMap((line) => line.match(/LVS\d{3}/g) ?? []));
    expect(used.size).toBeGreaterThan(150);
    expect([...used].filter((code) => !page.includes(`\n| ${code} | `)).sort()).toEqual([]);
  });

  it("has severity, sentence and remedy in each row, and no word without a meaning", () => {
    const rows = page.split("\n").filter((line) => line.startsWith("| LVS"));
    expect(rows.filter((line) => !/^\| LVS\d{3} \| (error|warning) \| \S.+ \| [^a-z ].+ \|$/.test(line))).toEqual([]);
    expect(rows.filter((line) => line.includes("…›") || line.includes("‹›"))).toEqual([]);
  });

  it("has one severity for a code", () => {
    const severities = new Map<string, Set<string>>();
    for (const [, code = "", severity = ""] of page.matchAll(/^\| (LVS\d{3}) \| (\w+)/gm)) severities.set(code, (severities.get(code) ?? new Set()).add(severity));
    expect([...severities].filter(([, all]) => all.size > 1)).toEqual([]);
  });
});

describe("a finding is read from the code that makes it", () => {
  const error = (says: string, remedy: string, severity = "error") => [{ code: "LVS999", severity, says, remedy }];

  it.each([
    ["an object", '({ code: "LVS999", severity: "error", place: [], summary: `no ${kind.name} here`, remedy: "Add it" })', error("no ‹name› here", "Add it")],
    ["a warning", '({ code: "LVS999", severity: "warning", place: [], summary: "late", remedy: "Wait" })', error("late", "Wait", "warning")],
    ["a maker's object", 'error("LVS999", host, { summary: `${hostName} lacks ${tools.join(", ")}`, remedy: "Install them" })', error("‹host name› lacks ‹tools›", "Install them")],
    ["a warning's maker", 'const warning = () => ({ severity: "warning" }); warning("LVS999", { summary: "late", remedy: "Wait" })', error("late", "Wait", "warning")],
    ["a warning by overriding", '({ ...error("LVS999", { summary: "late", remedy: "Wait" }), severity: "warning" })', error("late", "Wait", "warning")],
    ["a maker's words", 'finding("LVS999", `no ${JSON.stringify(name)}`, `Use ${names.length} names`)', error("no ‹name›", "Use ‹number› names")],
    ["a diagnostic", '({ severity: "error", summary: `LVS999: a bug while ${doing}`, detail: ["Please", "report it"].join("\\n") })', error("a bug while ‹doing›", "Please report it")],
    ["two wordings", 'finding("LVS999", none ? "none" : `${holders.join()} hold it`, `Wait${long ? " long" : ""}`)', error("none / ‹holders› hold it", "Wait[ long]")],
    ["words made elsewhere", 'const DO = "Wait"; function said(x) { return `the ${x.type} key`; } finding("LVS999", said(x), DO)', error("the ‹type› key", "Wait")],
    ["a comparison", 'finding.code === "LVS999"', []],
    ["a list", '["LVS999"]', []],
  ])("%s", (_form, text, expected) => {
    expect(writtenFindings("example.ts", text)).toEqual(expected);
  });
});
