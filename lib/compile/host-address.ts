import { type IpAddress, addressBits, formatIpAddress, parseIpAddress } from "../net";

/** The address of a text that the model has accepted as one. */
export function addressOf(text: string): IpAddress {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(`not an address: ${text}`);
  return address;
}

/** In the one spelling that everything we emit uses: `2001:DB8:0::53` as `2001:db8::53`. */
export function canonicalAddress(text: string): string {
  return formatIpAddress(addressOf(text));
}

/** `203.0.113.10/32`, `2001:db8::10/128`: the address as a host of its own. */
export function hostAddress(text: string): string {
  const address = addressOf(text);
  return `${formatIpAddress(address)}/${addressBits(address.family)}`;
}

/** The mask of IPv4 that keepalived and ipvsadm write for a prefix length: 255.255.255.0 for 24. */
export function ipv4Mask(prefixLength: number): string {
  return [0, 8, 16, 24].map((before) => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefixLength - before)))).join(".");
}
