import { isIP, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressBits, compareIpAddresses, formatIpAddress, type IpAddress, parseIpAddress } from "../../../lib/net";
import { addressText, anyAddress, nearlyAnAddress } from "./address-arbitraries";

/** Node.js's own canonical text, by way of its URL parser. */
const urlHost = (text: string): string => new URL(isIPv6(text) ? `http://[${text}]/` : `http://${text}/`).hostname.replace(/^\[|\]$/g, "");

describe("parseIpAddress", () => {
  it.each([
    ["192.0.2.1", 4, 0xc0000201n],
    ["0.0.0.0", 4, 0n],
    ["255.255.255.255", 4, 0xffffffffn],
    ["::", 6, 0n],
    ["::1", 6, 1n],
    ["2001:db8::10", 6, 0x20010db8000000000000000000000010n],
    ["2001:DB8:0:0:0:0:0:10", 6, 0x20010db8000000000000000000000010n],
    ["::ffff:192.0.2.1", 6, 0xffffc0000201n],
    ["64:ff9b::192.0.2.33", 6, 0x0064ff9b0000000000000000c0000221n],
    ["1::", 6, 1n << 112n],
  ])("reads %s", (text, family, value) => {
    expect(parseIpAddress(text)).toEqual({ family, value });
  });

  it.each(["", " 192.0.2.1", "192.0.2.1 ", "192.0.2", "192.0.2.256", "192.0.2.01", "0x7f.0.0.1", "3221225985", "192.0.2.1/24", "fe80::1%eth0", ":::", "1:::2", "1:2:3:4:5:6:7", "::12345", "[::1]", "example.net", "192.0.2.1\n"])(
    "refuses %j",
    (text) => {
      expect(parseIpAddress(text)).toBeUndefined();
    },
  );

  it("takes exactly what Node.js takes, apart from zones", () => {
    fc.assert(
      fc.property(nearlyAnAddress, (text) => {
        const family = text.includes("%") ? 0 : isIP(text);
        expect(parseIpAddress(text)?.family ?? 0).toBe(family);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("formatIpAddress", () => {
  it.each([
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["0:0:1:0:0:0:0:0", "0:0:1::"],
    ["00ab::", "ab::"],
  ])("writes %s as RFC 5952 wants it: %s", (text, canonical) => {
    expect(formatted(text)).toBe(canonical);
  });

  it("writes what Node.js's URL writes, for every spelling", () => {
    fc.assert(
      fc.property(addressText, (text) => {
        expect(formatted(text)).toBe(urlHost(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("is undone by parseIpAddress, so that canonical texts and addresses go one to one", () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        const text = formatIpAddress(address);
        expect(address.family === 4 ? isIPv4(text) : isIPv6(text)).toBe(true);
        expect(parseIpAddress(text)).toEqual(address);
      }),
      { numRuns: 1000 },
    );
  });

  const formatted = (text: string): string | undefined => {
    const address = parseIpAddress(text);
    return address && formatIpAddress(address);
  };
});

describe("compareIpAddresses", () => {
  it("puts IPv4 before IPv6 and goes by number, not by text", () => {
    const sorted = ["::1", "192.0.2.10", "2001:db8::", "192.0.2.9", "::"].map((text) => parseIpAddress(text) as IpAddress).sort(compareIpAddresses);
    expect(sorted.map(formatIpAddress)).toEqual(["192.0.2.9", "192.0.2.10", "::", "::1", "2001:db8::"]);
  });

  it("is 0 for two spellings of one address and only then", () => {
    fc.assert(
      fc.property(anyAddress, anyAddress, (a, b) => {
        expect(compareIpAddresses(a, { ...a })).toBe(0);
        expect(compareIpAddresses(a, b) === 0).toBe(formatIpAddress(a) === formatIpAddress(b));
        expect(Math.sign(compareIpAddresses(a, b)) + Math.sign(compareIpAddresses(b, a))).toBe(0);
      }),
    );
  });
});

it("addresses have 32 or 128 bits", () => {
  expect([addressBits(4), addressBits(6)]).toEqual([32, 128]);
});
