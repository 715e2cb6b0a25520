import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { DnsServer, readAddresses, writeAddresses, writeAndProve } from "../../../lib/dns";
import { type Behaviour, echoed, startOddServer } from "./harness/odd-server";
import { type NameServer, SECRETS, startBind, ZONE } from "./harness/name-server";

/** What the host name of these tests stands for, in the order that a resolver gives. */
let addresses: readonly string[] = [];
vi.mock("node:dns/promises", () => ({ lookup: () => Promise.resolve(addresses.map((address) => ({ address, family: 4 }))) }));

const HOST = "ns.example.com";
const PATIENCE = { udpMs: [100], tcpMs: 200 };
const NAME = "several.example.com";
const KEY = { name: "lvs-256", algorithm: SECRETS["lvs-256"][0], secret: Buffer.from(SECRETS["lvs-256"][1], "base64") };
const CHANGE = { name: NAME, before: {}, after: { ttl: 60, addresses: [{ family: 4 as const, value: 1n }] } };
const isUpdate = (request: Buffer): boolean => ((request.readUInt16BE(2) >> 11) & 15) === 5;

// A real BIND 9 at 127.0.0.1; at other addresses of this machine, with the same port, others who say less.
describe("a name server that has several addresses", () => {
  let bind: NameServer;
  const started: { stop(): Promise<void> }[] = [];
  beforeAll(async () => {
    bind = await startBind();
  });
  afterEach(async () => {
    for (const server of started.splice(0)) await server.stop();
  });
  afterAll(() => bind.stop());

  const other = async (host: string, behave: Behaviour = () => undefined): Promise<{ readonly asked: { udp: number; tcp: number } }> => {
    const server = await startOddServer(behave, { host, port: bind.endpoint.port });
    started.push(server);
    return server;
  };
  const server = (...of: string[]): DnsServer => {
    addresses = of;
    return new DnsServer({ host: HOST, port: bind.endpoint.port }, { key: KEY, patience: PATIENCE });
  };
  const at = (address: string): string => `name server ${HOST} at ${address} port ${bind.endpoint.port}`;

  it("is asked at the next one where the first says nothing, and from then on there alone", async () => {
    const silent = await other("127.0.0.2");
    const dns = server("127.0.0.2", "127.0.0.1");
    expect((await readAddresses(dns, "mail.example.com")).ok).toBe(true);
    expect(silent.asked).toEqual({ udp: 1, tcp: 1 });
    expect((await writeAndProve(dns, ZONE, CHANGE)).findings).toEqual([]);
    expect(silent.asked).toEqual({ udp: 1, tcp: 1 });
  });

  it("is asked at the next one where nobody listens at the first", async () => {
    expect((await readAddresses(server("127.0.0.3", "127.0.0.1"), "mail.example.com")).ok).toBe(true);
  });

  it("that is silent everywhere is asked at three of them, each of which is named", async () => {
    const silent = await Promise.all(["127.0.0.2", "127.0.0.4", "127.0.0.5", "127.0.0.6"].map((host) => other(host)));
    const began = performance.now();
    const { findings } = await readAddresses(server("127.0.0.3", "127.0.0.2", "127.0.0.4", "127.0.0.5", "127.0.0.6"), NAME);
    expect(findings.map(({ code, summary }) => [code, summary.split(" port")[0]])).toEqual([
      ["LVS601", `name server ${HOST} at 127.0.0.3`],
      ["LVS600", `name server ${HOST} at 127.0.0.2`],
      ["LVS600", `name server ${HOST} at 127.0.0.4`],
      ["LVS600", `name server ${HOST} at 127.0.0.5`],
    ]);
    expect(performance.now() - began).toBeGreaterThanOrEqual(890);
    expect(silent.map(({ asked }) => asked.udp)).toEqual([1, 1, 1, 0]);
  });

  it("is told of an update at one of them only, though nobody answers there", async () => {
    const updates: string[] = [];
    const noting = (host: string): Behaviour => (request, over) => {
      if (!isUpdate(request)) return echoed(request);
      updates.push(`${host} ${over}`);
      return undefined;
    };
    await other("127.0.0.2", noting("127.0.0.2"));
    await other("127.0.0.4", noting("127.0.0.4"));
    addresses = ["127.0.0.2", "127.0.0.4"];
    for (const ask of [readAddresses, () => undefined]) {
      const dns = new DnsServer({ host: HOST, port: bind.endpoint.port }, { patience: PATIENCE });
      await ask(dns, NAME);
      const { findings } = await writeAddresses(dns, ZONE, [CHANGE]);
      expect(findings.map(({ code, summary }) => [code, summary])).toEqual([["LVS600", `${at("127.0.0.2")} does not answer`]]);
      expect([...new Set(updates.splice(0))]).toEqual(["127.0.0.2 udp", "127.0.0.2 tcp"]);
    }
  });
});
