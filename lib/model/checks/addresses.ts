import { type Cidr, type IpAddress, addressBits, broadcastOf, contains, networkOf, parseCidr, parseIpAddress } from "../../net";

/** The address of a leaf that has been accepted as one. */
export function addressOf(text: string): IpAddress {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(`checks need a parsed cluster, but ${text} is no address`);
  return address;
}

/** The interface address of a leaf that has been accepted as one. */
export function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`checks need a parsed cluster, but ${text} is no interface address`);
  return cidr;
}

/** Equal for all spellings of one address. */
export function addressKey({ family, value }: IpAddress): string {
  return `${family}/${value}`;
}

/** {@link addressKey} of an address without prefix length. */
export function keyOfAddress(text: string): string {
  return addressKey(addressOf(text));
}

/** {@link addressKey} of an interface address, whatever its prefix length. */
export function keyOfCidr(text: string): string {
  return addressKey(cidrOf(text).address);
}

const UNUSABLE = (
  [
    ["0.0.0.0/8", "an unspecified address, which no host owns"],
    ["127.0.0.0/8", "a loopback address, which never leaves its host"],
    ["169.254.0.0/16", "a link-local address, which hosts choose by themselves and routers don't forward"],
    ["224.0.0.0/4", "a multicast address, which belongs to a group of hosts"],
    ["255.255.255.255/32", "the broadcast address, which belongs to every host"],
    ["::/128", "the unspecified address, which no host owns"],
    ["::1/128", "the loopback address, which never leaves its host"],
    ["::ffff:0:0/96", "an IPv4 address in IPv6 clothes, which never stands in a packet"],
    ["fe80::/10", "a link-local address, which means another host on each link"],
    ["ff00::/8", "a multicast address, which belongs to a group of hosts"],
  ] as const
).map(([range, reason]) => ({ ...boundsOf(cidrOf(range)), reason }));

/** Two numbers are compared faster than masked, and every address of every cluster is. */
function boundsOf(range: Cidr): { readonly family: IpAddress["family"]; readonly first: bigint; readonly last: bigint } {
  const { family, value: first } = networkOf(range);
  return { family, first, last: first + (1n << BigInt(addressBits(family) - range.prefixLength)) - 1n };
}

/** Why no host can be reached under this address (RFC 6890); `undefined` for an ordinary one. */
export function unusableBecause({ family, value }: IpAddress): string | undefined {
  return UNUSABLE.find((range) => range.family === family && range.first <= value && value <= range.last)?.reason;
}

/** Whether the network keeps this address for itself: its first one, or its broadcast address. Networks of two addresses keep none (RFC 3021, RFC 6164). */
export function keptByNetwork(network: Cidr, address: IpAddress): string | undefined {
  if (network.address.family !== address.family || network.prefixLength >= addressBits(address.family) - 1) return undefined;
  if (networkOf(network).value === address.value) return address.family === 4 ? "the network's own address" : "the anycast address of all routers there";
  return broadcastOf(network)?.value === address.value ? "the network's broadcast address" : undefined;
}

/** Whether two networks share addresses: one contains the other. */
export function overlap(a: Cidr, b: Cidr): boolean {
  return contains(a, b.address) || contains(b, a.address);
}
