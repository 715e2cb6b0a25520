import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type Socket, connect } from "node:net";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderFinding, type Result } from "../../lib/diagnostics";
import { defaultTopology, Lab, labStatus } from "../../lib/lab";
import { labDirectory } from "../../lib/lab/places";
import { belongsToLab } from "../../lib/lab/processes";

const name = "test-lab";
const CLI = resolve(__dirname, "..", "..", "dist", "cli", "main.js");
const vip = "203.0.113.10";
let lab: Lab;

beforeAll(async () => {
  await Lab.down(name);
  lab = expectOk(await Lab.up(defaultTopology, { name, onProgress: (message) => console.log(message) }));
});
afterAll(async () => {
  await Lab.down(name);
});

describe("a lab that is up", () => {
  it("runs every node with its name, its addresses and no failed unit", async () => {
    const looks = await Promise.all(
      lab.nodes.map(async (node) => {
        const addresses = "ip -br -4 address | awk '$1 != \"lo\" { print $1, $3 }'";
        return node.must(`hostname; systemctl is-system-running; systemctl --failed --no-legend; ${addresses}`);
      }),
    );
    expect(looks.map((look) => look.trim().replaceAll("\n", ", "))).toEqual([
      "lvs1, running, mgmt0 10.77.0.11/24, eth0 203.0.113.2/24, eth1 192.168.1.2/24",
      "lvs2, running, mgmt0 10.77.0.12/24, eth0 203.0.113.3/24, eth1 192.168.1.3/24",
      "web1, running, mgmt0 10.77.0.13/24, eth0 192.168.1.11/24",
      "web2, running, mgmt0 10.77.0.14/24, eth0 192.168.1.12/24",
      "web3, running, mgmt0 10.77.0.15/24, eth0 192.168.1.13/24",
      "client, running, mgmt0 10.77.0.16/24, eth0 203.0.113.100/24, eth1 192.168.1.100/24",
    ]);
  });

  it("has bare routers: Debian's keepalived waits for a configuration, nothing is forwarded", async () => {
    const look = "systemctl is-enabled keepalived; systemctl is-active keepalived; sysctl -n net.ipv4.ip_forward; ls /etc/keepalived; lsmod | grep -c ip_vs";
    expect((await lab.node("lvs1").exec(look)).stdout.trim().split("\n")).toEqual(["enabled", "inactive", "0", "keepalived.conf.sample", "0"]);
  });

  it("is reached from the plain machine by ssh -F, as root and as ops who may sudo, with host keys checked", () => {
    const ssh = (who: string, ...command: string[]) => execFileSync("ssh", ["-F", lab.sshConfigPath, who, ...command], { encoding: "utf8" }).trim();
    expect(ssh("lvs1", "id -un; hostname")).toBe("root\nlvs1");
    expect(ssh("ops@web2", "id -un; sudo -n id -un; hostname")).toBe("ops\nroot\nweb2");
    const keys = new Set(readFileSync(`${lab.directory}/known_hosts`, "utf8").trim().split("\n").map((line) => line.split(" ")[2]));
    expect(keys.size).toBe(6);
    expect(() => execFileSync("ssh", ["-F", lab.sshConfigPath, "-o", "HostKeyAlias=lvs2", "lvs1", "true"], { stdio: "pipe" })).toThrow(/identification has changed|verification failed/i);
  });

  it("passes arguments, input, output and exit codes through exec", async () => {
    const node = lab.node("client");
    expect(await node.exec(["printf", "%s|", "a b", "it's", "$HOME"])).toMatchObject({ code: 0, stdout: "a b|it's|$HOME|" });
    expect(await node.exec("cat; echo oh >&2; exit 7", { stdin: "in" })).toEqual({ code: 7, stdout: "in", stderr: "oh\n" });
    expect((await node.exec("sleep 30", { timeoutMs: 1500 })).code).toBe(124);
  });

  it("answers on its real servers: HTTP, HTTPS, lines over TCP and UDP", async () => {
    const probe = async (url: string) => JSON.parse(await lab.node("client").must(["lvs-probe", "rate", url, "--requests", "50"])) as object;
    for (const url of ["http://192.168.1.11/", "https://192.168.1.11/healthz", "tcp://192.168.1.11:9000", "udp://192.168.1.11:9000"]) {
      expect(await probe(url), url).toMatchObject({ requests: 50, failed: 0, errors: [], perServer: { web1: 50 } });
    }
    expect(await probe("http://192.168.1.11:81/")).toMatchObject({ failed: 50, errors: [{ error: "ECONNREFUSED", count: 50 }] });
  });

  it("lets programs of this machine in by a forwarded port, over TCP and UDP, until Ctrl-C", async () => {
    const forward = await forwarding("web1", "9000");
    try {
      const stream = connect(forward.port, "127.0.0.1", () => stream.write("one\ntwo\n"));
      const socket = createSocket("udp4");
      socket.send("three", forward.port, "127.0.0.1");
      const [[datagram], line] = await Promise.all([once(socket, "message"), read(stream, "web1 two\n")]);
      socket.close();
      expect([line, String(datagram)]).toEqual(["web1 one\nweb1 two\n", "web1 three"]);
      const second = spawnSync(process.execPath, [CLI, "lab", "--name", name, "forward", "web2", "80", "--listen", String(forward.port)], { encoding: "utf8", timeout: 30_000 });
      expect([second.status, second.stderr]).toEqual([1, expect.stringMatching(/^LVS963 at lab: port \d+ of 127\.0\.0\.1 can't be listened on: .*EADDRINUSE.*Choose another --listen/)]);
    } finally {
      forward.child.kill("SIGINT");
    }
    const [code] = (await once(forward.child, "exit")) as [number | null];
    expect([code, await refused(forward.port)]).toEqual([0, true]);
  });

  it("carries bulk data at speed, into a node and from node to node", async () => {
    const began = Date.now();
    expect((await lab.node("lvs1").exec("cat | wc -c", { stdin: Buffer.alloc(2_000_000) })).stdout).toBe("2000000\n");
    const server = lab.node("web1").start("timeout 30 socat -u TCP-LISTEN:7000,reuseaddr STDOUT | wc -c");
    await until(async () => (await lab.node("web1").exec("ss -tln | grep -q :7000")).code === 0);
    await lab.node("client").must("head -c 5000000 /dev/zero | timeout 30 socat -u - TCP:192.168.1.11:7000");
    expect((await server.outcome).stdout).toBe("5000000\n");
    expect(Date.now() - began).toBeLessThan(15_000);
  });

  it("is what a second up finds, and refuses to become another site", async () => {
    expect(expectOk(await Lab.up(defaultTopology, { name })).directory).toBe(lab.directory);
    const other = await Lab.up({ networks: ["a"], nodes: { n: { role: "client" } } }, { name });
    expect(other.findings.map((finding) => finding.code)).toEqual(["LVS958"]);
  });
});

describe("a lab's kernel", () => {
  it("forwards by IPVS, checked and failed over by keepalived, and a probe measures the gap of a power cut", async () => {
    const gateway = "ip route replace default via 192.168.1.254";
    await Promise.all(["web1", "web2", "web3"].map((web) => lab.node(web).must(gateway)));
    await Promise.all(["lvs1", "lvs2"].map((router, index) => lab.node(router).must(startKeepalived, { stdin: keepalivedConfig(150 - index) })));
    await until(async () => (await lab.node("lvs1").exec("ipvsadm -Ln; ip -br address show eth0")).stdout.match(/Masq +1[\s\S]*Masq +1[\s\S]*Masq +1[\s\S]*203\.0\.113\.10\//) !== null);
    const spread = JSON.parse(await lab.node("client").must(["lvs-probe", "rate", `http://${vip}/`, "--requests", "600", "--concurrency", "4"])) as object;
    expect(spread).toMatchObject({ failed: 0, perServer: { web1: 200, web2: 200, web3: 200 } });

    const gap = lab.node("client").start(["lvs-probe", "gap", `http://${vip}/`, "--seconds", "12"]);
    const long = lab.node("client").start(["lvs-probe", "long", `${vip}:9000`, `http://${vip}/lines`, "--connections", "3", "--seconds", "12"]);
    for (const port of [9000, 80]) await until(async () => Number((await lab.node("lvs1").exec(`ipvsadm -Lnc | grep -c 'ESTABLISHED.*${vip}:${port} '`)).stdout) >= 3);
    await lab.node("lvs1").kill();
    const measured = JSON.parse((await gap.outcome).stdout) as { longestGapMs: number; failed: number; sent: number };
    // VRRP's own limit at advert 1 s and priority 149: 3 × 1 + 107/256 s; a backup never takes over before 3 adverts.
    expect(measured.longestGapMs).toBeGreaterThan(1500);
    expect(measured.longestGapMs).toBeLessThan(5000);
    expect(measured.failed).toBeGreaterThan(50);
    const { targets } = JSON.parse((await long.outcome).stdout) as { targets: Readonly<Record<string, { replies: number }>> };
    expect(targets).toMatchObject({ [`${vip}:9000`]: { connections: 3, refused: 0 }, [`http://${vip}/lines`]: { connections: 3, refused: 0 } });
    for (const { replies } of Object.values(targets)) expect(replies).toBeGreaterThanOrEqual(3);
  });
});

describe("a node without power", () => {
  it("keeps what was synced on its disk, and comes back with its name, keys and addresses", async () => {
    const node = lab.node("lvs2");
    await node.must("echo kept >/root/synced; sync /root/synced; echo lost >/root/unsynced");
    await node.kill();
    expect(await node.isRunning()).toBe(false);
    expect((await node.exec("true", { timeoutMs: 3000 })).code).toBeGreaterThan(100);
    expect((await labStatus(name)).nodes.find((one) => one.name === "lvs2")?.state).toBe("off");
    expect((await labStatus(name)).state).toBe("partly");
    expectOk(await node.boot());
    expect(await node.must("hostname; cat /root/synced; ip -br -4 address show eth0 | awk '{ print $3 }'")).toBe("lvs2\nkept\n203.0.113.3/24\n");
  });
});

describe("a cable", () => {
  it("carries nothing while it is cut, and everything once it is plugged in again", async () => {
    const ping = async () => (await lab.node("web3").exec("ping -c 1 -W 1 192.168.1.100")).code;
    expect(await ping()).toBe(0);
    await lab.cutCable("web3", "eth0");
    expect(await ping()).toBe(1);
    await lab.plugCable("web3", "eth0");
    expect(await ping()).toBe(0);
  });
});

describe("a lab whose creator was killed", () => {
  it("is seen as a ruin and cleared away, with another lab standing beside it", async () => {
    const topology = { networks: ["a"], nodes: { n: { role: "router" as const } } };
    const script = `require("tsx/cjs"); require(${JSON.stringify(resolve("lib/lab"))}).Lab.up(${JSON.stringify(topology)}, { name: "test-ruin", onProgress: console.log });`;
    const creator = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of creator.stdout) if (String(line).includes("booting n")) break;
    await until(async () => existsSync(`${labDirectory("test-ruin")}/nodes/n/pid`));
    creator.kill("SIGKILL");
    expect((await labStatus("test-ruin")).state).toBe("ruin");
    const { id, holder } = JSON.parse(readFileSync(`${labDirectory("test-ruin")}/lab.json`, "utf8")) as { id: string; holder: number };
    const namespace = networkOf(holder);
    expect(await belongsToLab(holder, id)).toBe(true);
    expect(expectOk(await Lab.down("test-ruin"))).toBe(true);
    expect(processesIn(namespace)).toBe(0);
    expect((await labStatus("test-ruin")).state).toBe("absent");
    expect(await lab.node("web1").must("hostname")).toBe("web1\n");
  });
});

describe("a lab that goes", () => {
  it("leaves no process, no namespace and no file", async () => {
    const record = JSON.parse(readFileSync(`${lab.directory}/lab.json`, "utf8")) as { id: string; holder: number };
    const namespace = networkOf(record.holder);
    expect(namespace).toBeDefined();
    expect(processesIn(namespace)).toBeGreaterThan(5);
    await lab.down();
    expect(processesIn(namespace)).toBe(0);
    expect(existsSync(lab.directory)).toBe(false);
    expect((await labStatus(name)).state).toBe("absent");
  });
});

const startKeepalived = "cat >/etc/keepalived/keepalived.conf && sysctl -qw net.ipv4.ip_forward=1 && modprobe ip_vs && systemctl start keepalived";

// keepalived wants each block's brace and each word on a line of its own.
function keepalivedConfig(priority: number): string {
  const block = (head: string, ...body: string[]): string => [`${head} {`, ...body, "}"].join("\n");
  const instance = (name: string, iface: string, id: number, address: string): string =>
    block(`vrrp_instance ${name}`, `interface ${iface}`, `virtual_router_id ${id}`, `priority ${priority}`, "advert_int 1", block("virtual_ipaddress", address));
  const realServer = (host: number, port: number): string => block(`real_server 192.168.1.${host} ${port}`, block("TCP_CHECK", "connect_timeout 1"));
  const virtualServer = (port: number): string =>
    block(`virtual_server ${vip} ${port}`, "delay_loop 1", "lb_algo rr", "lb_kind NAT", "protocol TCP", ...[11, 12, 13].map((host) => realServer(host, port)));
  return [
    block("vrrp_sync_group all", block("group", "front", "back")),
    instance("front", "eth0", 51, `${vip}/24`),
    instance("back", "eth1", 52, "192.168.1.254/24"),
    virtualServer(80),
    virtualServer(9000),
    "",
  ].join("\n");
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt++) {
    if (await condition()) return;
    await sleep(500);
  }
  throw new Error("it did not come to be within 20 s");
}

function expectOk<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.findings.map(renderFinding).join("\n"));
  return result.value;
}

function networkOf(pid: number): string | undefined {
  try {
    return execFileSync("readlink", [`/proc/${pid}/ns/net`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

function processesIn(namespace: string | undefined): number {
  return readdirSync("/proc").filter((entry) => /^\d+$/.test(entry) && networkOf(Number(entry)) === namespace).length;
}

/** `cdktf-lvs lab forward`, once it has said at which port. */
async function forwarding(node: string, port: string): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(process.execPath, [CLI, "lab", "--name", name, "forward", node, port], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  return { child, port: Number(/^127\.0\.0\.1:(\d+)\n$/.exec(String(said))?.[1]) };
}

async function read(stream: Socket, until: string): Promise<string> {
  let said = "";
  for await (const part of stream) {
    said += String(part);
    if (said.endsWith(until)) break;
  }
  return said;
}

async function refused(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return once(socket, "connect").then(() => false, () => true).finally(() => socket.destroy());
}
