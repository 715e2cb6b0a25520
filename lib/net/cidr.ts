import { type IpAddress, addressBits, formatIpAddress, parseIpAddress } from "./ip-address";
import { remember } from "./remember";

/** An interface address with its prefix length (`192.168.1.2/24`): the address is kept, not masked to its network. */
export interface Cidr {
  readonly address: IpAddress;
  /** 0–32 for IPv4, 0–128 for IPv6. */
  readonly prefixLength: number;
}

/** `undefined` unless the text is `ADDRESS/PREFIX` with a prefix length of the address's family, no leading zeros. */
export const parseCidr = remember((text: string): Cidr | undefined => {
  const [left = "", right = "", ...rest] = text.split("/");
  const address = parseIpAddress(left);
  if (address === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(right)) return undefined;
  const prefixLength = Number(right);
  return prefixLength <= addressBits(address.family) ? { address, prefixLength } : undefined;
});

/** `192.168.1.2/24`, canonical. */
export function formatCidr(cidr: Cidr): string {
  return `${formatIpAddress(cidr.address)}/${cidr.prefixLength}`;
}

/** First address of the network the cidr lies in. */
export function networkOf(cidr: Cidr): IpAddress {
  const hostBits = BigInt(addressBits(cidr.address.family) - cidr.prefixLength);
  return { family: cidr.address.family, value: (cidr.address.value >> hostBits) << hostBits };
}

/** Whether the address lies in the cidr's network; never for another family. */
export function contains(cidr: Cidr, address: IpAddress): boolean {
  if (cidr.address.family !== address.family) return false;
  const hostBits = BigInt(addressBits(address.family) - cidr.prefixLength);
  return cidr.address.value >> hostBits === address.value >> hostBits;
}

/** Whether two interface addresses lie on one network: same family, same prefix length, same network address. */
export function sameNetwork(a: Cidr, b: Cidr): boolean {
  return a.prefixLength === b.prefixLength && contains(a, b.address);
}

/** The network's all-ones IPv4 address; `undefined` for IPv6 and for /31 and /32, which have none (RFC 3021). */
export function broadcastOf(cidr: Cidr): IpAddress | undefined {
  if (cidr.address.family === 6 || cidr.prefixLength > 30) return undefined;
  const hostBits = BigInt(32 - cidr.prefixLength);
  return { family: 4, value: networkOf(cidr).value + (1n << hostBits) - 1n };
}
