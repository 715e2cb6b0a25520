import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LVS_REAL_SERVER } from "../../../../lib/compile/realserver";

/** The program as hosts get it, joined from its parts. */
export const PROGRAM = join(mkdtempSync(join(tmpdir(), "lvs-real-server-program-")), "lvs-real-server");
writeFileSync(PROGRAM, LVS_REAL_SERVER, { mode: 0o755 });

/** The shells the program has to run under, as words of a command. */
export const SHELLS = ["dash", "busybox sh"] as const;
export type Shell = (typeof SHELLS)[number];

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A cluster's release to come (`pending`) or to run (`current`), as lines of its expected-state. */
export interface Fragment {
  readonly cluster: string;
  readonly slot?: "current" | "pending";
  readonly lines: readonly string[];
}

const installed = new Map<string, string>();
const PACKAGES = { busybox: "busybox-static", arping: "iputils-arping", shellcheck: "shellcheck", flock: "util-linux", ip: "iproute2", sysctl: "procps" };

/** Fails with the exact command when a program that the test runs for real is not there. */
export function requireProgram(name: keyof typeof PACKAGES): string {
  const path = installed.get(name) ?? spawnSync("sh", ["-c", `PATH=$PATH:/usr/sbin:/sbin command -v ${name}`], { encoding: "utf8" }).stdout.trim();
  if (path === "") throw new Error(`${name} is missing; install it with: apt-get install -y ${PACKAGES[name]}`);
  installed.set(name, path);
  return path;
}

/**
 * A real server: a network namespace with real interfaces, addresses, routes and sysctls (no root needed), and a directory in place of
 * /var/lib/lvs and /run/lvs. `eth1` faces the routers, `eth0` is the management network; each ends in a namespace of its own.
 */
export class RealHost {
  private readonly root = mkdtempSync(join(tmpdir(), "lvs-real-server-"));
  private releases = 0;

  private constructor(
    private readonly self: ChildProcess,
    private readonly neighbour: ChildProcess,
  ) {}

  static async start(): Promise<RealHost> {
    // `cat` holds the namespace for as long as this process holds its stdin.
    const self = spawn("unshare", ["-rn", "sh", "-c", "ip link set lo up && echo ready && exec cat"], { stdio: ["pipe", "pipe", "inherit"] });
    await once(self.stdout, "data");
    const neighbour = spawn("nsenter", [...into(self), "unshare", "-n", "sh", "-c", "ip link set lo up && echo ready && exec cat"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(neighbour.stdout, "data");
    const host = new RealHost(self, neighbour);
    host.must(`
      # No link-local addresses: they would come and settle while a test compares.
      echo 1 >/proc/sys/net/ipv6/conf/default/addr_gen_mode
      for n in 0 1; do
        ip link add eth$n type veth peer name wire$n
        ip link set wire$n netns ${neighbour.pid}
        ip link set eth$n up
      done
      ip addr add 10.77.0.11/24 dev eth0
      ip addr add 192.168.1.11/24 dev eth1
      ip addr add fd00:1::11/64 dev eth1 nodad`);
    host.mustNeighbour("ip addr add 10.77.0.1/24 dev wire0; ip addr add 192.168.1.254/24 dev wire1; ip link set wire0 up; ip link set wire1 up");
    host.must("until [ $(ip -o link show up | grep -c 'state UP') -eq 2 ]; do sleep 0.02; done");
    return host;
  }

  stop(): void {
    this.neighbour.kill("SIGKILL");
    this.self.kill("SIGKILL");
    rmSync(this.root, { recursive: true, force: true });
  }

  /** A path below the directory that stands for `/`. */
  path(absolute: string): string {
    return join(this.root, absolute);
  }

  /** Puts a release in place, as the deploying side does: a directory of its own, then a link flipped by rename. */
  put(...fragments: readonly Fragment[]): void {
    for (const { cluster, slot = "current", lines } of fragments) {
      const directory = this.path(`/var/lib/lvs/clusters/${cluster}`);
      const release = `release-${this.releases++}`;
      mkdirSync(join(directory, release), { recursive: true });
      writeFileSync(join(directory, release, "expected-state"), lines.map((line) => `${line}\n`).join(""));
      symlinkSync(release, join(directory, "flip"));
      renameSync(join(directory, "flip"), join(directory, slot));
    }
  }

  /** Takes a cluster's running release away. */
  drop(cluster: string): void {
    rmSync(this.path(`/var/lib/lvs/clusters/${cluster}/current`));
  }

  /** `pending` becomes `current`. */
  promote(cluster: string): void {
    const directory = this.path(`/var/lib/lvs/clusters/${cluster}`);
    renameSync(join(directory, "pending"), join(directory, "current"));
  }

  /** Runs the program under a shell, or a copy of it that is on the host. */
  run(args: string, options: { shell?: Shell; env?: Record<string, string>; program?: string } = {}): Outcome {
    const { shell = "dash", env = {}, program = PROGRAM } = options;
    if (shell === "busybox sh") requireProgram("busybox");
    // Whoever runs the tests over SSH is no client of this host.
    return inside(this.self, `exec ${shell} "${program}" ${args}`, { ...process.env, SSH_CONNECTION: undefined, LVS_ROOT: this.root, ...env });
  }

  /** A PATH whose first program of that name does something before it does what the real one does, at its first call alone. */
  atFirst(name: string, command: string): { readonly PATH: string } {
    const directory = mkdtempSync(join(this.root, "first-"));
    const real = this.must(`command -v ${name}`).trim();
    writeFileSync(join(directory, name), `#!/bin/sh\n[ -e ${directory}/done ] || { : >${directory}/done; ${command}; }\nexec ${real} "$@"\n`, { mode: 0o755 });
    return { PATH: `${directory}:${process.env["PATH"] ?? ""}` };
  }

  /** Starts the program, in a process group of its own, without waiting for its end. */
  background(args: string, options: { shell: Shell; env: Record<string, string> }): ChildProcess {
    const env = { ...process.env, SSH_CONNECTION: undefined, LVS_ROOT: this.root, ...options.env };
    return spawn("nsenter", [...into(this.self), "sh", "-c", `exec ${options.shell} "${PROGRAM}" ${args}`], { env, detached: true, stdio: "ignore" });
  }

  /** Output of a shell command on the host; a failure is a bug of the test. */
  must(command: string): string {
    return succeeded(inside(this.self, `set -e; ${command}`), command);
  }

  /** The same on the other end of the host's wires. */
  mustNeighbour(command: string): string {
    return succeeded(inside(this.neighbour, `set -e; ${command}`), command);
  }

  /** A shell command on the other end of the host's wires. */
  neighbourTries(command: string): Outcome {
    return inside(this.neighbour, command);
  }

  /** Addresses on lo besides its own. */
  vips(): string[] {
    return this.must("ip -o addr show dev lo | awk '{ print $4 }'")
      .split("\n")
      .filter((address) => address !== "" && address !== "127.0.0.1/8" && address !== "::1/128");
  }

  /** Default routes of a family in the kernel's order, without trailing blanks. */
  defaultRoutes(family: 4 | 6 = 4): string[] {
    return this.must(`ip -o -${family} route show default`)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  }

  /** Value of a sysctl given with dots. */
  sysctl(key: string): string {
    return this.must(`cat /proc/sys/${key.replaceAll(".", "/")}`).trim();
  }

  /** All kernel state that the program may change, as text. */
  kernel(): string {
    return this.must("ip -d addr; ip route show table all; ip -6 route show table all; cd /proc/sys/net; grep -r . ipv4/conf ipv6/conf 2>/dev/null || true");
  }

  /** Name, inode, times and size of every file. */
  files(): string {
    return this.must(`find ${this.root} -printf '%P %i %T@ %C@ %s\\n' | sort`);
  }

  /** What the program remembers, or nothing. */
  record(): string {
    return this.must(`cat ${this.recordPath} 2>/dev/null || true`);
  }

  get recordPath(): string {
    return `${this.root}/run/lvs/real-server.found`;
  }

  /**
   * A directory for PATH whose programs are the real ones, but for this: the call numbered `call`, of those that change something, cuts the
   * power instead (SIGKILL to the whole process group of the run).
   */
  powerCut(call: number): { readonly directory: string; readonly happened: () => boolean } {
    const directory = mkdtempSync(join(this.root, "faults-"));
    writeFileSync(join(directory, "left"), `${call}\n`);
    const changing = { ip: "*' add '*|*' del '*|*' replace '*", sysctl: "*-w*", mv: "*", rm: "*" };
    for (const [name, pattern] of Object.entries(changing)) {
      const real = this.must(`PATH=$PATH:/usr/sbin:/sbin command -v ${name}`).trim();
      const lines = [
        "#!/bin/sh",
        `case "$*" in ${pattern}) read -r n <${directory}/left; n=$((n - 1)); echo $n >${directory}/left ;; *) n=1 ;; esac`,
        "[ $n -ne 0 ] || kill -9 -$(ps -o pgid= -p $$ | tr -d ' ')",
        `exec ${real} "$@"`,
      ];
      writeFileSync(join(directory, name), lines.join("\n") + "\n", { mode: 0o755 });
    }
    return { directory, happened: () => readFileSync(join(directory, "left"), "utf8") === "0\n" };
  }

  /** `apply` with the power cut in, in a process group of its own. */
  applyWith(faults: { readonly directory: string }): Outcome {
    const env = { ...process.env, SSH_CONNECTION: undefined, LVS_ROOT: this.root, PATH: `${faults.directory}:${process.env.PATH ?? ""}` };
    return inside(this.self, `exec setsid -w dash "${PROGRAM}" apply`, env);
  }
}

function into(process: ChildProcess): string[] {
  return ["-t", String(process.pid), "-U", "-n", "--preserve-credentials"];
}

function inside(where: ChildProcess, command: string, env: NodeJS.ProcessEnv = process.env): Outcome {
  const { status, stdout, stderr } = spawnSync("nsenter", [...into(where), "sh", "-c", `PATH=$PATH:/usr/sbin:/sbin; ${command}`], { encoding: "utf8", env, timeout: 45_000 });
  return { status, stdout, stderr };
}

function succeeded(outcome: Outcome, command: string): string {
  if (outcome.status !== 0) throw new Error(`${command}\nended with ${outcome.status}: ${outcome.stderr}`);
  return outcome.stdout;
}
