import { spawn, type ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Endpoint } from "../../../../lib/dns";

/** The zone that every server of the tests is the primary of. */
export const ZONE = "example.com";

/** Keys that may update it, made for these tests. */
export const SECRETS = {
  "lvs-256": ["hmac-sha256", "bHZzLTI1NiBmb3IgdGVzdHMgb25seSwgMzIgb2N0ZXRz"],
  "lvs-384": ["hmac-sha384", "bHZzLTM4NCBmb3IgdGVzdHMgb25seSwgNDggb2N0ZXRzLCBvciBzby4uLi4u"],
  "lvs-512": ["hmac-sha512", "bHZzLTUxMiBmb3IgdGVzdHMgb25seSwgNjQgb2N0ZXRzLCB3aGljaCBpcyBhcyBsb25nIGFzIHRoZSBoYXNo"],
} as const;

/** Known to the servers, without any right in the zone. */
export const READER = ["hmac-sha256", "cmVhZGVyLCBmb3IgdGVzdHMgb25seSwgMzIgb2N0ZXRz"] as const;

/** What else is in the zone, which nobody may touch. */
export const FOREIGN = [
  "example.com.\t300\tIN\tSOA\tns.example.com. hostmaster.example.com. 1 3600 600 86400 60",
  "example.com.\t300\tIN\tNS\tns.example.com.",
  "alias.example.com.\t300\tIN\tCNAME\tns.example.com.",
  "mail.example.com.\t300\tIN\tA\t192.0.2.25",
  "ns.example.com.\t300\tIN\tA\t127.0.0.1",
  "www.example.com.\t300\tIN\tTXT\t\"of somebody else\"",
];

/** A running server that is the primary of {@link ZONE}. */
export interface NameServer {
  readonly endpoint: Endpoint;
  stop(): Promise<void>;
}

/**
 * BIND 9 in the foreground, with nothing outside a directory of its own.
 *
 * @param more records that are in the zone beside {@link FOREIGN}
 * @param policy who may change what, as in `update-policy`; else each of {@link SECRETS} may change everything
 */
export function startBind(more: readonly string[] = [], policy?: string): Promise<NameServer> {
  return start(more, (directory, port) => {
    const keys = [...Object.entries(SECRETS), ["reader", READER] as const].map(([name, [algorithm, secret]]) => `key "${name}" { algorithm ${algorithm}; secret "${secret}"; };`);
    const file = join(directory, "named.conf");
    writeFileSync(
      file,
      `options {
  directory "${directory}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  pid-file none; session-keyfile none; recursion no; notify no; dnssec-validation no; minimal-responses yes;
};
controls { };
${keys.join("\n")}
zone "${ZONE}" { type primary; file "zone"; ${policy === undefined ? `allow-update { ${Object.keys(SECRETS).map((name) => `key "${name}";`).join(" ")} }` : `update-policy { ${policy} }`}; allow-transfer { 127.0.0.1; }; };
`,
    );
    return ["/usr/sbin/named", "-g", "-c", file, "-n", "1"];
  });
}

/** Knot DNS, alike. */
export function startKnot(more: readonly string[] = []): Promise<NameServer> {
  return start(more, (directory, port) => {
    const keys = [...Object.entries(SECRETS), ["reader", READER] as const].map(([name, [algorithm, secret]]) => `  - id: ${name}\n    algorithm: ${algorithm}\n    secret: ${secret}`);
    const file = join(directory, "knot.conf");
    writeFileSync(
      file,
      `server:
    rundir: "${directory}"
    listen: 127.0.0.1@${port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
log:
  - target: stderr
    any: warning
key:
${keys.join("\n")}
acl:
${Object.keys(SECRETS).map((name) => `  - id: ${name}\n    key: ${name}\n    action: update`).join("\n")}
  - id: all
    address: 127.0.0.1
    action: transfer
database:
    storage: "${directory}"
zone:
  - domain: ${ZONE}
    storage: "${directory}"
    file: zone
    acl: [all, ${Object.keys(SECRETS).join(", ")}]
`,
    );
    return ["/usr/sbin/knotd", "-c", file];
  });
}

async function start(more: readonly string[], configure: (directory: string, port: number) => string[]): Promise<NameServer> {
  const directory = mkdtempSync(join(tmpdir(), "name-server-"));
  const port = await freePort();
  writeFileSync(join(directory, "zone"), `${[...FOREIGN, ...more].join("\n")}\n`);
  const [program = "", ...parameters] = configure(directory, port);
  const said: Buffer[] = [];
  const child = spawn(program, parameters, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.on("data", (bytes: Buffer) => said.push(bytes));
  child.stderr.on("data", (bytes: Buffer) => said.push(bytes));
  const server: NameServer = {
    endpoint: { host: "127.0.0.1", port },
    stop: async () => {
      await ended(child);
      rmSync(directory, { recursive: true, force: true });
    },
  };
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) break;
    if (await answersSoa(port)) return server;
    await sleep(100);
  }
  await server.stop();
  throw new Error(`${program} does not serve: ${Buffer.concat(said).toString()}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await gone;
  clearTimeout(timer);
}

/** One that is free for both transports. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = await new Promise<number>((resolve) => {
      const listener = createServer().listen(0, "127.0.0.1", () => {
        const address = listener.address();
        listener.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
      });
    });
    const free = await new Promise<boolean>((resolve) => {
      const socket = createSocket("udp4");
      socket.once("error", () => resolve(false));
      socket.bind(port, "127.0.0.1", () => socket.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** Asked by hand: what is tested must not decide when the tests begin. */
function answersSoa(port: number): Promise<boolean> {
  const question = Buffer.concat([Buffer.from("123400000001000000000000", "hex"), Buffer.from("\x07example\x03com\x00\x00\x06\x00\x01", "latin1")]);
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const done = (answers: boolean): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answers);
    };
    const timer = setTimeout(() => done(false), 200);
    socket.on("error", () => undefined);
    // NOERROR, with authority.
    socket.on("message", (bytes) => done((bytes.readUInt16BE(2) & 0x040f) === 0x0400));
    socket.send(question, port, "127.0.0.1");
  });
}
