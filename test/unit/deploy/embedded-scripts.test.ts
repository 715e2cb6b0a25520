import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { embeddedScripts, moduleFor } from "../../../scripts/generate-embedded";

describe.each(embeddedScripts().map((script) => ({ name: basename(script.path), script })))("the host script $name", ({ name, script }) => {
  it("is what its generated module carries", () => {
    expect(readFileSync(`${script.path}.generated.ts`, "utf8")).toBe(moduleFor(script));
  });

  it("has nothing that shellcheck remarks on", () => {
    const { status, stdout, stderr } = spawnSync("shellcheck", ["--shell=sh", "-"], { input: script.text, encoding: "utf8" });
    expect(`${stdout}${stderr}`, name).toBe("");
    expect(status).toBe(0);
  });

  it("parses in a shell that knows POSIX only", () => {
    expect(spawnSync("dash", ["-n"], { input: script.text, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });
});

it("a script of a hundred lines or a thousand comes in files of at most 250, but for those that stand alone on a host", () => {
  const long = embeddedScripts().flatMap(({ parts }) => (parts.length > 1 ? parts.filter((part) => readFileSync(part, "utf8").split("\n").length > 250) : []));
  expect(long).toEqual([]);
});
