import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CLUSTER_CHECKS } from "../../../lib/model/checks/registry";

/** Warnings about a cluster itself; that something else is silenced is none to give as an example. */
const warnings = CLUSTER_CHECKS.filter(({ severity, code }) => severity === "warning" && code !== "LVS150").map(({ code }) => code);

describe("the example of a warning to silence", () => {
  it.each([
    ["README.md", /silence: \["(LVS\d{3})"\]/],
    ["lib/constructs/cluster.ts", /read and accepted, such as `(LVS\d{3})`/],
    ["lib/model/cluster.ts", /from the warning, such as (LVS\d{3});/],
  ])("in %s is a warning", (file, example) => {
    const text = readFileSync(join(__dirname, "../../..", file), "utf8");
    expect(warnings).toContain(example.exec(text)?.[1]);
  });
});
