import { spawn } from "node:child_process";
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Result, failed, ok } from "../diagnostics";
import { type ByteWindow, fileWindow } from "./byte-window";
import { showFailed, unreadable } from "./findings";

/** A plan in JSON: the file itself, or what `terraform show -json` makes of a plan file. To be closed. */
export async function planText(path: string): Promise<Result<ByteWindow>> {
  try {
    return isPlanFile(path) ? await shown(path) : ok(fileWindow(path));
  } catch (problem) {
    return failed(unreadable(path, problem instanceof Error ? problem.message : String(problem)));
  }
}

/** Terraform's plan files are ZIP archives. Of a pipe nothing is read in advance: it would be gone. */
function isPlanFile(path: string): boolean {
  const start = Buffer.alloc(4);
  const file = openSync(path, "r");
  try {
    return fstatSync(file).isFile() && readSync(file, start, 0, 4, 0) === 4 && start.toString("latin1") === "PK\u0003\u0004";
  } finally {
    closeSync(file);
  }
}

/** In the plan's own directory, where its provider is. What is printed goes to a file, of which there is only what has it open when this returns: it may be large. */
async function shown(path: string): Promise<Result<ByteWindow>> {
  const terraform = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
  const directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-plan-"));
  const file = join(directory, "plan.json");
  const output = openSync(file, "w", 0o600);
  try {
    const problem = await run(terraform, ["show", "-json", resolve(path)], { cwd: dirname(resolve(path)), output });
    return problem === undefined ? ok(fileWindow(file)) : failed(showFailed(path, problem));
  } finally {
    closeSync(output);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns what went wrong */
async function run(program: string, args: readonly string[], { cwd, output }: { readonly cwd: string; readonly output: number }): Promise<string | undefined> {
  return new Promise((finished) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", output, "pipe"], env: { ...process.env, TF_CLI_ARGS_show: "-no-color", CHECKPOINT_DISABLE: "1" } });
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-2000)));
    child.on("error", (error) => finished(error.message));
    child.on("close", (code) => finished(code === 0 ? undefined : said.replace(/\s+/g, " ").trim() || `exit code ${code}`));
  });
}
