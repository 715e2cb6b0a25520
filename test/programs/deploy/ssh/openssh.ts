import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createSshConnector, type SshSettings } from "../../../../lib/deploy/ssh";
import { type HostConnection } from "../../../../lib/deploy/host-port";
import { renderFinding } from "../../../../lib/diagnostics";

/** The one user whom an unprivileged sshd can let in. */
export const ME = userInfo().username;
export const AM_ROOT = process.getuid?.() === 0;

export interface KeyPair {
  readonly path: string;
  /** `ssh-ed25519 AAAA…`, without a comment. */
  readonly publicLine: string;
  readonly fingerprint: string;
}

export interface Sshd {
  readonly port: number;
  readonly pid: number;
  /** What the server has written so far, at debug level. */
  log(): string;
}

export interface SshdOptions {
  readonly hostKeys: readonly KeyPair[];
  readonly authorized: readonly KeyPair[];
  readonly config?: readonly string[];
  /** Shell commands run as root in the server's own mount namespace before it starts. */
  readonly mounts?: string;
}

/** A folder with keys, and the real OpenSSH programs that run on them; everything goes with `end`. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), "lvs-ssh-"));
  readonly #processes: ChildProcess[] = [];
  readonly #connections: HostConnection[] = [];
  #count = 0;

  key(type: "ed25519" | "rsa" | "ecdsa", passphrase = ""): KeyPair {
    const path = this.path(`key-${type}`);
    execFileSync("ssh-keygen", ["-q", "-t", type, ...(type === "rsa" ? ["-b", "2048"] : []), "-N", passphrase, "-C", "", "-f", path]);
    const publicLine = readFileSync(`${path}.pub`, "utf8").trim();
    const printed = execFileSync("ssh-keygen", ["-lf", `${path}.pub`], { encoding: "utf8" });
    return { path, publicLine, fingerprint: printed.split(" ")[1] ?? "" };
  }

  /** A path in the folder that nothing else has. */
  path(name: string): string {
    this.#count += 1;
    return join(this.folder, `${this.#count}-${name}`);
  }

  file(name: string, ...lines: readonly string[]): string {
    const path = this.path(name);
    writeFileSync(path, `${lines.join("\n")}\n`, { mode: 0o600 });
    return path;
  }

  /** A known_hosts file that knows these servers on the loopback. */
  knownHosts(...known: readonly (readonly [Sshd, KeyPair])[]): string {
    return this.file("known_hosts", ...known.map(([sshd, key]) => `[127.0.0.1]:${sshd.port} ${key.publicLine}`));
  }

  async sshd({ hostKeys, authorized, config = [], mounts }: SshdOptions): Promise<Sshd> {
    if (AM_ROOT) mkdirSync("/run/sshd", { recursive: true });
    const port = await freePort();
    const keys = this.file("authorized_keys", ...authorized.map((key) => key.publicLine));
    // Other users log in too, and sshd reads this as them.
    chmodSync(this.folder, 0o711);
    chmodSync(keys, 0o644);
    const lines = [`Port ${port}`, "ListenAddress 127.0.0.1", ...hostKeys.map((key) => `HostKey ${key.path}`), `AuthorizedKeysFile ${keys}`];
    // sshd takes the first of repeated lines, so a test's own come first.
    const path = this.file("sshd_config", ...config, ...lines, "StrictModes no", "PidFile none", "UsePAM no", "LogLevel DEBUG1");
    const log = this.path("sshd.log");
    const argv = ["/usr/sbin/sshd", "-D", "-f", path, "-E", log] as const;
    const child = mounts === undefined ? this.start(argv[0], argv.slice(1)) : this.start("unshare", ["-m", "sh", "-c", `${mounts}; exec "$@"`, "sh", ...argv]);
    const read = (): string => readIfThere(log);
    await until(() => read().includes("Server listening"), `sshd on port ${port}`);
    return { port, pid: child.pid ?? -1, log: read };
  }

  start(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = process.env): ChildProcess {
    const child = spawn(program, args, { stdio: "ignore", env: environment });
    this.#processes.push(child);
    return child;
  }

  /** Runs an ssh-agent and loads it. */
  async agent(...keys: readonly KeyPair[]): Promise<string> {
    const socket = this.path("agent");
    this.start("ssh-agent", ["-D", "-a", socket]);
    await until(() => tryRun("ssh-add", ["-l"], socket) !== 2, "ssh-agent");
    for (const key of keys) tryRun("ssh-add", ["-q", key.path], socket);
    return socket;
  }

  /** Nothing from the machine's own files: only what a test gives. */
  settings(settings: SshSettings): SshSettings {
    return { configFile: "/dev/null", knownHostsFiles: ["/dev/null"], agentSocket: "none", user: ME, sudo: false, connectRetries: 0, connectTimeoutMs: 5_000, ...settings };
  }

  /** Connects, or throws what the findings say. */
  async connect(host: string, port: number | undefined, settings: SshSettings): Promise<HostConnection> {
    const connected = await createSshConnector(this.settings(settings)).connect({ host, ...(port === undefined ? {} : { port }) });
    if (!connected.ok) throw new Error(connected.findings.map(renderFinding).join("\n"));
    this.#connections.push(connected.value);
    return connected.value;
  }

  /** Findings of a connection that must not come about, as texts; empty when it did. */
  async refusal(host: string, port: number | undefined, settings: SshSettings): Promise<string[]> {
    const connected = await createSshConnector(this.settings(settings)).connect({ host, ...(port === undefined ? {} : { port }) });
    if (connected.ok) await connected.value.close();
    return connected.ok ? [] : connected.findings.map(renderFinding);
  }

  async end(): Promise<void> {
    for (const connection of this.#connections) await connection.close();
    for (const child of this.#processes) child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A TCP port on the loopback that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Waits for something that comes by itself. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`${what} didn't come`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function tryRun(program: string, args: readonly string[], socket: string): number {
  try {
    execFileSync(program, args, { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });
    return 0;
  } catch (cause) {
    return (cause as { status?: number }).status ?? -1;
  }
}
