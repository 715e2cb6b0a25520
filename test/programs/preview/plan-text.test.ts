import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { heavierWeb1, updated } from "../../unit/preview/clusters";
import { planJson } from "../../unit/preview/plan-json";

const root = join(__dirname, "..", "..", "..");
const directory = mkdtempSync(join(tmpdir(), "lvs-plan-text-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** The program in a process of its own, because one that waits for a pipe or is killed does so as a whole. */
const PREVIEW = ["--import", "tsx", "lib/cli/main.ts", "preview", "--format", "json"] as const;

/** A plan file as far as anybody looks at it before Terraform does, with a Terraform that prints what these lines of sh do. */
function planOf(name: string, ...terraform: readonly string[]): { readonly plan: string; readonly environment: NodeJS.ProcessEnv; readonly temporary: string } {
  const [plan, program, temporary] = [join(directory, `${name}.plan`), join(directory, `${name}.sh`), join(directory, `${name}.tmp`)];
  writeFileSync(plan, "PK\u0003\u0004 and so on");
  writeFileSync(program, ["#!/bin/sh", ...terraform, ""].join("\n"), { mode: 0o755 });
  mkdirSync(temporary);
  // tsx would keep in there what it has compiled.
  return { plan, temporary, environment: { ...process.env, TERRAFORM_BINARY_NAME: program, TMPDIR: temporary, TSX_DISABLE_CACHE: "1" } };
}

describe("a plan that comes through a pipe with a name", () => {
  it("is read to its end, however soon its writer goes away", () => {
    const fifo = join(directory, "plan.fifo");
    execFileSync("mkfifo", [fifo]);
    const text = planJson([updated(heavierWeb1)], { filler: "x".repeat(50_000) });
    writeFileSync(join(directory, "plan.json"), text);
    // It gets the time to write and close before anything is read, which it has by chance where there are more processors.
    const slowly = "import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; const { openSync } = fs; fs.openSync = (path, ...more) => { const file = openSync(path, ...more); if (String(path).endsWith('.fifo')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500); return file; }; syncBuiltinESMExports();";
    const writer = spawn("sh", ["-c", 'cat "$1" >"$2"', "sh", join(directory, "plan.json"), fifo], { stdio: "ignore" });
    const { status, stdout, signal } = spawnSync(process.execPath, ["--import", `data:text/javascript,${encodeURIComponent(slowly)}`, ...PREVIEW, `site=${fifo}`], { cwd: root, encoding: "utf8", timeout: 55_000, killSignal: "SIGKILL" });
    writer.kill();
    expect([status, signal]).toEqual([0, null]);
    expect(JSON.parse(stdout)).toMatchObject({ headline: { class: "new-connections" } });
  });
});

describe("a file that Terraform takes for a plan file", () => {
  const theirs = join(directory, "theirs.json");
  writeFileSync(theirs, planJson([updated(heavierWeb1)]));
  const reviewed = planJson([]);
  /** The record of an archive without members. */
  const end = `PK\u0005\u0006${"\0".repeat(18)}`;

  it.each([
    ["has the JSON of another plan before its archive", `${reviewed}${end}`],
    ["has it around the end of its archive", `${reviewed.slice(0, -1)},"x":"${end}"}`],
    ["is a bookmark of what HCP Terraform keeps", JSON.stringify({ remote_plan_format: 1, run_id: "run-1", hostname: "app.terraform.io" })],
  ])("is read as Terraform reads it, where it %s", (_, content) => {
    const { plan, environment } = planOf("taken", `exec cat '${theirs}'`);
    writeFileSync(plan, content, "latin1");
    const { status, stdout } = spawnSync(process.execPath, [...PREVIEW, `site=${plan}`], { cwd: root, encoding: "utf8", env: environment });
    rmSync(join(directory, "taken.tmp"), { recursive: true });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ headline: { class: "new-connections" } });
  });

  it("is not one of JSON alone, after which nothing may stand", () => {
    const plan = join(directory, "followed.json");
    writeFileSync(plan, `${reviewed}\n${reviewed}`);
    const { status, stderr } = spawnSync(process.execPath, [...PREVIEW, `site=${plan}`], { cwd: root, encoding: "utf8" });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/LVS713.*something follows the plan/s)]);
  });
});

describe("what Terraform prints of a plan", () => {
  it.each([1000, 5_000_000])("is read from its beginning, with %d bytes more than it needs", (more) => {
    const json = join(directory, `${more}.json`);
    writeFileSync(json, planJson([updated(heavierWeb1)], { filler: "x".repeat(more) }));
    const { plan, environment, temporary } = planOf(`shown-${more}`, `exec cat '${json}'`);
    const { status, stdout } = spawnSync(process.execPath, [...PREVIEW, `site=${plan}`], { cwd: root, encoding: "utf8", env: environment });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ headline: { class: "new-connections" } });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each(["SIGINT", "SIGKILL"] as const)("stands nowhere after %s, with the secrets that it has", async (signal) => {
    const printed = join(directory, `${signal}.printed`);
    // It ends by itself when the one that asked it is gone.
    const { plan, environment, temporary } = planOf(signal, `echo '{"format_version":"1.2","password":"s3cr3t"'`, `link=$(readlink /proc/$$/fd/1); echo "$link" >'${printed}.new'; mv '${printed}.new' '${printed}'`, "while kill -0 $PPID 2>/dev/null; do sleep 0.1; done");
    const preview = spawn(process.execPath, [...PREVIEW, `site=${plan}`], { cwd: root, env: environment, stdio: "ignore" });
    const ended = once(preview, "close");
    await appearance(printed, preview);
    expect(readFileSync(printed, "utf8")).toMatch(new RegExp(`^${temporary}/cdktf-lvs-plan-\\w+/plan.json \\(deleted\\)\n$`));
    preview.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

async function appearance(file: string, process: ChildProcess): Promise<void> {
  while (!existsSync(file)) {
    if (process.exitCode !== null) throw new Error(`it ended with ${process.exitCode} before`);
    await sleep(50);
  }
}
