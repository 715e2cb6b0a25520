import { describe, expect, it } from "vitest";
import { CLUSTER_CHECKS } from "../../../../lib/model/checks/registry";
import { SITE_CHECKS } from "../../../../lib/model/checks/site-checks";
import { DIRECT, NAT, SITE } from "./bases";
import { CATALOGUE } from "./catalogue";
import { acceptingAll, leafCodes } from "./leaves";
import { brief, judge, read, readCluster, readSite, without } from "./judge";
import { type Pair } from "./pair";

const CHECKS = [...CLUSTER_CHECKS, ...SITE_CHECKS];
const severityOf = new Map(CHECKS.map(({ code, severity }) => [code, severity]));
const PAIRS = CATALOGUE.map((pair) => ({ pair, label: `${pair.code} at ${pair.at}`, wrong: read(pair, pair.wrong), right: read(pair, pair.right) }));

describe("the configurations that the catalogue changes", () => {
  it("have nothing wrong or unusual", () => {
    expect([readCluster(NAT), readCluster(DIRECT), readSite(SITE)].map((it) => judge(it))).toEqual([[], [], []]);
  });
});

describe("a wrong configuration is found by its own code alone, its twin by none", () => {
  it.each(PAIRS)("$label", ({ pair, label, wrong, right }) => {
    const findings = judge(wrong);
    expect(findings.map(brief)).toEqual([label]);
    expect(findings[0]?.severity).toBe(severityOf.get(pair.code) ?? "error");
    expect(findings[0]?.summary).toMatch(/^\S.*[^.]$/);
    expect(findings[0]?.remedy).toMatch(/^[A-Z].*[^.]$/);
    expect(judge(right).map(brief)).toEqual([]);
  });

  it("in more than 40 ways", () => {
    expect(new Set(CATALOGUE.map(({ code }) => code)).size).toBeGreaterThan(40);
  });
});

describe("a check taken out", () => {
  it.each(CHECKS.map(({ code }) => code))("%s lets its own wrong configurations pass and no other", (code) => {
    const rest = without(code);
    const changed = PAIRS.filter(({ label, wrong }) => judge(wrong, rest).map(brief).join() !== label);
    expect(changed.map(({ label }) => label)).toEqual(labelled(code));
    expect(changed).not.toEqual([]);
  });
});

describe("a leaf that accepts everything", () => {
  it.each(leafCodes())("%s lets its own wrong configurations pass and no other", (code) => {
    const labels = acceptingAll(code, () => PAIRS.filter(({ pair, label }) => outcome(pair) !== label).map(({ label }) => label));
    expect(labels).not.toEqual([]);
    expect(labelled(code)).toEqual(expect.arrayContaining(labels));
  });
});

describe("each check", () => {
  it("has a code of its own, in the range of its kind", () => {
    expect(CHECKS.filter((check, index) => CHECKS.findIndex(({ code }) => code === check.code) !== index)).toEqual([]);
    const misplaced = (checks: readonly { code: string; severity: string }[], error: RegExp) =>
      checks.filter(({ code, severity }) => !(severity === "error" ? error : /^LVS1(5|8|9)\d$/).test(code)).map(({ code }) => code);
    expect(misplaced(CLUSTER_CHECKS, /^LVS(1|5)[0-4]\d$/)).toEqual([]);
    expect(misplaced(SITE_CHECKS, /^LVS1[67]\d$/)).toEqual([]);
  });

  it.each(CHECKS)("$code says what is wrong in a title, and what to do in a remedy that begins with a verb", ({ title, remedy }) => {
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(remedy).toMatch(/^(Add|Begin|Bring|Choose|Declare|Give|Leave|Let|Move|Rename|Use|Write) .*[^.]$/);
  });
});

function labelled(code: string): string[] {
  return PAIRS.filter(({ pair }) => pair.code === code).map(({ label }) => label);
}

/** A value that no leaf would have let through may well break a check: that is a change too. */
function outcome(pair: Pair): string {
  try {
    return judge(read(pair, pair.wrong)).map(brief).join();
  } catch (error) {
    return String(error);
  }
}
