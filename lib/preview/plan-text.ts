import { spawn } from "node:child_process";
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Result, failed, ok } from "../diagnostics";
import { type ByteWindow, descriptorWindow } from "./byte-window";
import { showFailed, unreadable } from "./findings";

/** A plan in JSON: the file itself, or what `terraform show -json` makes of a plan file. To be closed. */
export async function planText(path: string): Promise<Result<ByteWindow>> {
  try {
    const file = openSync(path, "r");
    if (!isPlanFile(file)) return ok(descriptorWindow(file));
    closeSync(file);
    return await shown(path);
  } catch (problem) {
    return failed(unreadable(path, problem instanceof Error ? problem.message : String(problem)));
  }
}

/** Terraform's plan files are ZIP archives. A pipe is never asked: what is read of it is gone, and so is what its writer wrote when it is closed and opened again. */
function isPlanFile(file: number): boolean {
  const start = Buffer.alloc(4);
  return fstatSync(file).isFile() && readSync(file, start, 0, 4, 0) === 4 && start.toString("latin1") === "PK\u0003\u0004";
}

/** In the plan's own directory, where its provider is. What is printed goes to a file: it may be large. */
async function shown(path: string): Promise<Result<ByteWindow>> {
  const terraform = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
  const output = namelessFile();
  const problem = await run(terraform, ["show", "-json", resolve(path)], { cwd: dirname(resolve(path)), output });
  if (problem === undefined) return ok(descriptorWindow(output));
  closeSync(output);
  return failed(showFailed(path, problem));
}

/** A file that is gone when nobody has it open any more: a plan has secrets in clear, and nothing may be left of it however this process ends. */
function namelessFile(): number {
  const directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-plan-"));
  try {
    return openSync(join(directory, "plan.json"), "wx+", 0o600);
  } finally {
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
