import { type ChildProcess, spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { proxyCommandFailed, type Subject } from "./findings";
import { type Attempt, permanent, type Transport } from "./transport";

/** Enough of a command's complaints to be useful. */
const LAST_WORDS_BYTES = 2_000;

/** From asking the command's processes to end until they are killed. */
const GRACE_MS = 500;

/**
 * Runs a ProxyCommand as OpenSSH does: by the user's shell, with `exec` in front, in a process group of its own so that
 * all of it can be ended.
 */
export function openCommand(command: string, about: Subject): Promise<Attempt<Transport>> {
  const shell = process.env["SHELL"] ?? "/bin/sh";
  const child = spawn(shell, ["-c", `exec ${command}`], { detached: true, stdio: ["pipe", "pipe", "pipe"], env: withinAShell() });
  return new Promise((resolve) => {
    child.once("error", (cause) => resolve(permanent(proxyCommandFailed(about, command, `${shell}: ${cause.message}`))));
    child.once("spawn", () => resolve({ ok: true, value: new CommandTransport(child) }));
  });
}

/**
 * bash whose standard input is a socket, as Node.js's pipes are, takes itself for one that sshd has started and reads `~/.bashrc`, unless another shell is around it
 * (bash(1), INVOCATION; `SHLVL`). OpenSSH's pipes are pipes: there it does not, and what such a file does takes time and may write into the connection.
 */
function withinAShell(): NodeJS.ProcessEnv {
  return { ...process.env, SHLVL: String(Math.max(1, Number(process.env["SHLVL"]) || 0)) };
}

class CommandTransport implements Transport {
  readonly stream: ProcessStream;
  readonly #gone: Promise<void>;
  /** Gone, and everything it wrote has been read. */
  readonly #silent: Promise<void>;
  #words = "";
  #ending: string | undefined;

  constructor(private readonly child: ChildProcess) {
    this.stream = new ProcessStream(child);
    child.stderr?.on("data", (chunk: Buffer) => (this.#words = (this.#words + chunk.toString()).slice(-LAST_WORDS_BYTES)));
    this.#gone = new Promise((resolve) => child.once("exit", () => resolve()));
    this.#silent = new Promise((resolve) => child.once("close", () => resolve()));
    child.once("exit", (code, signal) => (this.#ending = signal === null ? `it ended with status ${code}` : `it was ended by ${signal}`));
  }

  async lastWords(): Promise<string> {
    // The output ends before the exit status is known, and complaints may come last.
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([this.#silent, new Promise((resolve) => (timer = setTimeout(resolve, GRACE_MS)))]);
    clearTimeout(timer);
    const words = this.#words.trim();
    return [this.#ending ?? "it gave no SSH server's greeting", ...(words === "" ? [] : [words])].join(": ");
  }

  async close(): Promise<void> {
    this.stream.destroy();
    this.#kill("SIGTERM");
    const timer = setTimeout(() => this.#kill("SIGKILL"), GRACE_MS);
    await this.#gone;
    clearTimeout(timer);
    // The leader may be gone before the rest of its group.
    this.#kill("SIGKILL");
    this.child.stderr?.destroy();
  }

  #kill(signal: NodeJS.Signals): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, signal);
    } catch {
      // Nobody of that group is left.
    }
  }
}

/** A process's standard input and output as one stream. */
class ProcessStream extends Duplex {
  constructor(private readonly child: ChildProcess) {
    super({ allowHalfOpen: false });
    child.stdout?.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout?.pause();
    });
    child.stdout?.once("end", () => this.push(null));
    // EPIPE when the command is gone: its exit tells more.
    child.stdin?.on("error", () => this.destroy());
    child.stdout?.on("error", () => this.destroy());
  }

  override _read(): void {
    this.child.stdout?.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.child.stdin?.write(chunk) === false) this.child.stdin.once("drain", () => done());
    else done();
  }

  override _final(done: () => void): void {
    this.child.stdin?.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.child.stdin?.destroy();
    this.child.stdout?.destroy();
    done(error);
  }
}
