import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createSshConnector } from "../../../../lib/deploy/ssh";
import { renderFinding } from "../../../../lib/diagnostics";
import { Bench, freePort, type KeyPair, ME, type Sshd, until } from "./openssh";
import { TcpProxy } from "./tcp-proxy";

const missing = (...programs: string[]): string[] => programs.filter((program) => spawnSync("which", [program]).status !== 0);
const noNamespaces = spawnSync("unshare", ["-Urn", "true"]).status !== 0;

describe("the way to a host", () => {
  const bench = new Bench();
  const proxies: TcpProxy[] = [];
  let client: KeyPair;
  let hostKey: KeyPair;
  let bastionKey: KeyPair;
  let host: Sshd;
  let bastion: Sshd;
  let known: string;

  beforeAll(async () => {
    [client, hostKey, bastionKey] = [bench.key("ed25519"), bench.key("ed25519"), bench.key("ed25519")];
    host = await bench.sshd({ hostKeys: [hostKey], authorized: [client] });
    bastion = await bench.sshd({ hostKeys: [bastionKey], authorized: [client] });
    known = bench.knownHosts([host, hostKey], [bastion, bastionKey]);
  });
  afterEach(() => proxies.splice(0).forEach((proxy) => proxy.close()));
  afterAll(() => bench.end());

  const proxy = async (to: Parameters<typeof TcpProxy.start>[0]): Promise<TcpProxy> => {
    const started = await TcpProxy.start(to);
    proxies.push(started);
    return started;
  };
  const config = (...lines: string[]): string =>
    bench.file("config", ...lines, "Host target", "  HostName 127.0.0.1", `  Port ${host.port}`, "Host hop", "  HostName 127.0.0.1", `  Port ${bastion.port}`);
  const settings = (configFile: string, knownHostsFiles = [known]): { configFile: string; identityFiles: string[]; knownHostsFiles: string[] } => ({ configFile, identityFiles: [client.path], knownHostsFiles });
  const works = async (...lines: string[]): Promise<void> => {
    const connection = await bench.connect("target", undefined, settings(config(...lines)));
    expect(await connection.run({ script: 'echo "$SSH_CONNECTION" | cut -d" " -f4' })).toMatchObject({ kind: "exited", stdout: `${host.port}\n` });
    await connection.close();
  };
  const refusal = (lines: string[], knownHostsFiles = [known]): Promise<string[]> => bench.refusal("target", undefined, settings(config(...lines), knownHostsFiles));

  it("goes through a jump host, and through several", async () => {
    const before = bastion.log().length;
    await works("Host target", `  ProxyJump ${ME}@hop`);
    expect(bastion.log().slice(before)).toContain("direct-tcpip");
    await works("Host target", `  ProxyJump hop,${ME}@127.0.0.1:${bastion.port}`);
    await works("Host target", "  ProxyJump middle", "Host middle", "  HostName 127.0.0.1", `  Port ${bastion.port}`, "  ProxyJump hop");
  });

  it("verifies each hop against its own name", async () => {
    const lines = ["Host target", "  ProxyJump hop"];
    const wrongHop = bench.knownHosts([host, hostKey], [bastion, hostKey]);
    const wrongHost = bench.knownHosts([host, bastionKey], [bastion, bastionKey]);
    const before = host.log().length;
    expect((await refusal(lines, [wrongHop]))[0]).toMatch(/^LVS221 at target\.jump\.hop/);
    expect(host.log().slice(before)).toBe("");
    expect((await refusal(lines, [wrongHost]))[0]).toMatch(/^LVS221 at target \(/);
    expect((await refusal(lines, [bench.knownHosts([bastion, bastionKey])]))[0]).toMatch(/^LVS220 at target .*run once by hand: ssh -o StrictHostKeyChecking=ask/);
  });

  it("says what a jump host can't reach or doesn't allow", async () => {
    const closed = await freePort();
    expect((await refusal(["Host target", `  Port ${closed}`, "  ProxyJump hop"]))[0]).toMatch(/^LVS216 at target: .*Connection refused/);
    const strict = await bench.sshd({ hostKeys: [bastionKey], authorized: [client], config: ["AllowTcpForwarding no"] });
    expect((await refusal(["Host target", `  ProxyJump 127.0.0.1:${strict.port}`], [bench.knownHosts([strict, bastionKey])]))[0]).toMatch(/^LVS216 /);
  });

  it.skipIf(missing("socat").length > 0)("goes through a ProxyCommand (needs socat), and ends all of its processes at close", async () => {
    const mark = `lvs-mark-${process.pid}`;
    const lines = ["Host target", `  ProxyCommand sh -c 'sleep 1000 & exec socat -T 999 - TCP:%h:%p # ${mark} %n %r %%'`];
    const connection = await bench.connect("target", undefined, settings(config(...lines)));
    expect(await connection.run({ script: "cat | wc -c", stdin: Buffer.alloc(1_000_000) })).toMatchObject({ kind: "exited", stdout: "1000000\n" });
    const leader = execFileSync("pgrep", ["-f", `^socat -T 999 - TCP:127.0.0.1:${host.port}`], { encoding: "utf8" }).trim();
    expect(groupOf(leader)).toHaveLength(2);
    await connection.close();
    await until(() => groupOf(leader).length === 0, "the end of the command's process group");
  });

  it.skipIf(missing("socat", "nsenter", "unshare", "ip").length > 0 || noNamespaces)("reaches a server inside another user's network namespace through nsenter", async () => {
    const inside = bench.start("unshare", ["-Urn", "--keep-caps", "sh", "-c", "ip link set lo up; exec sleep 1000"]);
    const enter = ["-t", String(inside.pid), "-U", "-n", "--preserve-credentials"];
    await until(() => spawnSync("nsenter", [...enter, "ip", "-br", "link", "show", "up"], { encoding: "utf8" }).stdout.includes("lo"), "the namespace");
    const relay = bench.path("socket");
    bench.start("socat", [`UNIX-LISTEN:${relay},fork`, `TCP:127.0.0.1:${host.port}`]);
    bench.start("nsenter", [...enter, "socat", `TCP-LISTEN:${host.port},bind=127.0.0.1,fork`, `UNIX-CONNECT:${relay}`]);
    await until(() => spawnSync("nsenter", [...enter, "ss", "-Hltn"], { encoding: "utf8" }).stdout.includes(String(host.port)), "the listener inside");
    await works("Host target", `  ProxyCommand nsenter -t ${inside.pid} -U -n --preserve-credentials socat - TCP:%h:%p`);
  });

  it("runs a ProxyCommand by the user's shell, which reads no ~/.bashrc at that", async () => {
    const home = mkdtempSync(join(tmpdir(), "lvs-home-"));
    const said = join(home, "read");
    writeFileSync(join(home, ".bashrc"), `touch ${said}\n`);
    vi.stubEnv("HOME", home).stubEnv("SHELL", "/bin/bash").stubEnv("SHLVL", undefined);
    try {
      await works("Host target", "  ProxyCommand socat - TCP:%h:%p");
      expect(existsSync(said)).toBe(false);
    } finally {
      vi.unstubAllEnvs();
      rmSync(home, { recursive: true });
    }
  });

  it("tells a ProxyCommand's own last words", async () => {
    expect((await refusal(["Host target", "  ProxyCommand echo no such way >&2; exit 3"]))[0]).toMatch(/^LVS215 at target .*status 0: no such way/);
    expect((await refusal(["Host target", "  ProxyCommand /nonexistent/program %h"]))[0]).toMatch(/^LVS215 .*nonexistent/);
  });

  it("tells apart: refused, no way, no answer, no address, and a service that isn't SSH", async () => {
    const short = { identityFiles: [client.path], connectTimeoutMs: 300 };
    expect((await bench.refusal("127.0.0.1", await freePort(), short))[0]).toMatch(/^LVS211 at 127/);
    expect((await bench.refusal("255.255.255.255", 22, short))[0]).toMatch(/^LVS213 .*255:22 \(E/);
    expect((await bench.refusal("127.0.0.1", await deafPort(bench), short))[0]).toMatch(/^LVS212 .*within 0\.3 s/);
    expect((await bench.refusal("x".repeat(70), 22, short))[0]).toMatch(/^LVS210 at xxx/);
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await until(() => silent.listening, "the silent server");
    const { port } = silent.address() as { port: number };
    expect((await bench.refusal("127.0.0.1", port, short))[0]).toMatch(/^LVS214 .*timed out/i);
    silent.close();
    const dropper = await proxy({ port: 1, refuseFirst: 99 });
    expect((await bench.refusal("127.0.0.1", dropper.port, short))[0]).toMatch(/^LVS214 /);
  });

  it("tells when there is no cipher in common", async () => {
    const old = await bench.sshd({ hostKeys: [hostKey], authorized: [client], config: ["Ciphers 3des-cbc"] });
    expect((await bench.refusal("127.0.0.1", old.port, settings(config())))[0]).toMatch(/^LVS217 .*cipher/);
  });

  it("refuses a server that shows a known key but can't sign with it", async () => {
    const before = host.log().length;
    const forger = await proxy({ port: host.port, tamper: spoilSignature });
    const forged = { identityFiles: [client.path], knownHostsFiles: [bench.file("known", `127.0.0.1 ${hostKey.publicLine}`)] };
    expect((await bench.refusal("127.0.0.1", forger.port, forged))[0]).toMatch(/^LVS218 .*signature/i);
    expect(host.log().slice(before)).not.toMatch(/userauth-request|Accepted/);
  });

  it("tries again when the connection is dropped before SSH begins, as MaxStartups does, but not for ever", async () => {
    const flaky = await proxy({ port: host.port, refuseFirst: 1 });
    const knownHostsFiles = [bench.file("known", `127.0.0.1 ${hostKey.publicLine}`)];
    const connection = await bench.connect("127.0.0.1", flaky.port, { identityFiles: [client.path], knownHostsFiles, connectRetries: 1 });
    expect(flaky.connections).toBe(2);
    await connection.close();
    const never = await proxy({ port: host.port, refuseFirst: 99 });
    expect((await bench.refusal("127.0.0.1", never.port, { identityFiles: [client.path], knownHostsFiles, connectRetries: 1 }))[0]).toMatch(/^LVS214/);
    expect(never.connections).toBe(2);
  });

  it("waits its turn at a server that many log in to at once: MaxStartups of a real sshd", async () => {
    const key = bench.key("ed25519");
    const busy = await bench.sshd({ hostKeys: [key], authorized: [client], config: ["MaxStartups 1:100:1"] });
    const settings = { identityFiles: [client.path], knownHostsFiles: [bench.knownHosts([busy, key])], connectRetries: undefined };
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, async () => (await bench.connect("127.0.0.1", busy.port, settings)).close()));
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => "fulfilled"));
    expect(busy.log()).toMatch(/drop connection|past MaxStartups|beginning MaxStartups/);
  });

  it("can be called off at any time: while dialling, while shaking hands, through a hop, between tries", async () => {
    const frozen = await proxy({ port: host.port });
    frozen.freeze();
    const targets = [["127.0.0.1", await deafPort(bench)], ["127.0.0.1", frozen.port], ["target", frozen.port], ["127.0.0.1", await freePort()]] as const;
    for (const [name, port] of targets) {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 150);
      const started = performance.now();
      const connector = createSshConnector(bench.settings({ ...settings(config("Host target", "  ProxyJump hop")), connectRetries: 100 }));
      const outcome = await connector.connect({ host: name, port }, abort.signal);
      expect(outcome.findings.map(renderFinding).join()).toMatch(/^LVS219/);
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });
});

function groupOf(leader: string): string[] {
  return spawnSync("pgrep", ["-g", leader], { encoding: "utf8" }).stdout.split("\n").filter((line) => line !== "");
}

/** A port whose server never takes a connection: once its queue is full, Linux drops every SYN. */
async function deafPort(bench: Bench): Promise<number> {
  const port = await freePort();
  const ready = bench.path("ready");
  const script = `use Socket; socket(S,PF_INET,SOCK_STREAM,0); bind(S,sockaddr_in($ARGV[0],inet_aton("127.0.0.1"))) or die; listen(S,0); open(F,">",$ARGV[1]); sleep 1000`;
  bench.start("perl", ["-e", script, String(port), ready]);
  await until(() => existsSync(ready), "the deaf server");
  const queued = connect(port, "127.0.0.1");
  await new Promise((resolve) => queued.once("connect", resolve));
  queued.unref().on("error", () => undefined);
  return port;
}

// The reply of the key exchange holds the key's type twice: in the host key, and before the signature made with it.
function spoilSignature(chunk: Buffer): Buffer {
  const at = chunk.lastIndexOf("ssh-ed25519");
  if (chunk.indexOf("ssh-ed25519") === at || chunk.includes("aes128-ctr")) return chunk;
  const spoiled = Buffer.from(chunk);
  spoiled.writeUInt8(spoiled.readUInt8(at + 30) ^ 1, at + 30);
  return spoiled;
}
