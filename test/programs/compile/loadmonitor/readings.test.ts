import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, type Server, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { LVS_LOAD_MONITOR } from "../../../../lib/compile/loadmonitor";

let place: string;
let server: Server | undefined;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "load-readings-"));
  writeFileSync(join(place, "program"), LVS_LOAD_MONITOR);
});
afterEach(() => server?.close());
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** What the program makes of a server with 2 processors that says this; for `http` to a GET request for /load. */
async function reading(type: "agent" | "http", answer: string): Promise<string> {
  server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (type === "agent") socket.end(answer);
    else socket.on("data", (data) => socket.end(data.toString().startsWith("GET /load HTTP/1.0\r\n") ? answer : "HTTP/1.0 404 Not Found\r\n\r\n9\n"));
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const conf = join(place, "conf");
  writeFileSync(conf, `pool web ${type} proportional 2 1.5 8 ${port} /load - -\nserver web web1 127.0.0.1 100 2\n`);
  return await output("sh", join(place, "program"), "show", conf);
}

function output(...[command, ...args]: readonly [string, ...string[]]): Promise<string> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (data: Buffer) => (text += data.toString()));
  return new Promise((resolve) => child.on("close", () => resolve(text.trimEnd())));
}

const OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";
const METRICS = 'node_cpu_seconds_total{cpu="0",mode="idle"} 1\nnode_cpu_seconds_total{cpu="0",mode="user"} 1\nnode_cpu_seconds_total{cpu="1",mode="idle"} 1\nnode_cpu_seconds_total{cpu="2",mode="idle"} 2.5e+06\nnode_load15 9\n# HELP node_load1 1m load average.\nnode_load1 0.37\n';

it.each<[string, string]>([
  ["75%\n", " SHARE 75"],
  ["up\n", " SHARE 100"],
  ["drain\n", " SHARE 0"],
  ["maint#backup runs 50%\n", " SHARE 0"],
  ["ready,12.5%\r\n", " SHARE 12.5"],
  ["150%", " SHARE 150"],
  ["\n75%\n", ""],
  ["what?\n", ""],
  ["", ""],
])("an agent's %j", async (answer, said) => {
  expect(await reading("agent", answer)).toBe(`web web1${said}`);
});

it.each<[string, string, string]>([
  ["a number", `${OK}0.81\n`, " 0.81 2"],
  ["a number in another spelling", `${OK}1.2e1`, " 12 2"],
  ["node_exporter's metrics, with its processors", OK + METRICS, " 0.37 3"],
  ["an error", "HTTP/1.1 500 Oh\r\n\r\n3\n", ""],
  ["another text", `${OK}overloaded\n`, ""],
  ["no body", OK, ""],
])("over HTTP %s", async (_what, answer, said) => {
  expect(await reading("http", answer)).toBe(`web web1${said}`);
});

it.each<[string, string, string]>([
  ["uptime's words", " 23:23:48 up 9 min,  0 user,  load average: 0.82, 0.78, 0.44\n4\n", " 0.82 4"],
  ["uptime's words without processors", " 10:00  up 3 days, load averages: 1.20 0.9 0.8\n", " 1.2 2"],
  ["uptime's words with a decimal comma", " 23:23:48 up 9 min,  0 user,  load average: 0,82, 0,78, 0,44\n4\n", " 0.82 4"],
  ["rup's words", "web1                  23:13 up             1 min,    0 user, load 0.50 0.15 0.05\n", " 0.5 2"],
  ["a complaint", "ssh: connect to host 127.0.0.1 port 22: Connection refused\n", ""],
])("from a program, %s", async (_what, words, said) => {
  // The program looks in the system's own folders only.
  const stand = join(place, "rup");
  writeFileSync(stand, `#!/bin/sh\ncat <<'END'\n${words}END\n`);
  chmodSync(stand, 0o755);
  writeFileSync(join(place, "with-stand-in"), LVS_LOAD_MONITOR.replace("PATH=/usr/sbin", `PATH=${place}:/usr/sbin`));
  const conf = join(place, "conf");
  writeFileSync(conf, "pool web rup proportional 2 1.5 8 - - - -\nserver web web1 127.0.0.1 100 2\n");
  expect(await output("sh", join(place, "with-stand-in"), "show", conf)).toBe(`web web1${said}`);
});

it("an agent that leaves the connection open is heard all the same", async () => {
  server = createServer((socket) => void socket.on("error", () => undefined).write("60%\n"));
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const conf = join(place, "conf");
  writeFileSync(conf, `pool web agent - 2 3 8 ${(server.address() as AddressInfo).port} - - -\nserver web web1 127.0.0.1 100 2\n`);
  expect(await output("sh", join(place, "program"), "show", conf)).toBe("web web1 SHARE 60");
});

it("one that an agent keeps out serves again within seconds when the last one dies beside it, however long the interval is", async () => {
  server = createServer((socket) => void socket.on("error", () => undefined).end(socket.localAddress === "127.0.0.2" ? "drain\n" : "100%\n"));
  await new Promise<void>((resolve) => server!.listen(0, "0.0.0.0", resolve));
  const [conf, table, files, work] = ["conf", "table", "files", "work"].map((name) => join(place, name)) as [string, string, string, string];
  for (const directory of [files, work]) mkdirSync(directory);
  const member = (name: string, last: number): string => `server web ${name} 127.0.0.${last} 100 1\nmember web ${name} TCP CB00710A:0050 7F00000${last}:0050\n`;
  writeFileSync(conf, `pool web agent - 600 1 1300 ${(server.address() as AddressInfo).port} - - -\n${member("web1", 1)}${member("web2", 2)}`);
  const inTable = (...lines: readonly string[]): void => writeFileSync(table, ["TCP  CB00710A:0050 wrr", ...lines, "TCP  CB00710A:0051 wrr", "  -> 7F000001:0051      Masq    100    0          0", ""].join("\n"));
  const [one, two] = [1, 2].map((last) => (weight: number) => `  -> 7F00000${last}:0050      Masq    ${weight}      0          0`) as [(weight: number) => string, (weight: number) => string];
  // With a sorry server, which is no reason to rest.
  const sorry = "  -> 7F000003:0050      Masq    1      0          0";
  inTable(one(100), two(100));
  const child = spawn("sh", [join(place, "program"), "run", conf], { env: { ...process.env, RUNTIME_DIRECTORY: work, LVS_LOAD_FILES: files, LVS_LOAD_TABLE: table }, stdio: "ignore", detached: true });
  try {
    const offset = (): string => (existsSync(join(files, "load.web.web2")) ? readFileSync(join(files, "load.web.web2"), "utf8") : "");
    await expect.poll(offset, { timeout: 10_000 }).toBe("-100\n");
    inTable(one(100), two(0));
    await sleep(3000);
    expect(offset()).toBe("-100\n");
    inTable(two(0), sorry);
    await expect.poll(offset, { timeout: 10_000 }).toBe("0\n");
  } finally {
    process.kill(-child.pid!, "SIGKILL");
  }
});

it("all ends when one pool is not watched any more, so that systemd puts the weights back and starts it again", async () => {
  const conf = join(place, "conf");
  writeFileSync(conf, "pool one agent - 1 0.3 8 1 - - -\nserver one web1 127.0.0.1 100 2\npool two agent - 1 0.3 8 1 - - -\nserver two web1 127.0.0.1 100 2\n");
  const child = spawn("sh", [join(place, "program"), "run", conf], { env: { ...process.env, RUNTIME_DIRECTORY: place, LVS_LOAD_FILES: place, LVS_LOAD_TABLE: "/nowhere" }, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (data: Buffer) => (said += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  await expect.poll(() => said, { timeout: 10_000 }).toContain("two.web1: silent");
  // The pool's own loop: the grandchild whose children are what sleeps and asks.
  const pools = spawnSync("ps", ["-o", "pid=", "--ppid", String(child.pid)], { encoding: "utf8" }).stdout.trim().split("\n").map(Number);
  expect(pools).toHaveLength(2);
  const loop = Number(spawnSync("ps", ["-o", "pid=", "--ppid", String(pools[0])], { encoding: "utf8" }).stdout);
  process.kill(loop, "SIGKILL");
  expect(await ended).toBe(1);
  await expect.poll(() => said).toContain("a pool is not watched any more");
  // Under systemd they go with the unit.
  for (const pid of pools) spawnSync("sh", ["-c", `for p in $(ps -o pid= --ppid ${pid}) ${pid}; do kill $p 2>/dev/null; done`]);
});

it("a server that refuses, and one that never answers, say nothing, the latter for no longer than the timeout", async () => {
  server = createServer((socket) => void socket.on("error", () => undefined));
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const conf = join(place, "conf");
  writeFileSync(conf, `pool web agent - 2 0.3 8 ${port} - - -\nserver web web1 127.0.0.1 100 2\npool dead agent - 2 0.3 8 1 - - -\nserver dead web2 127.0.0.1 100 2\n`);
  const began = performance.now();
  expect((await output("sh", join(place, "program"), "show", conf)).split("\n")).toEqual(["web web1", "dead web2"]);
  expect(performance.now() - began).toBeLessThan(5000);
});
