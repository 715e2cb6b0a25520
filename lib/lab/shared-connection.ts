import { spawn, type ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { searchPath } from "./host-program";
import { type Site } from "./machine";
import { labVariable } from "./processes";
import { labFiles } from "./seed";

/**
 * One ssh connection to a node that commands of this process share: on an emulated processor, logging in costs several times
 * what a short command does. It ends with this process, however that ends, since its far end reads from our pipe.
 */
export class SharedConnection {
  private opening: Promise<string | undefined> | undefined;
  private master: ChildProcess | undefined;
  private readonly socket: string;

  constructor(
    private readonly site: Site,
    private readonly name: string,
    private readonly user: string,
  ) {
    // Relative to the lab's directory: a socket's path has room for 107 bytes.
    this.socket = join(labFiles.sockets, `${name}.${user}.${process.pid}`);
  }

  /** ssh's arguments up to the command, for the lab's directory. */
  get argv(): string[] {
    return ["ssh", ...this.base(), "-o", `ControlPath=${this.socket}`, this.name];
  }

  /** Opens the connection unless it is open; why it could not be, or undefined. */
  async open(): Promise<string | undefined> {
    this.opening ??= this.login();
    return this.opening;
  }

  /** Forgets a connection whose other end is no more: ssh would wait for it. */
  drop(): void {
    this.master?.kill("SIGKILL");
    this.forget();
  }

  private base(): string[] {
    return ["-F", labFiles.sshConfig, "-T", "-o", "BatchMode=yes", "-l", this.user];
  }

  private login(): Promise<string | undefined> {
    const master = spawn("ssh", [...this.base(), "-M", "-S", this.socket, this.name, "echo ready; exec cat >/dev/null"], {
      cwd: this.site.directory,
      env: { ...process.env, PATH: searchPath, [labVariable]: this.site.id },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.master = master;
    let complaint = "";
    master.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString("utf8")));
    master.stdin.on("error", () => undefined);
    return new Promise((resolve) => {
      const end = (reason: string): void => {
        if (this.master === master) this.forget();
        resolve(reason);
      };
      master.on("error", (problem) => end(problem.message));
      master.on("close", () => end(complaint || "ssh ended"));
      master.stdout.once("data", () => {
        // It must not keep this process alive.
        master.unref();
        for (const stream of [master.stdin, master.stdout, master.stderr]) (stream as unknown as { unref(): void }).unref();
        resolve(undefined);
      });
    });
  }

  private forget(): void {
    this.master = undefined;
    this.opening = undefined;
    rmSync(join(this.site.directory, this.socket), { force: true });
  }
}
