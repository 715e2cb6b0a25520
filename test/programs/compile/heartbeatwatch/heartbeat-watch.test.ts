import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LVS_HEARTBEAT_WATCH } from "../../../../lib/compile/heartbeatwatch";
import { eventually } from "../../../lab/harness/site";

/** From the last time a process ran until it is ended: a look, then two questions with a look after each, and what the looks take. In milliseconds. */
const UNTIL_ENDED_MS = 10_000;

/**
 * Stands for keepalived, whose processes these are the children of. Each says its process number in a file, and takes SIGCHLD as keepalived does: blocked, and read from a
 * file descriptor that it waits at.
 */
const PARENT = `
import os, signal, subprocess, sys, time
place, *children = sys.argv[1:]
def write(name, pid):
    open(f"{place}/{name}.pid", "w").write(f"{pid}\\n")
write("keepalived", os.getpid())
ended = []
for spec in children:
    duty, kind = spec.split("=")
    pid = os.fork()
    if pid == 0:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        if kind == "answers":
            while True: signal.sigwait([signal.SIGCHLD])
        if kind == "hangs":
            r, w = os.pipe(); os.read(r, 1)
        if kind == "computes":
            while True: pass
        if kind == "wakes":
            while True: time.sleep(0.5)
        if kind == "ends":
            time.sleep(3); os._exit(0)
    write(duty, pid)
    ended.append(pid)
for _ in ended:
    pid, status = os.wait()
    print(pid, status, flush=True)
`;

let place: string;
let running: ChildProcess[];
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "heartbeat-watch-"));
  writeFileSync(join(place, "program"), LVS_HEARTBEAT_WATCH);
  running = [];
});
afterEach(() => {
  for (const { pid } of running) {
    try {
      process.kill(-pid!, "SIGKILL");
    } catch {
      // it is over
    }
  }
  rmSync(place, { recursive: true, force: true });
});

/** What a program said so far. */
function start(command: string, ...args: readonly string[]): () => string {
  const child = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "inherit"] });
  running.push(child);
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  return () => said;
}

const pidOf = (name: string): number => Number(readFileSync(join(place, `${name}.pid`), "utf8"));

async function heartbeat(vrrp: string, checkers: string, duties: readonly string[] = ["vrrp", "checkers"]): Promise<{ readonly ended: () => string; readonly said: () => string; readonly vrrp: number; readonly checkers: number }> {
  const ended = start("python3", "-c", PARENT, place, `vrrp=${vrrp}`, `checkers=${checkers}`);
  await eventually("both have begun", () => Promise.resolve(["vrrp", "checkers"].every((name) => { try { return pidOf(name) > 0; } catch { return false; } })));
  return { ended, said: start("sh", join(place, "program"), place, ...duties), vrrp: pidOf("vrrp"), checkers: pidOf("checkers") };
}

describe("the watch over the heartbeat", () => {
  it.each([
    ["vrrp", "hangs", "answers"],
    ["checkers", "answers", "hangs"],
  ] as const)("ends the %s process when it waits in the kernel and is not woken by a signal, and lets the other one be, which sleeps and is", async (duty, vrrp, checkers) => {
    const { ended, said, ...pids } = await heartbeat(vrrp, checkers);
    await eventually("it is ended", () => Promise.resolve(ended() !== ""), UNTIL_ENDED_MS);
    await sleep(4000);
    expect(ended()).toBe(`${pids[duty]} 9\n`);
    expect(said()).toBe(`keepalived's ${duty} process ${pids[duty]} hangs (state S), so it was killed; keepalived starts another one\n`);
  });

  it("ends one that somebody stopped", async () => {
    const { ended, said, vrrp } = await heartbeat("wakes", "answers");
    process.kill(vrrp, "SIGSTOP");
    await eventually("it is ended", () => Promise.resolve(ended() !== ""), UNTIL_ENDED_MS);
    expect(ended()).toBe(`${vrrp} 9\n`);
    expect(said()).toContain(`vrrp process ${vrrp} hangs (state T)`);
  });

  it("lets one be that computes for long, and one that wakes by itself", async () => {
    const { ended, said } = await heartbeat("computes", "wakes");
    await sleep(1.2 * UNTIL_ENDED_MS);
    expect([ended(), said()]).toEqual(["", ""]);
  });

  it("lets a stranger be that has the number which a pid file says", async () => {
    const { ended, said } = await heartbeat("answers", "answers");
    const stranger = start("python3", "-c", "import os, signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD]); r, w = os.pipe(); print(os.getpid(), flush=True); os.read(r, 1)");
    await eventually("the stranger has begun", () => Promise.resolve(stranger() !== ""));
    writeFileSync(join(place, "vrrp.pid"), stranger());
    await sleep(1.2 * UNTIL_ENDED_MS);
    expect(running.at(-1)?.exitCode).toBeNull();
    expect([ended(), said()]).toEqual(["", ""]);
  });

  it("ends all of keepalived when it has no VRRP process any more and starts none, so that its unit starts it anew", async () => {
    const { ended, said } = await heartbeat("ends", "answers");
    const keepalived = running[0]!;
    await eventually("keepalived is ended", () => Promise.resolve(keepalived.signalCode !== null), 3000 + UNTIL_ENDED_MS);
    expect([keepalived.signalCode, ended()]).toEqual(["SIGKILL", expect.stringMatching(/^\d+ 0\n$/)]);
    await eventually("the watch says so", () => Promise.resolve(said() !== ""));
    expect(said()).toBe(`keepalived ${keepalived.pid} has no vrrp process any more, so it was killed; its unit starts another one\n`);
  });

  it.each([
    ["a process of checks that is gone, since the table is there without it", "answers", "ends", ["vrrp", "checkers"]],
    ["a VRRP process that hangs where nobody else could take over", "hangs", "answers", ["checkers"]],
  ] as const)("lets be %s", async (_, vrrp, checkers, duties) => {
    const { said } = await heartbeat(vrrp, checkers, duties);
    await sleep(3000 + UNTIL_ENDED_MS);
    expect([running[0]?.exitCode, running[0]?.signalCode, said()]).toEqual([null, null, ""]);
  });

  it("takes a heartbeat that isn't there for one with nothing to watch", async () => {
    const said = start("sh", join(place, "program"), place, "vrrp", "checkers");
    await sleep(3000);
    expect([running.at(-1)?.exitCode, said()]).toEqual([null, ""]);
  });
});
