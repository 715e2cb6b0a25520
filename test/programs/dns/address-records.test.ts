import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type AddressRecords, DnsServer, type FoundRecords, findZone, ownAddresses, readAddresses, readKey, type TsigKey, writeAddresses, writeAndProve } from "../../../lib/dns";
import { formatIpAddress, parseIpAddress } from "../../../lib/net";
import { type Result } from "../../../lib/diagnostics";
import { FOREIGN, type NameServer, READER, SECRETS, startBind, startKnot, ZONE } from "./harness/name-server";

// Knot says NOTAUTH where BIND says REFUSED, and BADKEY of a key that has no right to.
describe.each([
  ["BIND 9", startBind, { keyless: "LVS610", rightless: "LVS610", foreign: "LVS612" }],
  ["Knot DNS", startKnot, { keyless: "LVS612", rightless: "LVS606", foreign: "LVS612" }],
])("the addresses of a name on %s", (_name, startServer, says) => {
  let server: NameServer;
  let dns: DnsServer;
  beforeAll(async () => {
    server = await startServer();
    dns = new DnsServer(server.endpoint, { key: keyOf("lvs-256") });
  });
  afterAll(() => server.stop());

  const as = (key?: TsigKey): DnsServer => new DnsServer(server.endpoint, key === undefined ? {} : { key });
  const found = async (name: string): Promise<FoundRecords> => value(await readAddresses(dns, name));
  const nsupdate = (...lines: string[]): void => {
    const [algorithm, secret] = SECRETS["lvs-256"];
    execFileSync("nsupdate", ["-y", `${algorithm}:lvs-256:${secret}`], { input: [`server 127.0.0.1 ${server.endpoint.port}`, `zone ${ZONE}`, ...lines, "send", ""].join("\n") });
  };
  /** All that the zone holds, as an independent client sees it. */
  const zone = (): string[] => execFileSync("dig", ["@127.0.0.1", "-p", String(server.endpoint.port), ZONE, "AXFR", "+noall", "+answer", "+onesoa"], { encoding: "utf8" }).trim().split("\n").map((line) => line.replace(/\s+/g, "\t"));
  const others = (): string[] => zone().filter((line) => !/\tSOA\t/.test(line)).sort();
  const untouched = FOREIGN.filter((line) => !line.includes("SOA")).map((line) => line.replace(/\s+/g, "\t")).sort();

  it("stand in the zone that the server says", async () => {
    expect(value(await findZone(dns, "new.deep.example.com"))).toBe(ZONE);
    expect(value(await findZone(dns, ZONE))).toBe(ZONE);
  });

  it("are none before they are written", async () => {
    expect(await found("www.example.com")).toEqual({});
  });

  it("are written, both families at once, and read back", async () => {
    const after = records(60, "2001:db8::2", "192.0.2.10", "192.0.2.9", "2001:db8::1", "192.0.2.10");
    value(await writeAndProve(dns, ZONE, { name: "www.example.com", before: {}, after }));
    expect(texts(await found("www.example.com"))).toEqual({ 4: "60 192.0.2.9 192.0.2.10", 6: "60 2001:db8::1 2001:db8::2" });
    expect(zone()).toEqual(expect.arrayContaining(["www.example.com.\t60\tIN\tA\t192.0.2.9", "www.example.com.\t60\tIN\tAAAA\t2001:db8::2", 'www.example.com.\t300\tIN\tTXT\t"of\tsomebody\telse"']));
  });

  it("are changed: others, another TTL, a family less", async () => {
    value(await writeAndProve(dns, ZONE, { name: "www.example.com", before: await found("www.example.com"), after: records(30, "192.0.2.10", "192.0.2.11") }));
    expect(texts(await found("www.example.com"))).toEqual({ 4: "30 192.0.2.10 192.0.2.11" });
  });

  it("are not written over what somebody else wrote meanwhile", async () => {
    const seen = await found("www.example.com");
    const first = { name: "www.example.com", before: seen, after: records(30, "192.0.2.12") };
    const second = { name: "www.example.com", before: seen, after: records(30, "192.0.2.13") };
    const late = { name: "www.example.com", before: {}, after: records(30, "192.0.2.14") };
    value(await writeAndProve(dns, ZONE, first));
    for (const change of [second, late]) expect(codes(await writeAndProve(dns, ZONE, change))).toEqual(["LVS614"]);
    expect(texts(await found("www.example.com"))).toEqual({ 4: "30 192.0.2.12" });
  });

  it("count as written when the answer to that was lost", async () => {
    const seen = await found("www.example.com");
    const change = { name: "www.example.com", before: seen, after: records(30, "192.0.2.10") };
    value(await writeAddresses(dns, ZONE, [change]));
    expect((await writeAddresses(dns, ZONE, [change])).ok).toBe(true);
  });

  it("are as many as a datagram can't hold", async () => {
    const many = Array.from({ length: 60 }, (_, index) => `192.0.2.${index + 100}`);
    value(await writeAndProve(dns, ZONE, { name: "many.example.com", before: {}, after: records(60, ...many) }));
    expect((await found("many.example.com"))[4]?.addresses.map(formatIpAddress)).toEqual(many);
    value(await writeAndProve(dns, ZONE, { name: "many.example.com", before: await found("many.example.com") }));
    expect(await found("many.example.com")).toEqual({});
  });

  it("of many names go together, and none is written when one can't be", async () => {
    const names = Array.from({ length: 300 }, (_, index) => `n${index}.example.com`);
    const changes = names.map((name) => ({ name, before: {}, after: records(60, "192.0.2.1", "2001:db8::1") }));
    const taken = { name: "mail.example.com", before: {}, after: records(60, "192.0.2.1") };
    expect(codes(await writeAddresses(dns, ZONE, [...changes.slice(0, 20), taken]))).toEqual(["LVS614"]);
    expect(await found("n0.example.com")).toEqual({});
    value(await writeAddresses(dns, ZONE, changes));
    expect(zone().filter((line) => /^n\d+\./.test(line))).toHaveLength(600);
    value(await writeAddresses(dns, ZONE, changes.map(({ name, after }) => ({ name, before: { 4: records(60, "192.0.2.1"), 6: records(60, "2001:db8::1") }, was: after }))));
    expect(zone().filter((line) => /^n\d+\./.test(line))).toEqual([]);
  });

  it("are not put beside an alias", async () => {
    expect(await found("alias.example.com")).toEqual({ alias: true });
    expect(value(await ownAddresses(dns, ZONE, "alias.example.com"))).toEqual({ alias: true });
    expect(codes(await writeAddresses(dns, ZONE, [{ name: "alias.example.com", before: {}, after: records(60, "192.0.2.1") }]))).toEqual(["LVS614"]);
  });

  it("stand in the zone of the name above where the name is an alias for one of another zone, also by a wildcard", async () => {
    nsupdate("update add away.example.com 60 CNAME elsewhere.example.net", "update add *.roof.example.com 60 CNAME elsewhere.example.net");
    expect(value(await findZone(dns, "away.example.com"))).toBe(ZONE);
    expect(value(await ownAddresses(dns, ZONE, "away.example.com"))).toEqual({ alias: true });
    expect(value(await findZone(dns, "under.roof.example.com"))).toBe(ZONE);
    value(await writeAndProve(dns, ZONE, { name: "under.roof.example.com", before: value(await ownAddresses(dns, ZONE, "under.roof.example.com")), after: records(60, "192.0.2.9") }));
    expect(texts(await found("under.roof.example.com"))).toEqual({ 4: "60 192.0.2.9" });
    nsupdate("update delete away.example.com", "update delete *.roof.example.com", "update delete under.roof.example.com");
  });

  it("are a name's own only if no wildcard gives them, and are written and taken out beside one", async () => {
    for (const [family, wildcard] of [["A", "192.0.2.99"], ["CNAME", "ns.example.com."]] as const) {
      nsupdate(`update add *.wild.example.com 60 ${family} ${wildcard}`);
      const name = "www.wild.example.com";
      expect(await found(name)).toEqual(family === "A" ? { 4: records(60, wildcard) } : { alias: true });
      expect(value(await ownAddresses(dns, ZONE, name))).toEqual({});
      value(await writeAndProve(dns, ZONE, { name, before: {}, after: records(60, "192.0.2.50") }));
      expect(value(await ownAddresses(dns, ZONE, name))).toEqual({ 4: records(60, "192.0.2.50") });
      value(await writeAndProve(dns, ZONE, { name, before: await found(name) }));
      expect(value(await ownAddresses(dns, ZONE, name))).toEqual({});
      nsupdate(`update delete *.wild.example.com ${family}`);
    }
  });

  it.each(["lvs-384", "lvs-512"] as const)("are written with a key like %s, too", async (name) => {
    const other = as(keyOf(name));
    value(await writeAndProve(other, ZONE, { name: `${name}.example.com`, before: {}, after: records(60, "192.0.2.1") }));
    value(await writeAndProve(other, ZONE, { name: `${name}.example.com`, before: await found(`${name}.example.com`) }));
  });

  it.each([
    ["without a key", undefined, says.keyless],
    ["with a key that has no right to", { name: "reader", algorithm: READER[0], secret: Buffer.from(READER[1], "base64") }, says.rightless],
    ["with a key that the server does not know", { name: "nobodys", algorithm: "hmac-sha256", secret: Buffer.from(READER[1], "base64") }, "LVS606"],
    ["with another secret", { name: "lvs-256", algorithm: "hmac-sha256", secret: Buffer.from(READER[1], "base64") }, "LVS607"],
  ] as const)("are not written %s", async (_what, key, expected) => {
    expect(codes(await writeAddresses(as(key), ZONE, [{ name: "intruder.example.com", before: {}, after: records(60, "192.0.2.1") }]))).toEqual([expected]);
    expect(await found("intruder.example.com")).toEqual({});
  });

  it("are not written while the clocks differ", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3_600_000 });
    try {
      expect(codes(await writeAddresses(dns, ZONE, [{ name: "late.example.com", before: {}, after: records(60, "192.0.2.1") }]))).toEqual(["LVS608"]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("are not written into a zone that is not the server's", async () => {
    expect(codes(await writeAddresses(dns, "example.net", [{ name: "www.example.net", before: {}, after: records(60, "192.0.2.1") }]))).toEqual([says.foreign]);
    expect(codes(await writeAddresses(dns, ZONE, [{ name: "www.example.net", before: {}, after: records(60, "192.0.2.1") }]))).toEqual(["LVS612"]);
    expect(codes(await readAddresses(dns, "www.example.net"))).toEqual([expect.stringMatching(/^LVS(?:611|623)$/)]);
  });

  it("leave everything else in the zone alone", async () => {
    value(await writeAndProve(dns, ZONE, { name: "www.example.com", before: await found("www.example.com") }));
    expect(others()).toEqual(untouched);
  });
});

describe("a secret", () => {
  const STROKES = "bHZz//1mb3IgdGVzdHMgb25seSwgMzIgb2N0ZXRz/*==".replace("/*==", "/w==");
  const directory = mkdtempSync(join(tmpdir(), "secret-"));
  const file = join(directory, "key");
  afterAll(() => rmSync(directory, { recursive: true }));
  const reference = { name: "LVS-256.", algorithm: "hmac-sha256", secret: { file } } as const;

  it("stands in a file as tsig-keygen writes it", async () => {
    writeFileSync(file, execFileSync("tsig-keygen", ["-a", "hmac-sha256", "lvs-256"]));
    expect(value(await readKey(reference))).toMatchObject({ name: "lvs-256", algorithm: "hmac-sha256", secret: { length: 32 } });
  });

  it.each([
    ["base64", SECRETS["lvs-256"][1]],
    ["a key statement whose secret holds what begins a comment elsewhere", `key "lvs-256" { algorithm hmac-sha256; secret "${STROKES}"; };`, STROKES],
    ["a key statement with comments", `# for the routers\nkey lvs-256 { // one\n algorithm "HMAC-SHA256"; /* and */ secret "${SECRETS["lvs-256"][1]}";\n};\n`],
  ])("is %s", async (_what, text, secret: string = SECRETS["lvs-256"][1]) => {
    writeFileSync(file, `${text}\n`);
    expect(value(await readKey(reference)).secret.toString("base64")).toBe(secret);
  });

  it.each([
    ["nothing", "", "LVS621"],
    ["not base64", "näh", "LVS621"],
    ["another key's statement", `key "other" { algorithm hmac-sha256; secret "${SECRETS["lvs-256"][1]}"; };`, "LVS622"],
    ["a statement of another algorithm", `key "lvs-256" { algorithm hmac-sha512; secret "${SECRETS["lvs-256"][1]}"; };`, "LVS622"],
    ["a statement without a secret", `key "lvs-256" { algorithm hmac-sha256; };`, "LVS621"],
  ])("is refused when it is %s", async (_what, text, code) => {
    writeFileSync(file, text);
    expect(codes(await readKey(reference))).toEqual([code]);
  });

  it("is refused when it is not there", async () => {
    expect(codes(await readKey({ ...reference, secret: { file: join(directory, "none") } }))).toEqual(["LVS620"]);
    expect(codes(await readKey({ ...reference, secret: { env: "LVS_NO_SUCH_VARIABLE" } }))).toEqual(["LVS620"]);
  });

  it("stands in the environment", async () => {
    vi.stubEnv("LVS_TEST_SECRET", SECRETS["lvs-256"][1]);
    expect(value(await readKey({ ...reference, secret: { env: "LVS_TEST_SECRET" } })).secret).toHaveLength(33);
    vi.unstubAllEnvs();
  });
});

function keyOf(name: keyof typeof SECRETS): TsigKey {
  const [algorithm, secret] = SECRETS[name];
  return { name, algorithm, secret: Buffer.from(secret, "base64") };
}

function records(ttl: number, ...addresses: string[]): AddressRecords {
  return { ttl, addresses: addresses.map((text) => parseIpAddress(text) ?? { family: 4, value: 0n }) };
}

function texts(found: FoundRecords): Record<string, string> {
  return Object.fromEntries(Object.entries(found).map(([family, { ttl, addresses }]) => [family, `${ttl} ${addresses.map(formatIpAddress).join(" ")}`]));
}

function value<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.findings.map(({ code, summary, value }) => `${code} ${summary} ${JSON.stringify(value)}`).join("; "));
}

function codes(result: Result<unknown>): string[] {
  return result.findings.map(({ code }) => code);
}
