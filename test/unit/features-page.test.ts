import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { features } from "../../scripts/mutations/features";

const ROOT = join(__dirname, "../..");

describe("docs/features.md", () => {
  it.each(features())("$feature: names a lab test that there is", ({ test, title }) => {
    // Titles of tables are made of a sentence with a gap and a word of a row.
    const text = readFileSync(join(ROOT, test), "utf8");
    const words = title.replace(/^by \S+( \S+-port)? /, "").replace(/, and again$/, "").replace(/\b\d+ ms$/, "%i ms");
    expect(test).toMatch(/^test\/lab\//);
    expect(text.includes(words)).toBe(true);
  });

  it("has a row for each scheduler and each health check but the manual's own, which have tests of their shares and times", () => {
    const lines = features().map(({ line }) => line.replace("$", ""));
    for (const scheduler of ["lc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh"]) expect(lines).toContain(`lvs_sched ${scheduler}`);
    for (const check of ["TCP_CHECK", "SSL_GET", "UDP_CHECK", "DNS_CHECK", "SMTP_CHECK", "PING_CHECK", "MISC_CHECK", "FILE_CHECK"]) expect(lines).toContain(check);
  });

  it("is read whole: a row that can't be read is an error", () => {
    expect(() => features("| feature | construct | line taken out | test that fails then |\n| a | b | c | d |\n")).toThrow("this row can't be read: | a | b | c | d |");
  });
});
