import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AddressRecords, DnsServer, readAddresses, writeAddresses, writeAndProve } from "../../../lib/dns";
import { type Result } from "../../../lib/diagnostics";
import { parseIpAddress } from "../../../lib/net";
import { type NameServer, SECRETS, startBind, startKnot, ZONE } from "./harness/name-server";

/** Ten thousand records of other people, among them names that ours are the beginning or the end of, and other types at our own names. */
const FOREIGN = [
  ...Array.from({ length: 9000 }, (_, index) => `h${index}.${ZONE}. 300 IN A 192.0.2.${index % 250}`),
  ...Array.from({ length: 500 }, (_, index) => `n${index}.${ZONE}. 300 IN TXT "of n${index}"`),
  ...Array.from({ length: 500 }, (_, index) => `below.n${index}.${ZONE}. 300 IN A 192.0.2.1`),
];
const NAMES = Array.from({ length: 500 }, (_, index) => `n${index}.${ZONE}`);

describe.each([
  ["BIND 9", startBind],
  ["Knot DNS", startKnot],
])("a zone of ten thousand records at %s", (_name, startServer) => {
  let server: NameServer;
  let dns: DnsServer;
  beforeAll(async () => {
    server = await startServer(FOREIGN);
    const [algorithm, secret] = SECRETS["lvs-256"];
    dns = new DnsServer(server.endpoint, { key: { name: "lvs-256", algorithm, secret: Buffer.from(secret, "base64") } });
  });
  afterAll(() => server.stop());

  /** All that the zone holds, as an independent client sees it; its serial number is the server's to change. */
  const zone = (): string[] => {
    const text = execFileSync("dig", ["@127.0.0.1", "-p", String(server.endpoint.port), ZONE, "AXFR", "+noall", "+answer", "+onesoa"], { encoding: "utf8", maxBuffer: 1e8 });
    return text.trim().split("\n").map((line) => line.replace(/\s+/g, " ")).filter((line) => !line.includes(" SOA ")).sort();
  };

  it("has not one of them changed, while five hundred names are written, changed, and taken away", async () => {
    const before = zone();
    expect(before.length).toBeGreaterThanOrEqual(10_000);
    const first = records(60, "198.51.100.1", "2001:db8::1");
    const second = records(30, "198.51.100.2", "198.51.100.3");
    must(await writeAddresses(dns, ZONE, NAMES.map((name) => ({ name, before: {}, after: first }))));
    expect(zone().filter((line) => !before.includes(line))).toHaveLength(1000);
    const found = await Promise.all(NAMES.slice(0, 20).map(async (name) => ({ name, before: must(await readAddresses(dns, name)) })));
    for (const { name, before: seen } of found) must(await writeAndProve(dns, ZONE, { name, before: seen, after: second }));
    const ours = zone().filter((line) => / (A|AAAA) (198\.51\.100|2001:db8)/.test(line));
    expect(ours.filter((line) => line.startsWith(`${NAMES[7]}. `))).toEqual([`${NAMES[7]}. 30 IN A 198.51.100.2`, `${NAMES[7]}. 30 IN A 198.51.100.3`]);
    for (const name of NAMES) must(await writeAndProve(dns, ZONE, { name, before: must(await readAddresses(dns, name)) }));
    expect(zone()).toEqual(before);
  });
});

function records(ttl: number, ...addresses: readonly string[]): AddressRecords {
  return { ttl, addresses: addresses.flatMap((text) => parseIpAddress(text) ?? []) };
}

function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.findings.map(({ code, summary }) => `${code}: ${summary}`).join("; "));
}
