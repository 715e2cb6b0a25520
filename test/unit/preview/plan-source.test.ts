import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planSources } from "../../../lib/preview";

describe("NAME=PATH", () => {
  const home = process.cwd();
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "sources-"));
    process.chdir(directory);
  });
  afterEach(() => {
    process.chdir(home);
    rmSync(directory, { recursive: true });
  });

  const file = (path: string): void => {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, "{}");
  };
  const found = (argument: string): unknown => {
    const sources = planSources([argument]);
    return sources.ok ? sources.value : sources.findings.map(({ code }) => code);
  };

  it("is that plan under that name", () => {
    file("plans/site.json");
    expect(found("prod=plans/site.json")).toEqual([{ stack: "prod", path: "plans/site.json" }]);
  });

  it("is a file of that very name where nothing else is there", () => {
    file("prod=site.json");
    expect(found("prod=site.json")).toEqual([{ stack: "prod=site", path: "prod=site.json" }]);
  });

  it.each(["prod=plans/site.json", "prod=cdktf.out/stacks/prod/plan"])("is refused where both are there: no file that a pull request brings along is read in place of the plan (%s)", (argument) => {
    file(argument);
    file(argument.slice("prod=".length));
    expect(found(argument)).toEqual(["LVS730"]);
    const refused = planSources([argument]);
    expect(refused).toMatchObject({ findings: [{ value: argument, remedy: expect.stringMatching(/^Rename that file, or give it as \.\/NAME=PATH/) as unknown }] });
    expect(found(`./${argument}`)).toMatchObject([{ path: `./${argument}` }]);
  });

  it("is refused, too, where a directory of stacks has that name", () => {
    for (const stacks of ["prod=cdktf.out", "cdktf.out"]) for (const name of ["cdk.tf.json", "plan"]) file(`${stacks}/stacks/prod/${name}`);
    expect(found("prod=cdktf.out")).toEqual(["LVS730"]);
    expect(found("cdktf.out")).toEqual([{ stack: "prod", path: "cdktf.out/stacks/prod/plan" }]);
  });

  it("is a stack's own directory, too", () => {
    for (const name of ["cdk.tf.json", "plan"]) file(`cdktf.out/stacks/prod/${name}`);
    for (const [argument, stack] of [["cdktf.out/stacks/prod", "prod"], ["site=cdktf.out/stacks/prod", "site"]] as const) expect(found(argument)).toEqual([{ stack, path: "cdktf.out/stacks/prod/plan" }]);
  });

  it("is the one plan of a directory under that name", () => {
    for (const app of ["east", "west"]) for (const name of ["cdk.tf.json", "plan"]) file(`${app}/stacks/prod/${name}`);
    expect(found("a=east")).toEqual([{ stack: "a", path: "east/stacks/prod/plan" }]);
    expect(planSources(["east", "west"])).toMatchObject({ findings: [{ code: "LVS716" }] });
    const both = planSources(["east", "b=west"]);
    expect(both.ok ? both.value.map(({ stack }) => stack) : both).toEqual(["prod", "b"]);
  });

  it("is refused where the directory has several plans: none of them is that one", () => {
    for (const stack of ["prod", "test"]) for (const name of ["cdk.tf.json", "plan"]) file(`cdktf.out/stacks/${stack}/${name}`);
    expect(planSources(["a=cdktf.out"])).toMatchObject({ findings: [{ code: "LVS733", summary: "one name is given to several plans: prod, test" }] });
    expect(found("cdktf.out")).toHaveLength(2);
  });
});
