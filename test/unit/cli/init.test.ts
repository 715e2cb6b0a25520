import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { addInitCommand } from "../../../lib/cli";

const ROOT = join(__dirname, "../../..");
const before = process.cwd();

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "lvs init "));
  process.chdir(place);
});
afterEach(() => {
  process.chdir(before);
  rmSync(place, { recursive: true, force: true });
});

/** Runs the command as main.ts does. */
function init(...args: readonly string[]): { status: number; stdout: string; stderr: string } {
  const text = { log: "", error: "" };
  const spies = (["log", "error"] as const).map((stream) => vi.spyOn(console, stream).mockImplementation((line: string) => void (text[stream] += `${line}\n`)));
  const program = new Command("cdktf-lvs");
  addInitCommand(program);
  program.parse(["init", ...args], { from: "user" });
  for (const spy of spies) spy.mockRestore();
  const status = Number(process.exitCode);
  process.exitCode = undefined;
  return { status, stdout: text.log, stderr: text.error };
}

const read = (...path: string[]) => readFileSync(join(place, ...path), "utf8");
const json = (...path: string[]) => JSON.parse(read(...path)) as Record<string, Record<string, string>>;

it("makes a project from the quickstart, which needs nothing that is not named in its package.json", () => {
  const { status, stdout } = init("My Site");
  expect(status).toBe(0);
  expect(stdout).toContain("cd 'My Site'\n  npm install\n");
  expect(readdirSync(join(place, "My Site")).sort()).toEqual([".gitignore", "cdktf.json", "main.ts", "package.json", "tsconfig.json"]);
  expect(read("My Site", "main.ts")).toBe(readFileSync(join(ROOT, "examples/quickstart/main.ts"), "utf8"));
  const own = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  expect(json("My Site", "package.json")).toMatchObject({
    name: "my-site",
    dependencies: { cdktf: "^0.21.0", constructs: ">=10.4.2 <11", "cdktf-lvs": `^${own.version}` },
  });
  expect(Object.keys(json("My Site", "package.json")["devDependencies"] ?? {})).toEqual(["@types/node", "cdktf-cli", "tsx", "typescript"]);
  // Without these two cdktf asks questions.
  expect(json("My Site", "cdktf.json")).toMatchObject({ language: "typescript", sendCrashReports: "false", projectId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown });
});

it("overwrites nothing, and then writes nothing", () => {
  writeFileSync(join(place, "main.ts"), "mine");
  expect(init()).toMatchObject({ status: 1, stdout: "", stderr: "Nothing was written: main.ts would be overwritten. Take another directory.\n" });
  expect(readdirSync(place)).toEqual(["main.ts"]);
  expect(read("main.ts")).toBe("mine");
});

it("says what is in the way where it can't write", () => {
  writeFileSync(join(place, "a-file"), "mine");
  expect(init("a-file")).toMatchObject({ status: 1, stdout: "", stderr: expect.stringMatching(/^Can't make the project: EEXIST: .*a-file.* Take a directory that you may write to\.\n$/) as unknown });
  expect(init("a-file/site").status).toBe(1);
  expect(init("/proc/site").status).toBe(1);
  expect(read("a-file")).toBe("mine");
});

it("leaves a package.json as it is, and says what to install besides", () => {
  const mine = '{ "dependencies": { "cdktf": "0.21.0", "cdktf-lvs": "file:cdktf-lvs.tgz" }, "devDependencies": { "cdktf-cli": "0.21.0", "tsx": "4", "@types/node": "20" } }';
  writeFileSync(join(place, "package.json"), mine);
  const { status, stdout } = init();
  expect(status).toBe(0);
  expect(read("package.json")).toBe(mine);
  expect(stdout).toMatch(/\n {2}npm install 'constructs@>=10\.4\.2 <11'\n {2}npm install --save-dev typescript@\^5\.\d+\.\d+\n/);
});

it("takes what is to be installed as cdktf-lvs from its option", () => {
  init("site", "--package", "file:../cdktf-lvs.tgz");
  expect(json("site", "package.json")["dependencies"]?.["cdktf-lvs"]).toBe("file:../cdktf-lvs.tgz");
});
