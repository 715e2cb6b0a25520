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
}
const dump = (...checked: readonly Checked[]): string =>
  [
    ...checked.flatMap(({ vip, address, alive, protocol = "TCP" }) => [
      ` ------< Virtual server >------\n VS VIP = ${vip}, VPORT = 80\n   protocol = ${protocol}\n   alive = 1\n   quorum_state_up = 1`,
      `   ------< Real server >------\n   RIP = ${address}, RPORT = 8080, WEIGHT = 1 EFF WEIGHT = 1\n   alive = ${Number(alive)}\n   num failed checkers = ${Number(!alive)}\n   RS set = ${Number(alive)}`,
    ]),
    "------< Health checkers >------",
    ...checked.map(({ vip, address, alive, hasRun = true, method = "TCP_CHECK" }) => ` [${vip}]:tcp:80 -> [${address}]:tcp:8080\n   Enabled = yes\n   Up = ${alive ? "yes" : "no"}\n   Has run = ${hasRun ? "yes" : "no"}\n   Keepalive method = ${method}`),
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

/** Keeps the table in a file, one \`-a …\` a line. */
const IPVSADM = `#!/bin/sh
table=\${0%/*}/../table
case $1 in
  --save) cat "$table" ;;
  *) shift; grep -qF -e "-a $* " "$table" || exit 1; grep -vF -e "-a $* " "$table" >"$table.new"; mv "$table.new" "$table" ;;
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
const dead = { vip: "203.0.113.10", address: "192.168.1.11", alive: false };
const alive = { vip: "203.0.113.10", address: "192.168.1.12", alive: true };

describe("what died while keepalived's checks were away", () => {
  it("is taken out of the kernel's table once everything has been checked, and found dead twice; nothing else is", async () => {
    const six = { vip: "2001:db8::10", address: "2001:db8:1::11", alive: false, protocol: "UDP" };
    tableOf(WEB1, WEB2, "-u [2001:db8::10]:80 -r [2001:db8:1::11]:8080", "-t 203.0.113.10:80 -r 192.168.1.11:80");
    dumps(dump({ ...dead, hasRun: false }, alive), dump(dead, { ...alive, alive: false }), dump(dead, alive, six));
    const said = await checksDie();
    await eventually("it is done", () => Promise.resolve(said().split("\n").length > 2), 30_000);
    expect(table()).toBe(`-a ${WEB2} -m -w 1\n-a -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 1\n`);
    expect(said()).toBe([WEB1, "-u [2001:db8::10]:80 -r [2001:db8:1::11]:8080"].map((server) => `real server ${server} died while keepalived's checks were away, so it was taken out of the table\n`).join(""));
  });

  it("is waited for no longer where a file's content is all that hasn't been looked at", async () => {
    tableOf(WEB1, WEB2);
    dumps(dump(dead, { ...alive, hasRun: false, method: "FILE_CHECK" }));
    const said = await checksDie();
    await eventually("it is done", () => Promise.resolve(said() !== ""), 20_000);
    expect(table()).toBe(`-a ${WEB2} -m -w 1\n`);
  });

  it("is not judged by an older dump where the process says nothing", async () => {
    tableOf(WEB1);
    writeFileSync(path("keepalived_check.data"), dump(dead));
    const said = await checksDie();
    await eventually("it is asked", () => Promise.resolve(existsSync(path("asked"))));
    await sleep(8000);
    expect([table(), said()]).toEqual([`-a ${WEB1} -m -w 1\n`, ""]);
  });

  it("is found again by another process where it passed while it was taken out", async () => {
    tableOf(WEB1, WEB2);
    dumps(dump(dead, alive), dump(dead, alive), dump({ ...dead, alive: true }, alive));
    const said = await checksDie();
    const second = checkers();
    await eventually("a third one checks", () => Promise.resolve(checkers() !== second), 30_000);
    expect(said()).toContain(`real server ${WEB1} passed while it was taken out, so keepalived's checkers process ${second} was killed`);
  });
});
