import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { desiredCluster } from "../../../../lib/deploy/desired-cluster";
import { lookLoginRemoval, lookLoginScript, lookProgram, observeCommand } from "../../../../lib/deploy/host";
import { parseObservation, requestFor } from "../../../../lib/deploy/observe";
import { arbitraryCluster } from "../../../unit/model/arbitrary-cluster";
import { SHELLS, type Shell, requireProgram } from "../../compile/realserver/real-host";

const MARKER = "0123456789abcdef0123456789abcdef";
const directory = mkdtempSync(join(tmpdir(), "lvs-look-"));
const program = join(directory, "lvs-look");
beforeAll(() => writeFileSync(program, lookProgram()));
afterAll(() => rmSync(directory, { recursive: true }));

/** What it does when it is asked that, on this very machine. */
function asked(lines: readonly string[], shell: Shell = "dash"): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const [first = "", ...rest] = shell === "dash" ? ["dash"] : [requireProgram("busybox"), "sh"];
  // It would give itself a time limit, in this machine's /bin/sh.
  const env = { ...process.env, LVS_LOOK_LIMITED: "1" };
  const { status, stdout, stderr } = spawnSync(first, [...rest, program], { input: lines.map((line) => `${line}\n`).join(""), encoding: "utf8", env });
  return { status, stdout, stderr };
}

interface Question {
  readonly marker?: string;
  readonly format?: string;
  readonly cluster?: string;
  readonly units?: string;
  readonly sysctls?: string;
  readonly modules?: string;
  readonly extras?: string;
  readonly paths?: readonly string[];
}

/** A question as it should be, but for what is said. */
function question({ marker = MARKER, format = "3", cluster = "www", units = "", sysctls = "", modules = "", extras = "", paths = [] }: Question): string[] {
  return [marker, format, cluster, units, sysctls, modules, extras, ...paths];
}

describe("what a login that may only look is shown", () => {
  it("is said by a program that is clean under shellcheck, installed and removed by scripts that are", () => {
    const scripts = [lookProgram(), lookLoginScript({ user: "lvs-look", publicKeys: ["ssh-ed25519 AAAA ci@example.net"] }), lookLoginRemoval("lvs-look")];
    for (const input of scripts) {
      // The parts of lvs-host have the same checks of their own; SC2317: what only a verb uses that nobody can call here.
      const { stdout } = spawnSync(requireProgram("shellcheck"), ["-s", "sh", "-e", "SC2317", "-"], { input, encoding: "utf8" });
      expect(stdout).toBe("");
    }
  });

  it("is what an observation is, said after the marker on both streams", async () => {
    const { status, stdout, stderr } = asked(question({ units: "lvs-heartbeat.service", sysctls: "net.ipv4.ip_forward", modules: "ip_vs", extras: "route", paths: ["/etc/sysctl.d/60-lvs-www.conf"] }));
    expect([status, stdout.startsWith(MARKER), stderr]).toEqual([0, true, MARKER]);
    expect(await parseObservation(stdout.slice(MARKER.length), { facts: ["sysctl net.ipv4.ip_forward 7"], cluster: "www" })).toMatchObject({ current: undefined, facts: [expect.stringMatching(/^sysctl net\.ipv4\.ip_forward [01]$/)], files: {} });
  });

  describe.each(SHELLS)("under %s", (shell) => {
    it.each([
      ["no question", [], "not a marker"],
      ["half a question", [MARKER, "3", "www"], "the question ends too early"],
      ["another marker", question({ marker: "$(id)" }), "not a marker"],
      ["a short marker", question({ marker: "abc" }), "not a marker"],
      ["another format", question({ format: "4" }), "this host's lvs-look answers in format 3 and is asked for '4'"],
      ["no cluster", question({ cluster: "" }), "not a cluster's name"],
      ["another directory as cluster", question({ cluster: "../../etc" }), "not a cluster's name"],
      ["an option as unit", question({ units: "lvs-heartbeat.service --no-pager" }), "not a unit: '--no-pager'"],
      ["a command as unit", question({ units: "$(reboot)" }), "not a unit"],
      ["a sysctl that is written", question({ sysctls: "net.ipv4.ip_forward=0" }), "not a sysctl"],
      ["an option to sysctl", question({ sysctls: "-w net.ipv4.ip_forward" }), "not a sysctl: '-w'"],
      ["another sysctl", question({ sysctls: "kernel.core_pattern" }), "not shown: 'kernel.core_pattern'"],
      ["a sysctl that is a secret", question({ sysctls: "net.ipv6.conf.all.stable_secret" }), "not shown"],
      ["a way around through sysctl", question({ sysctls: "net/../../../etc/shadow" }), "not shown"],
      ["the same with dots", question({ sysctls: "net.//.//.//.etc.shadow" }), "not shown"],
      ["a folder of sysctls", question({ sysctls: "net.ipv6.conf" }), "not shown"],
      ["a folder of sysctls with its end", question({ sysctls: "net.ipv4.vs." }), "not shown"],
      ["units without number", question({ units: Array.from({ length: 17 }, (_, index) => `lvs-real-server-c${index}.service`).join(" ") }), "too many units"],
      ["another unit", question({ units: "ssh.service" }), "not shown: 'ssh.service'"],
      ["a path as module", question({ modules: "../../etc" }), "not a module"],
      ["extras that are a command", question({ extras: "keepalived;reboot" }), "not anything to show"],
      ["another file", question({ paths: ["/etc/shadow"] }), "not shown: '/etc/shadow'"],
      ["another file, by a way around", question({ paths: ["/var/lib/lvs/clusters/www/current/../../../../../../etc/shadow"] }), "not shown"],
      ["a way around through a unit's folder", question({ paths: ["/etc/systemd/system/lvs-x.service.d/other"] }), "not shown"],
      ["a unit's folder itself", question({ paths: ["/etc/systemd/system/lvs-x.service.d"] }), "not shown"],
      ["another cluster's files", question({ paths: ["/var/lib/lvs/clusters/api/current/keepalived.conf"] }), "not shown"],
      ["a folder of a release", question({ paths: ["/var/lib/lvs/clusters/www/current/deep/file"] }), "not shown"],
      ["a path with a blank", question({ paths: ["/etc/sysctl.d/60-lvs-www.conf /etc/shadow"] }), "not shown"],
      ["an option to tar", question({ paths: ["--checkpoint-action=exec=reboot"] }), "not shown"],
      ["one good path and one bad", question({ paths: ["/etc/sysctl.d/60-lvs-www.conf", "/root/.ssh/id_ed25519"] }), "not shown: '/root/.ssh/id_ed25519'"],
    ])("is nothing at %s", (_what, lines, words) => {
      const { status, stdout, stderr } = asked(lines, shell);
      expect([status, stdout.replace(MARKER, ""), stderr]).toEqual([2, "", expect.stringContaining(`lvs-look: ${words}`) as string]);
    });
  });

  it("is no packet rule where none is looked after, however it is asked for", () => {
    const shown = (extras: string): string => {
      writeFileSync(join(directory, "stub"), lookProgram().replace(/^lvs_main\(\) \{[^]*?\n\}\n(?=# lvs-look:)/m, 'lvs_main() { printf "<%s>" "$LVS_EXTRAS"; }\n'));
      return spawnSync("dash", [join(directory, "stub")], { input: question({ extras }).map((line) => `${line}\n`).join(""), encoding: "utf8", env: { ...process.env, LVS_LOOK_LIMITED: "1" } }).stdout.replace(MARKER, "");
    };
    expect([shown("route clamps legs"), shown("clamps claclampsmps"), shown("")]).toEqual(["< route legs>", "< claclampsmps>", "<>"]);
  });

  it("is nothing at a question that is too long, or never ends", () => {
    expect(asked(question({ paths: Array.from({ length: 8000 }, () => "/var/lib/lvs/clusters/www/current/keepalived.conf") }))).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("the question is too long") as string });
  });

  it("is nothing to who says nothing and holds the connection", async () => {
    const silent = spawn("/bin/sh", [program], { stdio: ["pipe", "ignore", "pipe"] });
    let said = "";
    silent.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
    const [code] = (await once(silent, "close")) as [number];
    expect([code, said]).toEqual([2, "lvs-look: not a marker\n"]);
  }, 40_000);

  it("is every file and fact of any cluster that there can be", () => {
    fc.assert(
      fc.property(arbitraryCluster, (model) => {
        const desired = desiredCluster(model);
        if (!desired.ok) throw new Error(JSON.stringify(desired.findings));
        for (const { release } of desired.value.hosts) {
          const { question: lines = "" } = observeCommand(requestFor(model.name, release.files));
          const { status, stderr } = asked([MARKER, ...lines.trimEnd().split("\n")]);
          expect([status, stderr.replace(MARKER, "")]).toEqual([0, ""]);
        }
      }),
      { numRuns: 25 },
    );
  }, 180_000);
});

describe("cdktf-lvs look-login", () => {
  const cli = (...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "lib/cli/main.ts", "look-login", ...args], { encoding: "utf8" });
    return { status, stdout, stderr };
  };
  const file = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };

  it("prints the script for a key that ssh-keygen made", () => {
    const key = join(directory, "id");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ci of the site", "-f", key]);
    const { status, stdout } = cli("--key", `${key}.pub`);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/\ncommand="sudo -n \/usr\/local\/sbin\/lvs-look",restrict ssh-ed25519 [A-Za-z0-9+/=]+ ci of the site\n/)]);
    expect(spawnSync("dash", ["-n"], { input: stdout, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    expect(cli("--key", key)).toMatchObject({ status: 1, stdout: "", stderr: expect.stringContaining("is a private key") as string });
  });

  it.each([
    ["no key", [], 2, "give the public key"],
    ["a file that isn't there", ["--key", "/nowhere/id.pub"], 1, "/nowhere/id.pub can't be read"],
    ["a key with options of its own", ["--key", file("options.pub", 'command="id" ssh-ed25519 AAAA x\n')], 1, "without options"],
    ["an empty file", ["--key", file("empty.pub", "")], 1, "holds no public keys"],
    ["a login that is none", ["--user", "a b", "--key", file("any.pub", "ssh-ed25519 AAAA x\n")], 2, "A login name"],
  ])("refuses %s", (_what, args, status, words) => {
    expect(cli(...args)).toMatchObject({ status, stdout: "", stderr: expect.stringContaining(words) as string });
  });
});
