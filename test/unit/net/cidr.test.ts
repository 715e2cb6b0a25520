import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressBits, broadcastOf, type Cidr, contains, formatCidr, formatIpAddress, networkOf, parseCidr, parseIpAddress, sameNetwork } from "../../../lib/net";
import { anyAddress, nearlyAnAddress } from "./address-arbitraries";

const cidr = (text: string): Cidr => {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`not a cidr: ${text}`);
  return parsed;
};

const anyCidr = anyAddress.chain((address) => fc.nat(addressBits(address.family)).map((prefixLength) => ({ address, prefixLength })));

/** Node.js's own idea of which addresses lie in a network. */
const nodeContains = (network: Cidr, address: Cidr["address"]): boolean => {
  const list = new BlockList();
  list.addSubnet(formatIpAddress(networkOf(network)), network.prefixLength, network.address.family === 4 ? "ipv4" : "ipv6");
  return network.address.family === address.family && list.check(formatIpAddress(address), address.family === 4 ? "ipv4" : "ipv6");
};

describe("parseCidr", () => {
  it("keeps the interface's own address beside the prefix length", () => {
    expect(formatCidr(cidr("192.168.1.2/24"))).toBe("192.168.1.2/24");
    expect(formatCidr(cidr("2001:DB8:0::2/64"))).toBe("2001:db8::2/64");
  });

  it.each(["192.168.1.2", "192.168.1.2/", "192.168.1.2/33", "192.168.1.2/-1", "192.168.1.2/024", "192.168.1.2/+24", "192.168.1.2/24/24", "2001:db8::/129", "/24", "192.168.1.2/24 ", "192.168.1.2/2e1", "fe80::1%eth0/64"])(
    "refuses %j",
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  it("takes an address and a plain number of at most its bits, nothing else", () => {
    const length = fc.oneof(fc.integer({ min: -1, max: 140 }).map(String), fc.constantFrom("", "00", "08", "1.0", " 8", "8 ", "0x8", "８"));
    fc.assert(
      fc.property(nearlyAnAddress, length, (address, prefix) => {
        const family = address.includes("%") ? 0 : isIP(address);
        const fits = family !== 0 && /^\d+$/.test(prefix) && String(Number(prefix)) === prefix && Number(prefix) <= (family === 4 ? 32 : 128);
        expect(parseCidr(`${address}/${prefix}`) !== undefined).toBe(fits);
      }),
      { numRuns: 1000 },
    );
  });

  it("is undone by formatCidr", () => {
    fc.assert(
      fc.property(anyCidr, (one) => {
        expect(parseCidr(formatCidr(one))).toEqual(one);
      }),
    );
  });
});

describe("networks", () => {
  it.each([
    ["192.168.1.130/25", "192.168.1.128"],
    ["192.168.1.130/0", "0.0.0.0"],
    ["192.168.1.130/32", "192.168.1.130"],
    ["2001:db8:1:2::3/48", "2001:db8:1::"],
  ])("the network of %s begins at %s", (text, first) => {
    expect(formatIpAddress(networkOf(cidr(text)))).toBe(first);
  });

  it("contain what Node.js's BlockList says they contain", () => {
    fc.assert(
      fc.property(anyCidr, anyAddress, fc.nat(7), (network, other, flipped) => {
        // One bit beside the border is where mistakes live.
        const bits = addressBits(network.address.family);
        const bit = BigInt(Math.min(bits - 1, Math.max(0, bits - network.prefixLength + flipped - 4)));
        const near = { ...network.address, value: network.address.value ^ (1n << bit) };
        for (const address of [other, near, network.address]) expect(contains(network, address)).toBe(nodeContains(network, address));
      }),
      { numRuns: 500 },
    );
  });

  it("never contain an address of the other family", () => {
    expect(contains(cidr("0.0.0.0/0"), cidr("::/0").address)).toBe(false);
    expect(contains(cidr("::/0"), cidr("192.0.2.1/32").address)).toBe(false);
  });

  it.each([
    ["192.168.1.2/24", "192.168.1.3/24", true],
    ["192.168.1.2/24", "192.168.1.3/25", false],
    ["192.168.1.2/24", "192.168.2.2/24", false],
    ["2001:db8::2/64", "2001:db8::3/64", true],
    ["0.0.0.2/0", "::2/0", false],
  ])("%s and %s on one network: %s", (a, b, expected) => {
    expect(sameNetwork(cidr(a), cidr(b))).toBe(expected);
    expect(sameNetwork(cidr(b), cidr(a))).toBe(expected);
  });

  it.each([
    ["192.168.1.2/24", "192.168.1.255"],
    ["192.168.1.2/30", "192.168.1.3"],
    ["10.0.0.1/0", "255.255.255.255"],
    ["192.168.1.2/31", undefined],
    ["192.168.1.2/32", undefined],
    ["2001:db8::2/64", undefined],
  ])("the broadcast address of %s is %s", (text, expected) => {
    const found = broadcastOf(cidr(text));
    expect(found && formatIpAddress(found)).toBe(expected);
  });

  it("end with the broadcast address: it is inside and the next one is not", () => {
    const ipv4 = anyCidr.filter(({ address, prefixLength }) => address.family === 4 && prefixLength >= 1 && prefixLength <= 30);
    fc.assert(
      fc.property(ipv4, (network) => {
        const last = broadcastOf(network);
        if (last === undefined) throw new Error("an IPv4 network of at least four addresses has one");
        expect(contains(network, last)).toBe(true);
        expect(contains(network, { family: 4, value: last.value + 1n })).toBe(false);
      }),
    );
  });
});

it("remembers parsed addresses without mixing them up, also beyond its limit", () => {
  const texts = Array.from({ length: 5000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  for (const text of [...texts, ...texts]) expect(parseIpAddress(text)?.value).toBe(BigInt(`0x0a00${Number(text.split(".")[2]).toString(16).padStart(2, "0")}${Number(text.split(".")[3]).toString(16).padStart(2, "0")}`));
});
