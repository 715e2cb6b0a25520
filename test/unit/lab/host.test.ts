import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { borrowedLines, linesFrom, settingsFrom } from "../../../lib/lab/debian-sources";
import { findProgram, run } from "../../../lib/lab/host-program";
import { locateImage } from "../../../lib/lab/image";
import { takeLock } from "../../../lib/lab/lock";
import { machineCommand } from "../../../lib/lab/machine";
import { cacheDirectory, imageSources, labDirectory } from "../../../lib/lab/places";
import { missingPackages } from "../../../lib/lab/prerequisites";
import { belongsToLab, killAll, labVariable } from "../../../lib/lab/processes";
import { allowedProcessors, processorsOf, seatOf, stayOnOne } from "../../../lib/lab/processors";
import { parseTopology } from "../../../lib/lab";

describe("where things are kept", () => {
  it.each([
    [{ HOME: "/home/me" }, "/home/me/.cache/cdktf-lvs/lab", "/home/me/.local/state/cdktf-lvs/labs/x"],
    [{ HOME: "/h", XDG_CACHE_HOME: "/c", XDG_STATE_HOME: "/s" }, "/c/cdktf-lvs/lab", "/s/cdktf-lvs/labs/x"],
    [{ HOME: "/h", XDG_CACHE_HOME: "", XDG_STATE_HOME: "relative" }, "/h/.cache/cdktf-lvs/lab", "/h/.local/state/cdktf-lvs/labs/x"],
  ])("%j", (environment, cache, lab) => {
    expect([cacheDirectory(environment), labDirectory("x", environment)]).toEqual([cache, lab]);
  });
});

describe("Debian's packages", () => {
  const has = (...programs: string[]) => (program: string) => (programs.includes(program) ? `/usr/bin/${program}` : undefined);
  const everything = has("linux.uml", "ip", "ssh", "ssh-keygen", "socat", "nsenter", "flock", "taskset", "mmdebstrap", "mke2fs", "fakechroot", "fakeroot");

  it("are complete when every program is there", () => {
    expect(missingPackages({ kernel: true, buildImage: true, compile: false }, everything)).toEqual([]);
  });

  it("are named once each, and only those the purpose needs", () => {
    const some = has("ip", "nsenter", "flock", "taskset", "socat", "fakechroot", "fakeroot");
    expect(missingPackages({ kernel: true, buildImage: false, compile: false }, some)).toEqual(["openssh-client", "user-mode-linux"]);
    expect(missingPackages({ kernel: false, buildImage: true, compile: true }, some)).toEqual(["e2fsprogs", "mmdebstrap", "openssh-client", "tcc"]);
  });

  it("come from the machine's own sources, the suite itself first", () => {
    const targets = [
      "Debian bookworm-security http://mirror.example/debian-security/ bookworm-security main Packages",
      "Debian bookworm http://mirror.example/debian/ bookworm main Packages",
      "Debian bookworm http://mirror.example/debian/ bookworm main Sources",
      "Debian bookworm http://mirror.example/debian/ bookworm contrib Packages",
      "Debian trixie http://mirror.example/debian/ trixie main Packages",
      "Somebody bookworm http://other.example/ bookworm main Packages",
    ].join("\n");
    expect(linesFrom(targets, "bookworm")).toEqual([
      "deb http://mirror.example/debian/ bookworm main",
      "deb http://mirror.example/debian-security/ bookworm-security main",
    ]);
  });

  it("of a suite that the machine doesn't use come from its mirror", () => {
    const targets = [
      "Debian bookworm-security http://mirror.example/debian-security/ bookworm-security main Packages",
      "Somebody trixie http://other.example/ trixie main Packages",
      "Debian bookworm http://mirror.example/debian/ bookworm main Packages",
    ].join("\n");
    expect(borrowedLines(targets, "trixie")).toEqual(["deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian/ trixie main"]);
    expect(borrowedLines("Somebody trixie http://other.example/ trixie main Packages", "trixie")).toEqual([]);
  });

  it("are fetched the way this machine fetches its own", () => {
    const dump = 'APT "";\nAcquire "";\nAcquire::http "";\nAcquire::http::Proxy "http://proxy.example:3128";\nAcquire::Check-Valid-Until "false";\nAcquire::Languages "none";\n';
    expect(settingsFrom(dump)).toEqual(['Acquire::http::Proxy "http://proxy.example:3128";', 'Acquire::Check-Valid-Until "false";']);
  });
});

describe("processors", () => {
  it.each([
    ["0-3,8", [0, 1, 2, 3, 8]],
    ["5", [5]],
    ["", []],
    ["all", []],
  ])("%j", (list, processors) => expect(processorsOf(list)).toEqual(processors));

  it("are dealt to machines there and back again, beginning elsewhere for the lab beside it", () => {
    expect([0, 1, 2, 3, 4].map((index) => stayOnOne([4, 7], index).at(-1))).toEqual(["4", "7", "7", "4", "4"]);
    expect([0, 1, 2, 3, 4].map((index) => stayOnOne([4, 7], index, seatOf("test-1")).at(-1))).toEqual(["7", "4", "4", "7", "7"]);
    expect([0, 1, 2, 3].map((index) => stayOnOne([1, 2, 3], index, seatOf("mine")).at(-1))).toEqual(["1", "2", "3", "3"]);
    expect(stayOnOne([], 0)).toEqual([]);
  });

  it("of this process are at least one", async () => {
    expect((await allowedProcessors()).length).toBeGreaterThan(0);
  });
});

describe("a machine", () => {
  it("is started with relative paths and no blanks in any argument", () => {
    const topology = parseTopology({ networks: ["a"], nodes: { one: { role: "router", links: [{ interface: "eth0", network: "a" }] } } });
    if (!topology.ok) throw new Error("a valid topology");
    expect(machineCommand({ id: "the-id", topology: topology.value, kernel: "trixie" }, "one")).toEqual([
      "env",
      "LD_LIBRARY_PATH=kernel-trixie",
      "kernel-trixie/linux",
      "mem=160M",
      "umid=one",
      "uml_dir=sockets",
      "ubd0=nodes/one/disk.cow,base.ext4",
      "root=/dev/ubda",
      "rw",
      "rootfstype=ext4",
      "lsm=capability",
      "hostfs=/proc/self/cwd/nodes/one/seed",
      "vec0:transport=raw,ifname=one.0p,depth=128,gro=0,mac=02:77:00:00:00:01",
      "vec1:transport=raw,ifname=one.1p,depth=128,gro=0,mac=02:77:00:01:00:01",
      "seccomp=auto",
      "con=null",
      "con0=null,fd:1",
      "ssl=null",
      "quiet",
      "systemd.machine_id=3b08995e82d5c7d6bf1391efacf7b099",
    ]);
  });

  it("is started with repairs that any C compiler can build", () => {
    const source = join(imageSources, "host", "uml-preload.c");
    for (const compiler of ["cc", "tcc"].filter((name) => findProgram(name) !== undefined)) {
      const library = join(mkdtempSync(join(tmpdir(), "lab-repairs-")), "uml-preload.so");
      execFileSync(compiler, ["-shared", "-fPIC", "-O2", "-nostdlib", "-o", library, source]);
      const said = execFileSync("sh", ["-c", "echo it runs"], { encoding: "utf8", env: { ...process.env, LD_PRELOAD: library, LD_BIND_NOW: "1" } });
      expect(said, compiler).toBe("it runs\n");
    }
  });
});

describe("a program of this machine", () => {
  it("ends with its code, its output, and 127 when there is none of that name", async () => {
    expect(await run(["sh", "-c", "cat; echo oh >&2; exit 3"], { stdin: "in" })).toEqual({ code: 3, stdout: "in", stderr: "oh\n" });
    expect((await run(["no-such-program"])).code).toBe(127);
  });

  it("ends with 124 and all its children when its time is over", async () => {
    const began = Date.now();
    expect((await run(["sh", "-c", "sleep 20 & wait"], { timeoutMs: 100 })).code).toBe(124);
    expect(Date.now() - began).toBeLessThan(5000);
  });
});

describe("a lock", () => {
  it("is held by one, and free again after its release", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "lab lock ")), "lock");
    const first = await takeLock(file, 0);
    expect(first).toBeDefined();
    expect(await takeLock(file, 0)).toBeUndefined();
    await first?.release();
    const second = await takeLock(file, 0);
    expect(second).toBeDefined();
    await second?.release();
  });

  it("is free again when its holder was killed", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "lab-lock-")), "lock");
    const script = `require("tsx/cjs"); require(${JSON.stringify(join(process.cwd(), "lib/lab/lock"))}).takeLock(${JSON.stringify(file)}, 0).then(() => { console.log("held"); setInterval(() => {}, 1e6); });`;
    const holder = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    expect(await takeLock(file, 0)).toBeUndefined();
    holder.kill("SIGKILL");
    const mine = await takeLock(file, 5);
    expect(mine).toBeDefined();
    await mine?.release();
  });
});

describe("a lab's processes", () => {
  it("are known by the lab's id in their environment and killed with their groups", async () => {
    const child = spawn("sh", ["-c", "sleep 300 & wait"], { detached: true, stdio: "ignore", env: { ...process.env, [labVariable]: "test-lab-id" } });
    const stranger = spawn("sleep", ["300"], { detached: true, stdio: "ignore", env: { ...process.env, [labVariable]: "another-id" } });
    await sleep(50);
    expect(await belongsToLab(child.pid ?? 0, "test-lab-id")).toBe(true);
    expect(await belongsToLab(stranger.pid ?? 0, "test-lab-id")).toBe(false);
    await killAll("test-lab-id");
    expect(await belongsToLab(child.pid ?? 0, "test-lab-id")).toBe(false);
    expect(await belongsToLab(stranger.pid ?? 0, "another-id")).toBe(true);
    stranger.kill("SIGKILL");
  });
});

describe("a process of a lab that executes one program after the other", () => {
  it("belongs to it all the time", async () => {
    const child = spawn("env", [...Array.from({ length: 400 }, () => "env"), "sleep", "300"], { detached: true, stdio: "ignore", env: { ...process.env, [labVariable]: "test-lab-id" } });
    const pid = child.pid ?? 0;
    try {
      let looks = 0;
      for (; !readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("sleep"); looks++) expect(await belongsToLab(pid, "test-lab-id"), `look ${looks}`).toBe(true);
      expect(looks).toBeGreaterThan(0);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("or never, without a word of it in its environment", async () => {
    const child = spawn("sleep", ["300"], { stdio: "ignore", env: {} });
    await sleep(50);
    expect(await belongsToLab(child.pid ?? 0, "test-lab-id")).toBe(false);
    child.kill("SIGKILL");
  });
});

describe("the image", () => {
  const kernel = (version: string) => ({ name: "installed" as const, version, files: {}, modules: "" });

  it("that was made for several kernels does for each of them, and for no other", async () => {
    const cache = process.env["XDG_CACHE_HOME"];
    process.env["XDG_CACHE_HOME"] = mkdtempSync(join(tmpdir(), "cache-"));
    try {
      const both = await locateImage([kernel("7.2.7"), kernel("6.12.1")]);
      expect([both.built, basename(both.path)]).toEqual([false, expect.stringMatching(/^bookworm-[0-9a-f]{16},6\.12\.1,7\.2\.7\.ext4$/)]);
      mkdirSync(dirname(both.path), { recursive: true });
      writeFileSync(both.path, "");
      for (const versions of [["6.12.1"], ["7.2.7"], ["6.12.1", "7.2.7"]]) expect(await locateImage(versions.map(kernel))).toMatchObject({ built: true, path: both.path });
      for (const versions of [["6.12"], ["6.12.1", "6.1.0"]]) expect((await locateImage(versions.map(kernel))).built).toBe(false);
    } finally {
      if (cache === undefined) delete process.env["XDG_CACHE_HOME"];
      else process.env["XDG_CACHE_HOME"] = cache;
    }
  });
});

describe("the scripts of the image", () => {
  it("pass shellcheck", () => {
    const scripts = ["customise.sh", "overlay/usr/local/sbin/lab-net"].map((file) => join(imageSources, file));
    execFileSync("shellcheck", ["--shell=sh", ...scripts], { encoding: "utf8" });
  });

  it("are Python that compiles", async () => {
    for (const file of ["overlay/usr/local/sbin/lab-server", "overlay/usr/local/bin/lvs-probe"]) {
      const check = "import ast, sys; ast.parse(sys.stdin.read())";
      execFileSync("python3", ["-c", check], { input: await readFile(join(imageSources, file), "utf8") });
    }
  });
});
