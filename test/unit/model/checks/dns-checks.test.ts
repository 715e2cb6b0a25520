import { describe, expect, it } from "vitest";
import { parseDnsRoundRobin, UNKNOWN } from "../../../../lib/model";
import { runChecks } from "../../../../lib/model/checks/check";
import { DNS_CHECKS } from "../../../../lib/model/checks/dns-checks";
import { type DnsRoundRobin, dnsRoundRobinSchema } from "../../../../lib/model/dns-round-robin";
import { renderPlace } from "../../../../lib/diagnostics";
import { DNS_PAIRS, GOOD_NAME } from "./dns-pairs";

const found = (change: Readonly<Record<string, unknown>>): string[] => parseDnsRoundRobin({ ...GOOD_NAME, ...change }).findings.map(({ code, place }) => `${code} at ${renderPlace(place)}`);

describe("a name", () => {
  it.each(DNS_PAIRS)("%s is found by its own code alone, its twin by none", (label, wrong, right) => {
    expect(found(wrong)).toEqual([label]);
    expect(found(right)).toEqual([]);
  });

  it.each(DNS_CHECKS.map(({ code }) => code))("without check %s passes where that alone was wrong", (code) => {
    const rest = DNS_CHECKS.filter((check) => check.code !== code);
    const checked = DNS_PAIRS.flatMap(([label, wrong]) => {
      const parsed = dnsRoundRobinSchema.safeParse({ ...GOOD_NAME, ...wrong });
      return parsed.success ? [{ label, findings: runChecks(rest, parsed.data).map((finding) => `${finding.code} at ${renderPlace(finding.place)}`) }] : [];
    });
    const passed = checked.filter(({ label, findings }) => findings.join() !== label).map(({ label }) => label);
    expect(passed).toEqual(DNS_PAIRS.map(([label]) => label).filter((label) => label.startsWith(code)));
    expect(passed).not.toEqual([]);
  });

  it("says what to do in a remedy that begins with a verb", () => {
    for (const { title, remedy } of DNS_CHECKS) expect([title, remedy]).toEqual([expect.stringMatching(/^[A-Z].*[^.]$/), expect.stringMatching(/^(Give|Leave|Write) .*[^.]$/)]);
  });

  it("is judged as far as it is known", () => {
    const later = { addresses: ["203.0.113.10", UNKNOWN, "203.0.113.10"], zone: UNKNOWN, ttlSeconds: UNKNOWN };
    expect(found(later)).toEqual(["LVS552 at addresses[2]"]);
    const parsed = parseDnsRoundRobin({ ...GOOD_NAME, addresses: ["203.0.113.10", UNKNOWN] });
    expect(parsed.ok && (parsed.value satisfies DnsRoundRobin).addresses).toEqual(["203.0.113.10", UNKNOWN]);
  });

  it("has defaults", () => {
    const parsed = parseDnsRoundRobin({ name: "www.example.com", addresses: ["203.0.113.10"], server: { host: "ns1" } });
    expect(parsed.ok && parsed.value).toEqual({ name: "www.example.com", addresses: ["203.0.113.10"], ttlSeconds: 60, server: { host: "ns1", port: 53 } });
  });
});
