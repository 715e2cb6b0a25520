import { addressBits, formatIpAddress, parseIpAddress } from "../net";

/** `203.0.113.10/32`, `2001:db8::10/128`: the address as a host of its own. */
export function hostAddress(text: string): string {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(`not an address: ${text}`);
  return `${formatIpAddress(address)}/${addressBits(address.family)}`;
}
