import fc from "fast-check";
import { type IpAddress } from "../../../lib/net";

const group = fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
const octet = fc.integer({ min: 0, max: 255 });

/** IPv4 text. */
const ipv4Text = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join("."));

/** IPv6 text in any spelling: leading zeros, either case, `::` in place of any run of zeros or of none, a dotted tail. */
const ipv6Text = fc
  .record({ groups: fc.array(group, { minLength: 8, maxLength: 8 }), padded: fc.boolean(), upper: fc.boolean(), dotted: fc.boolean(), shortAt: fc.nat(7) })
  .map(({ groups, padded, upper, dotted, shortAt }) => {
    const [g6 = 0, g7 = 0] = groups.slice(6);
    const hex = groups.map((value) => value.toString(16).padStart(padded ? 4 : 1, "0"));
    const tail = dotted ? [`${g6 >> 8}.${g6 & 255}.${g7 >> 8}.${g7 & 255}`] : hex.slice(6);
    const parts = [...hex.slice(0, 6), ...tail];
    const text = shortened(parts, shortAt);
    return upper ? text.toUpperCase() : text;
  });

/** Any text of an address. */
export const addressText = fc.oneof(ipv4Text, ipv6Text);

/** Any address by its number. */
export const anyAddress: fc.Arbitrary<IpAddress> = fc.oneof(
  fc.bigInt({ min: 0n, max: 0xffffffffn }).map((value) => ({ family: 4 as const, value })),
  fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => ({ family: 6 as const, value: groups.reduce((sum, one) => (sum << 16n) + BigInt(one), 0n) })),
);

/** Text of an address with one slip of the hand, or none. */
export const nearlyAnAddress = fc
  .record({ text: addressText, at: fc.nat(40), slip: fc.constantFrom("", "0", "1", "256", ".", ":", "::", "g", "/", "%eth0", " ", "\n", "-"), cut: fc.nat(2) })
  .map(({ text, at, slip, cut }) => text.slice(0, at) + slip + text.slice(at + cut));

/** `::` in place of the run of zero groups that begins at an index, if there is one. */
function shortened(parts: readonly string[], index: number): string {
  const isZero = (part: string | undefined): boolean => part !== undefined && /^0+$/.test(part);
  let end = index;
  while (isZero(parts[end])) end++;
  return end === index ? parts.join(":") : `${parts.slice(0, index).join(":")}::${parts.slice(end).join(":")}`;
}
