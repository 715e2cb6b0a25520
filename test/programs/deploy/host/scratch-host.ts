import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { desiredCluster } from "../../../../lib/deploy/desired-cluster";
import { type RemoteCommand } from "../../../../lib/deploy/host-port";
import { stageCommand } from "../../../../lib/deploy/host/host-commands";
import { releaseArchive } from "../../../../lib/deploy/release-archive";
import { type ClusterInput } from "../../../../lib/model";
import { parsed } from "../../../unit/compile/small-clusters";

const SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
const SCRATCH = ["/run", "/var/lib", "/etc/systemd/system", "/etc/sysctl.d", "/etc/modules-load.d"];

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * What stands in for systemd, which can't run here: enough of its programs for the host's script, with the real ones proved by the lab tests. The unit runs while
 * /run/up exists; what it does at a start, a stop and a reload is in /run/at-VERB; it writes its journal to /run/journal. A call is a line of /run/calls.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  systemctl: `echo "systemctl $*" >>/run/calls
    for unit; do :; done
    case $1 in
      is-active) if [ -e /run/up ]; then echo active; else echo inactive; exit 3; fi ;;
      start | restart) : >/run/up; mkdir -p /run/lvs-heartbeat; echo $$ >/run/lvs-heartbeat/keepalived.pid ;;
      stop) rm -f /run/up ;;
      enable) mkdir -p /etc/systemd/system/multi-user.target.wants; ln -sf "../$unit" /etc/systemd/system/multi-user.target.wants/ ;;
      show)
        for unit; do
          case $unit in -*|show) continue ;; esac
          state=disabled
          [ "$(readlink "/etc/systemd/system/$unit")" != /dev/null ] || state=masked
          printf 'Id=%s\\nActiveState=inactive\\nUnitFileState=%s\\n' "$unit" "$state"
        done ;;
      mask) ln -sf /dev/null "/etc/systemd/system/$unit" ;;
    esac
    [ ! -e "/run/at-$1" ] || . "/run/at-$1"`,
  journalctl: `from=1 cursor=
    for word; do case $word in --after-cursor=*) from=$((\${word#*=} + 1)) ;; --show-cursor) cursor=yes ;; esac; done
    touch /run/journal
    if [ "$cursor" ]; then echo "-- cursor: $(wc -l </run/journal)"; else tail -n "+$from" /run/journal; fi`,
  "systemd-run": `while :; do case $1 in -*) shift ;; *) exec "$@" ;; esac; done`,
  sysctl: `echo "sysctl $*" >>/run/calls; exec /usr/sbin/sysctl "$@"`,
  ln: `[ ! -e /run/no-links ] || exit 1; exec /usr/bin/ln "$@"`,
  modprobe: "exit 0",
  "apt-get": `echo "apt-get $*" >>/run/calls`,
  // The whole machine's disks are not ours to wait for.
  sync: "[ ! -e /run/no-sync ]",
  // A table that somebody made by hand; the kernel has none.
  ipvsadm: `echo "ipvsadm $*" >>/run/calls
    case $1 in --save) echo '-A -t 198.51.100.1:80 -s rr' ;; --restore) cat >/dev/null ;; esac`,
};

/** A host of its own: namespaces with real interfaces, addresses and sysctls, and memory in place of the directories that the script writes to. No root needed. */
export class ScratchHost {
  private readonly standIns = mkdtempSync(join(tmpdir(), "lvs-host-"));

  private constructor(private readonly self: ChildProcess) {
    for (const [name, text] of Object.entries(STAND_INS)) writeFileSync(join(this.standIns, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }

  static async start(): Promise<ScratchHost> {
    const mounts = SCRATCH.map((directory) => `mount -t tmpfs none ${directory}`).join(" && ");
    // `cat` holds the namespaces for as long as this process holds its stdin.
    const self = spawn("unshare", ["-rmn", "sh", "-c", `PATH=${SYSTEM_PATH}; ${mounts} && ip link set lo up && echo ready && exec cat`], { stdio: ["pipe", "pipe", "inherit"] });
    await once(self.stdout, "data");
    const host = new ScratchHost(self);
    host.must("for n in 0 1; do ip link add eth$n type veth peer name wire$n; ip link set eth$n up; ip link set wire$n up; done");
    return host;
  }

  stop(): void {
    this.self.kill("SIGKILL");
    rmSync(this.standIns, { recursive: true, force: true });
  }

  /** Runs a command as a login would, but for what stands in for systemd. `words` are put in place of others in the script that travels. */
  run(command: RemoteCommand, words: Readonly<Record<string, string>> = {}): Outcome {
    return this.inside(command.script, this.adapted(command.stdin ?? "", words));
  }

  /** The script with a PATH of this host; archives travel as they are. */
  private adapted(stdin: Uint8Array | string, words: Readonly<Record<string, string>>): Uint8Array | string {
    if (typeof stdin !== "string") return stdin;
    return Object.entries({ [`PATH=${SYSTEM_PATH}`]: `PATH=${this.path}`, ...words }).reduce((text, [from, to]) => text.replace(from, to), stdin);
  }

  /** Output of a shell command on the host, without blanks around it; a failure is a bug of the test. */
  must(command: string): string {
    const outcome = this.inside(`set -e; ${command}`);
    if (outcome.status !== 0) throw new Error(`${command}\nended with ${outcome.status}: ${outcome.stderr}`);
    return outcome.stdout.trim();
  }

  /** Stages what a cluster wants of its first host, or of another. Ends with the digest. */
  async stage(input: ClusterInput, name?: string): Promise<string> {
    const release = releaseOf(input, name);
    const archive = await releaseArchive(input.name, release);
    const staged = this.run(stageCommand({ cluster: input.name, digest: release.digest, nonce: "one", archive }));
    if (staged.status !== 0) throw new Error(staged.stderr);
    return release.digest;
  }

  /** The release that a link of the cluster leads to. */
  link(name: "current" | "confirmed" | "pending", cluster = "www"): string {
    return this.must(`readlink /var/lib/lvs/clusters/${cluster}/${name} || true`).replace("releases/", "");
  }

  /** What was started that is of interest, and forgets it. */
  calls(program: "systemctl" | "sysctl"): string[] {
    const lines = this.must("touch /run/calls; cat /run/calls; rm /run/calls").split("\n");
    return lines.filter((line) => line.startsWith(`${program} `)).map((line) => line.slice(program.length + 1));
  }

  private get path(): string {
    return `${this.standIns}:${SYSTEM_PATH}`;
  }

  private inside(script: string, input: Uint8Array | string = ""): Outcome {
    const into = ["-t", String(this.self.pid), "-U", "-m", "-n", "--preserve-credentials"];
    const env = { ...process.env, SSH_CONNECTION: "198.51.100.1 50000 198.51.100.2 22", PATH: this.path };
    const { status, stdout, stderr } = spawnSync("nsenter", [...into, "/bin/sh", "-c", script], { input, encoding: "utf8", env, timeout: 45_000 });
    return { status, stdout, stderr };
  }
}

function releaseOf(input: ClusterInput, name?: string): Parameters<typeof releaseArchive>[1] {
  const desired = desiredCluster(parsed(input));
  const host = desired.ok ? desired.value.hosts.find((each) => name === undefined || each.name === name) : undefined;
  if (host === undefined) throw new Error(JSON.stringify(desired));
  return host.release;
}
