import { describe, expect, it } from "vitest";
import { CLUSTER_CHECKS } from "../../../../lib/model/checks/registry";
import { SITE_CHECKS } from "../../../../lib/model/checks/site-checks";
import { DIRECT, NAT, SITE } from "./bases";
import { CATALOGUE } from "./catalogue";
import { brief, judge, judgeCluster, judgeSite, without } from "./judge";

const CHECKS = [...CLUSTER_CHECKS, ...SITE_CHECKS];
const severityOf = new Map(CHECKS.map(({ code, severity }) => [code, severity]));

describe("the configurations that the catalogue changes", () => {
  it("have nothing wrong or unusual", () => {
    expect([judgeCluster(NAT), judgeCluster(DIRECT), judgeSite(SITE)]).toEqual([[], [], []]);
  });
});

describe("a wrong configuration is found by its own code alone, its twin by none", () => {
  it.each(CATALOGUE.map((pair) => [`${pair.code} at ${pair.at}`, pair] as const))("%s", (expected, pair) => {
    const findings = judge(pair, pair.wrong);
    expect(findings.map(brief)).toEqual([expected]);
    expect(findings[0]?.severity).toBe(severityOf.get(pair.code) ?? "error");
    expect(judge(pair, pair.right).map(brief)).toEqual([]);
  });
});

describe("a check taken out", () => {
  it.each(CHECKS.map(({ code }) => code))("%s changes what is found in its own pairs and in no other", (code) => {
    const rest = without(code);
    const changed = CATALOGUE.filter((pair) => judge(pair, pair.wrong, rest).map(brief).join() !== `${pair.code} at ${pair.at}` || judge(pair, pair.right, rest).length > 0);
    expect(changed).toEqual(CATALOGUE.filter((pair) => pair.code === code));
    expect(changed).not.toEqual([]);
  });
});

describe("each check", () => {
  it("has a code of its own, in the range of its kind", () => {
    expect(CHECKS.filter((check, index) => CHECKS.findIndex(({ code }) => code === check.code) !== index)).toEqual([]);
    const misplaced = (checks: readonly { code: string; severity: string }[], error: RegExp) =>
      checks.filter(({ code, severity }) => !(severity === "error" ? error : /^LVS1(5\d|8\d)$/).test(code)).map(({ code }) => code);
    expect(misplaced(CLUSTER_CHECKS, /^LVS1[0-4]\d$/)).toEqual([]);
    expect(misplaced(SITE_CHECKS, /^LVS1[67]\d$/)).toEqual([]);
  });

  it.each(CHECKS)("$code says what is wrong in a title, and what to do in a remedy that begins with a verb", ({ title, remedy }) => {
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(remedy).toMatch(/^(Add|Begin|Bring|Choose|Declare|Give|Leave|Let|Move|Rename|Use|Write) .*[^.]$/);
  });
});

describe("each finding", () => {
  it.each(CATALOGUE.map((pair) => [`${pair.code} at ${pair.at}`, pair] as const))("%s reasons in one sentence without its full stop", (_, pair) => {
    for (const { summary } of judge(pair, pair.wrong)) expect(summary).toMatch(/^\S.*[^.]$/);
  });
});
