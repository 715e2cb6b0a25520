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

/** What a ZIP archive begins with, mostly; and the record that it ends with, and how far before the end of the file it may begin (APPNOTE.TXT 4.3.16). */
const ZIP_BEGIN = "PK\u0003\u0004";
const ZIP_END = "PK\u0005\u0006";
const ZIP_END_BYTES = 22 + 0xffff;

/** What stands in for a plan that HCP Terraform keeps is no longer than this. */
const BOOKMARK_BYTES = 4096;

/**
 * Whether Terraform takes it for a plan file: a ZIP archive, which it finds by its end, whatever stands before that, or a bookmark of a plan that HCP Terraform keeps. Who applies the file applies that, so that
 * is what has to be read. A pipe is never asked: what is read of it is gone, and so is what its writer wrote when it is closed and opened again.
 */
function isPlanFile(file: number): boolean {
  const stat = fstatSync(file);
  if (!stat.isFile()) return false;
  const part = (length: number, from: number): Buffer => {
    const bytes = Buffer.alloc(Math.min(length, stat.size));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
  };
  if (part(ZIP_BEGIN.length, 0).toString("latin1") === ZIP_BEGIN) return true;
  if (part(ZIP_END_BYTES, Math.max(0, stat.size - ZIP_END_BYTES)).includes(ZIP_END, 0, "latin1")) return true;
  return stat.size <= BOOKMARK_BYTES && isBookmark(part(BOOKMARK_BYTES, 0).toString("utf8"));
}

function isBookmark(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && Object.hasOwn(value, "remote_plan_format");
  } catch {
    return false;
  }
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
