import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LVS_HEARTBEAT_WATCH } from "../../../../lib/compile/heartbeatwatch";
import { eventually } from "../../../lab/harness/site";

/** keepalived's dump of what its checks know, cut down to what the watch reads; test/lab/hanging-heartbeat.test.ts has real ones. */
interface Checked {
  readonly vip: string;
  readonly address: string;
  readonly alive: boolean;
  readonly hasRun?: boolean;
  readonly method?: string;
  readonly protocol?: string;
  readonly sorry?: string;
  /** Seconds between two checks. */
  readonly every?: number;
}
const dump = (...checked: readonly Checked[]): string =>
  [
    ...checked.flatMap(({ vip, address, alive, protocol = "TCP", sorry }) => [
      ` ------< Virtual server >------\n VS VIP = ${vip}, VPORT = 80\n   delay_loop = 60.000000\n   protocol = ${protocol}`,
      ...(sorry === undefined ? [] : [`   sorry server (duplicates rs) = [${sorry}]:tcp:8080`]),
      `   alive = 1\n   quorum_state_up = 1`,
      `   ------< Real server >------\n   RIP = ${address}, RPORT = 8080, WEIGHT = 1 EFF WEIGHT = 1\n   Delay loop = 60.000000\n   alive = ${Number(alive)}\n   num failed checkers = ${Number(!alive)}\n   RS set = ${Number(alive)}`,
    ]),
    "------< Health checkers >------",
    " FWM 2577 -> [192.168.1.11]:none:0\n   Enabled = yes\n   Up = no\n   Has run = no\n   Keepalive method = TCP_CHECK",
    ...checked.map(({ vip, address, alive, hasRun = true, method = "TCP_CHECK", protocol = "TCP", every = 1 }) => {
      const pair = [`[${vip}]:${protocol.toLowerCase()}:80`, `[${address}]:${protocol.toLowerCase()}:8080`].join(" -> ");
      return ` ${pair}\n   Enabled = yes\n   Up = ${alive ? "yes" : "no"}\n   Has run = ${hasRun ? "yes" : "no"}\n   Delay loop = ${every * 1_000_000} us\n   Keepalive method = ${method}`;
    }),
  ].join("\n") + "\n";

/** Stands for keepalived and its process of checks, which is started again when it ends, and writes the files dump-1, dump-2, … when it is asked, the last one again and again. */
const KEEPALIVED = `
import os, signal, sys
place = sys.argv[1]
def write(name, text):
    open(f"{place}/{name}.new", "w").write(text)
    os.rename(f"{place}/{name}.new", f"{place}/{name}")
write("keepalived.pid", f"{os.getpid()}\\n")
while True:
    pid = os.fork()
    if pid == 0:
        heeded = [signal.SIGCHLD, signal.SIGUSR1]
        signal.pthread_sigmask(signal.SIG_BLOCK, heeded)
        write("checkers.pid", f"{os.getpid()}\\n")
        asked = 0
        while True:
            if signal.sigwait(heeded) == signal.SIGUSR1:
                write("asked", "")
                if os.path.exists(f"{place}/dump-{asked + 1}"): asked += 1
                if asked: write("keepalived_check.data", open(f"{place}/dump-{asked}").read())
    os.wait()
    print(pid, flush=True)
`;

/** Keeps the table in a file, one `-a …` a line; once a server is deleted, keepalived has something else to say (dump-after). */
const IPVSADM = `#!/bin/sh
place=\${0%/*}/..
table=$place/table
case $1 in
  --save) cat "$table" ;;
  *) shift; grep -qF -e "-a $* " "$table" || exit 1; grep -vF -e "-a $* " "$table" >"$table.new"; mv "$table.new" "$table"; ! [ -e "$place/dump-after" ] || mv "$place/dump-after" "$place/dump-2" ;;
esac
`;

let place: string;
let running: ChildProcess[];
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "heartbeat-watch-"));
  writeFileSync(join(place, "program"), LVS_HEARTBEAT_WATCH);
  mkdirSync(join(place, "bin"));
  writeFileSync(join(place, "bin/ipvsadm"), IPVSADM);
  chmodSync(join(place, "bin/ipvsadm"), 0o755);
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

const path = (name: string): string => join(place, name);
const checkers = (): number => (existsSync(path("checkers.pid")) ? Number(readFileSync(path("checkers.pid"), "utf8")) : 0);
const table = (): string => readFileSync(path("table"), "utf8");
const tableOf = (...servers: readonly string[]): void => writeFileSync(path("table"), servers.map((server) => `-a ${server} -m -w 1\n`).join(""));
const dumps = (...texts: readonly string[]): void => texts.forEach((text, index) => writeFileSync(path(`dump-${index + 1}`), text));

function start(command: string, ...args: readonly string[]): () => string {
  const child = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, PATH: `${path("bin")}${delimiter}${process.env["PATH"] ?? ""}` } });
  running.push(child);
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  return () => said;
}

/** A heartbeat that the watch has seen, whose process of checks then dies. What the watch says from then on. */
async function checksDie(): Promise<() => string> {
  start("python3", "-c", KEEPALIVED, place);
  await eventually("it checks", () => Promise.resolve(checkers() > 0));
  const said = start("sh", path("program"), place, "vrrp", "checkers");
  await sleep(3000);
  expect([existsSync(path("asked")), said()]).toEqual([false, ""]);
  const first = checkers();
  process.kill(first, "SIGKILL");
  await eventually("another one checks", () => Promise.resolve(checkers() !== first));
  return said;
}

const WEB1 = "-t 203.0.113.10:80 -r 192.168.1.11:8080";
const WEB2 = "-t 203.0.113.10:80 -r 192.168.1.12:8080";
const SIX = "-u [2001:db8::10]:80 -r [2001:db8:1::11]:8080";
const dead = { vip: "203.0.113.10", address: "192.168.1.11", alive: false };
const alive = { vip: "203.0.113.10", address: "192.168.1.12", alive: true };

describe("what died while keepalived's checks were away", () => {
  it("is taken out of the kernel's table when it stays dead; nothing else is", async () => {
    const six = { vip: "2001:db8::10", address: "2001:db8:1::11", alive: false, protocol: "UDP" };
    tableOf(WEB1, WEB2, SIX, "-t 203.0.113.10:80 -r 192.168.1.11:80");
    dumps(dump({ ...dead, hasRun: false }, { ...alive, alive: false }, six), dump(dead, { ...alive, alive: false }, six), dump(dead, alive, six));
    const said = await checksDie();
    await eventually("it is done", () => Promise.resolve(said().split("\n").length > 2), 30_000);
    expect(table()).toBe(`-a ${WEB2} -m -w 1\n-a -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 1\n`);
    expect(said()).toBe([WEB1, SIX].map((server) => `real server ${server} died while keepalived's checks were away, so it was taken out of the table\n`).join(""));
  });

  it("is none of those that look dead at first, since the first check that fails counts at once", async () => {
    tableOf(WEB1, WEB2);
    // Two rounds and five seconds: by then it has passed.
    dumps(dump({ ...dead, every: 4 }, alive), dump({ ...dead, every: 4 }, alive), dump({ ...dead, every: 4 }, alive), dump({ ...dead, every: 4, alive: true }, alive));
    const said = await checksDie();
    await sleep(20_000);
    expect([table(), said()]).toEqual([`-a ${WEB1} -m -w 1\n-a ${WEB2} -m -w 1\n`, ""]);
  });

  it("is not kept by another one whose checks can't be made, and one of which nobody knows stays", async () => {
    tableOf(WEB1, WEB2);
    dumps(dump(dead, { ...alive, alive: false, hasRun: false }));
    const said = await checksDie();
    await eventually("it is done", () => Promise.resolve(said() !== ""), 30_000);
    expect(table()).toBe(`-a ${WEB2} -m -w 1\n`);
  });

  it("is waited for no longer where a file's content is all that hasn't been looked at", async () => {
    tableOf(WEB1, WEB2);
    const file = { vip: "203.0.113.10", address: "192.168.1.11", alive: false, hasRun: false, method: "FILE_CHECK" };
    dumps(`${dump(dead, alive)}${dump(file).split("------< Health checkers >------\n")[1]!}`);
    const said = await checksDie();
    await eventually("it is done", () => Promise.resolve(said() !== ""), 30_000);
    expect(table()).toBe(`-a ${WEB2} -m -w 1\n`);
  });

  it.each([
    ["is its own sorry server: that is in the table on purpose", dump({ ...dead, sorry: "192.168.1.11" }, alive)],
    ["stands in half a dump", dump(dead, alive).split("------< Health")[0]!],
  ])("stays where it %s", async (_, text) => {
    tableOf(WEB1);
    dumps(text);
    const said = await checksDie();
    await eventually("it is asked", () => Promise.resolve(existsSync(path("asked"))));
    await sleep(14_000);
    expect([table(), said()]).toEqual([`-a ${WEB1} -m -w 1\n`, ""]);
  });

  it("is not judged by an older dump where the process says nothing", async () => {
    tableOf(WEB1);
    writeFileSync(path("keepalived_check.data"), dump(dead));
    const said = await checksDie();
    await eventually("it is asked", () => Promise.resolve(existsSync(path("asked"))));
    await sleep(14_000);
    expect([table(), said()]).toEqual([`-a ${WEB1} -m -w 1\n`, ""]);
  });

  it("is found again by another process where it passed while it was taken out", async () => {
    tableOf(WEB1, WEB2);
    dumps(dump(dead, alive));
    writeFileSync(path("dump-after"), dump({ ...dead, alive: true }, alive));
    const said = await checksDie();
    const second = checkers();
    await eventually("a third one checks", () => Promise.resolve(checkers() !== second), 30_000);
    expect(said()).toContain(`real server ${WEB1} passed while it was taken out, so keepalived's checkers process ${second} was killed`);
  });
});
