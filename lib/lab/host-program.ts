import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** Programs like mke2fs stand in sbin, which is not on every user's PATH. */
export const searchPath = `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;

const underWay = new Set<number>();

/** How a program on this machine ended. */
export interface Outcome {
  /** Exit code; 128 + signal number when a signal ended it, 124 when our own time limit did. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program gets besides its arguments. */
export interface RunOptions {
  readonly stdin?: string | Uint8Array;
  /** Milliseconds; none by default. */
  readonly timeoutMs?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with each complete line of standard output and error. */
  readonly onLine?: (line: string) => void;
  /** Called with the id of the program's process group. */
  readonly onSpawn?: (group: number) => void;
}

/** Runs a program of this machine to its end. Never throws: what cannot be started ends with code 127. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const [program, ...parameters] = argv;
  if (program === undefined) throw new Error("nothing to run");
  return new Promise((resolve) => {
    const env = { ...(options.env ?? process.env), PATH: searchPath };
    // A group of its own, so that the time limit ends what the program started as well.
    const child = spawn(program, parameters, { cwd: options.cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
    const group = child.pid;
    if (group !== undefined) {
      underWay.add(group);
      options.onSpawn?.(group);
    }
    const stdout = collect(child.stdout, options.onLine);
    const stderr = collect(child.stderr, options.onLine);
    let timedOut = false;
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            if (group !== undefined) signalGroup(group, "SIGKILL");
          }, options.timeoutMs);
    const finish = (code: number, extra: string) => {
      clearTimeout(timer);
      if (group !== undefined) underWay.delete(group);
      resolve({ code: timedOut ? 124 : code, stdout: stdout(), stderr: stderr() + extra });
    };
    child.on("error", (problem) => finish(127, problem.message));
    child.on("close", (code, signal) => finish(code ?? 128 + (signal === "SIGKILL" ? 9 : 15), ""));
    // Killed, but its pipes may be held open by another: ssh lends its own to the connection it shares.
    child.on("exit", (_, signal) => {
      if (signal !== null) setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream.destroy()), 100);
    });
    // A program may end before it has read everything; that is its business.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.stdin ?? "");
  });
}

/** Ends everything `run` has under way, so that whoever waits for it gets to clear up. */
export function endPrograms(): void {
  for (const group of underWay) signalGroup(group, "SIGTERM");
}

/** Sends a signal to a whole process group; false when there is none. */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
}

/** The full path of a program, or undefined. */
export function findProgram(name: string): string | undefined {
  for (const directory of searchPath.split(":").filter((entry) => entry.startsWith("/"))) {
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return undefined;
}

function collect(stream: NodeJS.ReadableStream, onLine: ((line: string) => void) | undefined): () => string {
  const chunks: Buffer[] = [];
  let pending = "";
  stream.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    if (onLine === undefined) return;
    const lines = (pending + chunk.toString("utf8")).split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}
