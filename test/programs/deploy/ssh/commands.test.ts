import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type HostConnection } from "../../../../lib/deploy/host-port";
import { type SshSettings } from "../../../../lib/deploy/ssh";
import { Bench, type KeyPair, type Sshd, until } from "./openssh";
import { TcpProxy } from "./tcp-proxy";

describe("commands on a connection", () => {
  const bench = new Bench();
  const proxies: TcpProxy[] = [];
  let client: KeyPair;
  let hostKey: KeyPair;
  let sshd: Sshd;
  let shared: HostConnection;
  let settings: SshSettings;

  beforeAll(async () => {
    [client, hostKey] = [bench.key("ed25519"), bench.key("ed25519")];
    sshd = await bench.sshd({ hostKeys: [hostKey], authorized: [client], config: ["MaxSessions 1"] });
    settings = { identityFiles: [client.path], knownHostsFiles: [bench.file("known", `127.0.0.1 ${hostKey.publicLine}`)] };
    shared = await bench.connect("127.0.0.1", sshd.port, settings);
  });
  afterEach(() => proxies.splice(0).forEach((proxy) => proxy.close()));
  afterAll(() => bench.end());

  const through = async (how: { delayMs?: number }, more: SshSettings = {}): Promise<{ proxy: TcpProxy; connection: HostConnection }> => {
    const proxy = await TcpProxy.start({ port: sshd.port, ...how });
    proxies.push(proxy);
    return { proxy, connection: await bench.connect("127.0.0.1", proxy.port, { ...settings, ...more }) };
  };

  it("give their output, errors and exit status", async () => {
    expect(await shared.run({ script: "echo out; echo err >&2; exit 3" })).toMatchObject({ kind: "exited", code: 3, stdout: "out\n", stderr: "err\n" });
    expect(await shared.run({ script: "printf 'no newline, é'" })).toMatchObject({ kind: "exited", code: 0, stdout: "no newline, é", stderr: "" });
  });

  it("are run one after the other, so that a server with MaxSessions 1 takes them all", async () => {
    const file = bench.path("order");
    const outcomes = await Promise.all([1, 2, 3, 4].map((number) => shared.run({ script: `sleep 0.0${5 - number}; echo ${number} >> ${file}` })));
    expect(outcomes.map(({ kind }) => kind)).toEqual(["exited", "exited", "exited", "exited"]);
    expect((await shared.run({ script: `cat ${file}` })).stdout).toBe("1\n2\n3\n4\n");
  });

  it("read megabytes from standard input, or leave them", async () => {
    const stdin = Buffer.alloc(3_000_000, "lvs ");
    const digest = createHash("sha256").update(stdin).digest("hex");
    expect(await shared.run({ script: "sha256sum", stdin })).toMatchObject({ kind: "exited", code: 0, stdout: `${digest}  -\n` });
    expect(await shared.run({ script: "exit 4", stdin })).toMatchObject({ kind: "exited", code: 4 });
    expect(await shared.run({ script: "wc -c" })).toMatchObject({ kind: "exited", stdout: "0\n" });
  });

  it("may write up to 16 MB; of more nothing is claimed", async () => {
    const most = await shared.run({ script: "head -c 16000000 /dev/zero" });
    expect([most.kind, most.stdout.length]).toEqual(["exited", 16_000_000]);
    expect(await shared.run({ script: "head -c 18000000 /dev/zero" })).toMatchObject({ kind: "unknown", reason: "it wrote more than 16777216 bytes (and ended with status 0)" });
  });

  it("end with their shell, whatever it left running", async () => {
    expect(await shared.run({ script: "sleep 20 & echo out; exit 5", timeoutMs: 10_000 })).toMatchObject({ kind: "exited", code: 5, stdout: "out\n" });
  });

  it("are unknown when their shell is killed, and the connection goes on", async () => {
    expect(await shared.run({ script: "echo begun; kill -9 $$" })).toMatchObject({ kind: "unknown", reason: "the remote shell was ended by SIGKILL", stdout: "begun\n" });
    expect(await shared.run({ script: "echo on" })).toMatchObject({ kind: "exited", stdout: "on\n" });
  });

  it("are unknown when the server goes away in the middle, and so is what comes after", async () => {
    const connection = await bench.connect("127.0.0.1", sshd.port, settings);
    expect(await connection.run({ script: "echo begun; sleep 0.1; kill -9 $PPID; sleep 5" })).toMatchObject({ kind: "unknown", reason: expect.stringContaining("ended the connection"), stdout: "begun\n" });
    expect(await connection.run({ script: "true" })).toMatchObject({ kind: "unknown", reason: expect.stringContaining("not sent") });
  });

  it("are unknown when the network cuts them off", async () => {
    const { proxy, connection } = await through({});
    const begun = bench.path("begun");
    const running = connection.run({ script: `touch ${begun}; sleep 5` });
    await until(() => existsSync(begun), "the command");
    proxy.cut();
    expect(await running).toMatchObject({ kind: "unknown", reason: "the connection was lost before an exit status came: the host or the network ended the connection" });
  });

  it("are unknown on a connection that went silent without an end, at the latest after three signs of life", async () => {
    const { proxy, connection } = await through({}, { keepaliveIntervalMs: 150 });
    await connection.run({ script: "true" });
    proxy.freeze();
    const started = performance.now();
    expect(await connection.run({ script: "true" })).toMatchObject({ kind: "unknown", reason: expect.stringMatching(/silent for 0\.\d s/) });
    expect(performance.now() - started).toBeLessThan(1_000);
    await connection.close();
  });

  it("are unknown when no channel opens in time, or no exit status comes in time", async () => {
    const { proxy, connection } = await through({});
    proxy.freeze();
    expect(await connection.run({ script: "true", timeoutMs: 200 })).toMatchObject({ kind: "unknown", reason: "no exit status came within 200 ms" });
    const other = await bench.connect("127.0.0.1", sshd.port, settings);
    expect(await other.run({ script: "sleep 20", timeoutMs: 300 })).toMatchObject({ kind: "unknown", reason: "no exit status came within 300 ms" });
    expect(await other.run({ script: "true" })).toMatchObject({ kind: "unknown", reason: expect.stringContaining("no answer in time") });
  });

  it("are unknown when we close the connection under them", async () => {
    const connection = await bench.connect("127.0.0.1", sshd.port, settings);
    const running = connection.run({ script: "sleep 20" });
    setTimeout(() => void connection.close(), 200);
    expect(await running).toMatchObject({ kind: "unknown", reason: expect.stringContaining("closed by us") });
    await connection.close();
    expect(await connection.run({ script: "true" })).toMatchObject({ kind: "unknown", reason: expect.stringContaining("not sent") });
  });

  it("don't hold up a close, even on a connection that went silent", async () => {
    const { proxy, connection } = await through({});
    proxy.freeze();
    const started = performance.now();
    await connection.close();
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("come through a slow link, whose slowness is no silence", async () => {
    const { connection } = await through({ delayMs: 100 }, { keepaliveIntervalMs: 150 });
    expect(await connection.run({ script: "sleep 1; wc -c", stdin: Buffer.alloc(1_000_000) })).toMatchObject({ kind: "exited", stdout: "1000000\n" });
  });

  it("keep their output clean of what start-up files print", async () => {
    const noise = bench.file("noise.sh", "echo 'Welcome to lvs1'; echo 'last login: never' >&2");
    const noisy = await bench.sshd({ hostKeys: [hostKey], authorized: [client], config: [`SetEnv BASH_ENV=${noise}`] });
    const connection = await bench.connect("127.0.0.1", noisy.port, settings);
    expect(await connection.run({ script: "echo out; echo err >&2" })).toMatchObject({ kind: "exited", stdout: "out\n", stderr: "err\n" });
    const forced = await bench.sshd({ hostKeys: [hostKey], authorized: [client], config: ["ForceCommand echo 'Access is restricted'; exit 1"] });
    const restricted = await bench.connect("127.0.0.1", forced.port, settings);
    expect(await restricted.run({ script: "true" })).toMatchObject({ kind: "unknown", reason: "the login ended with status 1 before the command began", stdout: "Access is restricted\n" });
  });

  it("leave nothing behind that keeps a process alive; ssh2 is loaded by the first connection alone", async () => {
    const program = join(__dirname, "leaves-nothing-behind.ts");
    const asked = JSON.stringify(bench.settings(settings));
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", program, asked, String(sshd.port)], { timeout: 20_000 });
    const said = JSON.parse(stdout) as { early: boolean; late: boolean; stdout: string; closedAt: number };
    expect(said).toMatchObject({ early: false, late: true, stdout: "done\n" });
    expect(Date.now() - said.closedAt).toBeLessThan(1_000);
  });
});
