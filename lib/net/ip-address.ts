import { isIPv4, isIPv6 } from "node:net";
import { remember } from "./remember";

/** 4 or 6. */
export type IpFamily = 4 | 6;

/**
 * One IP address as a number with its family, so that different spellings of one address are equal. Immutable.
 * Zone identifiers (`fe80::1%eth0`) are refused: an interface is said separately everywhere.
 */
export interface IpAddress {
  readonly family: IpFamily;
  readonly value: bigint;
}

/** `undefined` for anything that is not exactly one dotted-quad IPv4 or RFC 4291 IPv6 address. */
export const parseIpAddress = remember((text: string): IpAddress | undefined => {
  if (isIPv4(text)) return { family: 4, value: ipv4Value(text) };
  if (isIPv6(text) && !text.includes("%")) return { family: 6, value: ipv6Value(text) };
  return undefined;
});

/** Canonical text: dotted quad, or RFC 5952 (lower case, longest run of zero groups as `::`). */
export function formatIpAddress(address: IpAddress): string {
  return address.family === 4 ? formatIpv4(address.value) : formatIpv6(address.value);
}

/** Orders IPv4 before IPv6, then by number: the order of everything we emit. */
export function compareIpAddresses(a: IpAddress, b: IpAddress): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

/** Bits of an address of that family: 32 or 128. */
export function addressBits(family: IpFamily): number {
  return family === 4 ? 32 : 128;
}

function ipv4Value(text: string): bigint {
  const [a = "", b = "", c = "", d = ""] = text.split(".", 4);
  return BigInt(((Number(a) * 256 + Number(b)) * 256 + Number(c)) * 256 + Number(d));
}

function ipv6Value(text: string): bigint {
  const [head = "", tail] = withHexQuad(text).split("::");
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0);
  return [...left, ...zeros, ...right].reduce((sum, group) => sum * 65536n + BigInt(group), 0n);
}

/** RFC 4291 §2.2 form 3: `::ffff:192.0.2.1` ends in a dotted quad. */
function withHexQuad(text: string): string {
  const lastColon = text.lastIndexOf(":");
  const quad = text.slice(lastColon + 1);
  if (!quad.includes(".")) return text;
  const value = ipv4Value(quad);
  return `${text.slice(0, lastColon + 1)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}

function groups(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => parseInt(group, 16));
}

function formatIpv4(value: bigint): string {
  const bits = Number(value);
  return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
}

function formatIpv6(value: bigint): string {
  const parts = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
  const run = longestZeroRun(parts);
  const hex = (slice: number[]): string => slice.map((part) => part.toString(16)).join(":");
  if (run.length < 2) return hex(parts);
  return `${hex(parts.slice(0, run.start))}::${hex(parts.slice(run.start + run.length))}`;
}

function longestZeroRun(parts: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  parts.forEach((part, index) => {
    if (part !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}
