import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { failed, ok, type Result } from "../diagnostics";
import { labFindings } from "./findings";
import { run, searchPath, signalGroup, type Outcome } from "./host-program";
import { enter } from "./namespace";
import { pidOf, powerOff, powerOn, type Site } from "./machine";
import { commandLine } from "./quoting";
import { labFiles } from "./seed";
import { SharedConnection } from "./shared-connection";
import { managementAddress } from "./topology";

/** A machine boots in five to ten seconds; many at a time on a slow computer take minutes. One that ends is noticed at once. */
const BOOT_MS = 240_000;

/** How a command on a node is run. */
export interface ExecOptions {
  readonly stdin?: string | Uint8Array;
  /** Milliseconds; a command that takes longer ends with code 124. @default 60000 */
  readonly timeoutMs?: number;
  /** `root` or `ops` (who may `sudo -n`). @default "root" */
  readonly user?: "root" | "ops";
}

/** A command that goes on while the caller does other things. */
export interface RunningCommand {
  /** Resolves when it has ended; code 255 also when the node died under it. */
  readonly outcome: Promise<Outcome>;
  /** Ends the session here; the command on the node gets SIGHUP or goes on, as with any lost session. */
  abandon(): void;
}

/** One machine of a lab. */
export class LabNode {
  /** The address of its mgmt0. */
  readonly address: string;
  readonly consolePath: string;
  private readonly connections: Readonly<Record<"root" | "ops", SharedConnection>>;

  constructor(
    private readonly site: Site,
    readonly name: string,
  ) {
    this.address = managementAddress(site.topology, name);
    this.consolePath = join(site.directory, labFiles.console(name));
    this.connections = { root: new SharedConnection(site, name, "root"), ops: new SharedConnection(site, name, "ops") };
  }

  /** Runs a command on the node over ssh and waits for its end; 255 is ssh's own failure. */
  async exec(command: string | readonly string[], options: ExecOptions = {}): Promise<Outcome> {
    return this.ssh(command, { ...options, timeoutMs: options.timeoutMs ?? 60_000 }, () => undefined);
  }

  /** The same for a command that must succeed; its standard output. @throws when it does not. */
  async must(command: string | readonly string[], options: ExecOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.exec(command, options);
    if (code !== 0) throw new Error(`${this.name}: ${commandLine(command)} ended with ${code}: ${stderr || stdout}`);
    return stdout;
  }

  /** Starts a long command; no time limit unless one is given. */
  start(command: string | readonly string[], options: ExecOptions = {}): RunningCommand {
    const session = { group: undefined as number | undefined };
    const outcome = this.ssh(command, options, (group) => (session.group = group));
    return { outcome, abandon: () => void (session.group === undefined || signalGroup(session.group, "SIGTERM")) };
  }

  /** A shell with this terminal, for a person; its exit code. */
  session(): Promise<number> {
    return this.attached([]);
  }

  /** Runs a command with our own standard input, output and error; its exit code. One argument alone is a shell's command line. */
  passThrough(command: readonly string[]): Promise<number> {
    return this.attached(["-T", commandLine(command.length === 1 ? (command[0] ?? "") : command)]);
  }

  /** Power cut: the machine's process group is killed; its disk stays as the last write left it. */
  async kill(): Promise<void> {
    await powerOff(this.site, this.name);
    this.hangUp();
  }

  /** Ends the connections that commands share; commands that run on them end with 255. */
  hangUp(): void {
    for (const connection of Object.values(this.connections)) connection.drop();
  }

  /** Switches the machine on and waits for ssh. */
  async boot(): Promise<Result<void>> {
    await powerOn(this.site, this.name);
    return this.waitForSsh();
  }

  /** Is the machine's process there? Says nothing about what runs in it. */
  async isRunning(): Promise<boolean> {
    return (await pidOf(this.site, this.name)) !== undefined;
  }

  /** Waits until root and ops can log in. @param timeoutMs @default 240000 */
  async waitForSsh(timeoutMs = BOOT_MS): Promise<Result<void>> {
    const deadline = Date.now() + timeoutMs;
    let reason = "no answer on port 22";
    while (Date.now() < deadline) {
      if (!(await this.isRunning())) return this.failure("its machine ended");
      if (await this.greets()) {
        // sshd greets before systemd lets ordinary users in.
        const login = await this.exec("test ! -e /run/nologin || { echo /run/nologin is there >&2; false; }", { timeoutMs: 60_000 });
        if (login.code === 0) return ok(undefined);
        reason = login.stderr.trim();
      }
      await sleep(250);
    }
    return this.failure(reason);
  }

  /** Waits until systemd has started everything it wants to. */
  async waitUntilSettled(timeoutMs = BOOT_MS): Promise<string> {
    return (await this.exec(["systemctl", "is-system-running", "--wait"], { timeoutMs })).stdout.trim();
  }

  /** Does sshd send its banner? */
  async greets(): Promise<boolean> {
    const script = 'socat -u "TCP:$1:22,connect-timeout=1" - 2>/dev/null | head -c 4';
    const greeting = await run([...enter(this.site.holder), "sh", "-c", script, "sh", this.address], { timeoutMs: 2000 });
    return greeting.stdout === "SSH-";
  }

  private async failure(reason: string): Promise<Result<void>> {
    const console = await readFile(this.consolePath, "utf8").catch(() => "");
    const tail = console.trim().split("\n").slice(-5).join("\n");
    return failed(labFindings.notReachable(this.name, `${reason}\n${tail}\n`, this.consolePath));
  }

  private async ssh(command: string | readonly string[], options: ExecOptions, onSpawn: (group: number) => void): Promise<Outcome> {
    const { user = "root", stdin = "", timeoutMs = Infinity } = options;
    const connection = this.connections[user];
    const began = Date.now();
    const patience = timeoutMs === Infinity ? [] : [sleep(timeoutMs, "no login within the time limit", { ref: false })];
    const complaint = await Promise.race([connection.open(), ...patience]);
    const left = timeoutMs - (Date.now() - began);
    if (complaint !== undefined) return { code: left <= 0 ? 124 : 255, stdout: "", stderr: complaint };
    const argv = [...connection.argv, commandLine(command)];
    return run(argv, { cwd: this.site.directory, stdin, onSpawn, ...(left === Infinity ? {} : { timeoutMs: Math.max(left, 1) }) });
  }

  private attached(parameters: readonly string[]): Promise<number> {
    const [flags, command] = [parameters.slice(0, -1), parameters.slice(-1)];
    const argv = ["-F", join(this.site.directory, labFiles.sshConfig), ...flags, this.name, ...command];
    const child = spawn("ssh", argv, { stdio: "inherit", env: { ...process.env, PATH: searchPath } });
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve(code ?? 255));
    });
  }
}
