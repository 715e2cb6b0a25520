import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How a program ran. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  /** Both streams as they came. */
  readonly output: string;
  /** User and system time of the program and of all it started and waited for; the kernel counts in 10 ms. */
  readonly cpuSeconds: number;
}

/** Runs a program to its end. @throws when it can't be started, or ends with a code other than those accepted */
export async function run(argv: readonly string[], { cwd, accept = [0] }: { readonly cwd?: string; readonly accept?: readonly number[] } = {}): Promise<Run> {
  const directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-bench-"));
  const accounts = join(directory, "times");
  try {
    // A shell knows what its children used, and theirs; Node.js does not.
    const shell = ["-c", `"$@"; code=$?; times >${accounts}; exit "$code"`, "bench", ...argv];
    const env: NodeJS.ProcessEnv = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
    delete env["TF_CLI_CONFIG_FILE"];
    const child = spawn("/bin/sh", shell, { stdio: ["ignore", "pipe", "pipe"], env, ...(cwd === undefined ? {} : { cwd }) });
    const [stdout, output]: [string[], string[]] = [[], []];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout.push(text), output.push(text)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => output.push(text));
    const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
    if (code === null || !accept.includes(code)) throw new Error(`${argv.slice(0, 3).join(" ")} ended with ${code}:\n${output.join("").slice(-2000)}`);
    return { code, stdout: stdout.join(""), output: output.join(""), cpuSeconds: childSeconds(readFileSync(accounts, "utf8")) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** From `times` of POSIX: the second line is user and system time of the children, as `0m1.25s 0m0.30s`. */
function childSeconds(accounts: string): number {
  const times = [...(accounts.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g)];
  if (times.length !== 2) throw new Error(`the shell's times can't be read: ${accounts}`);
  return times.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}
