import { type AddressRecords, type FoundRecords, byFamily } from "../../../dns";
import { formatIpAddress, parseIpAddress } from "../../../net";
import { type DnsRoundRobin } from "../../../model";
import { type Value } from "../../server";

/** The records that a name is to have. */
export function wantedRecords({ addresses, ttlSeconds }: DnsRoundRobin): AddressRecords {
  return { ttl: ttlSeconds, addresses: addresses.flatMap((text) => parseIpAddress(text) ?? []) };
}

/** Records as they stand in plan and state: one text each, A before AAAA, by address. */
export function recordsValue(records: FoundRecords): string[] {
  const texts = (type: string, set: AddressRecords | undefined): string[] => (set?.addresses ?? []).map((address) => `${set?.ttl} ${type} ${formatIpAddress(address)}`);
  return [...texts("A", records[4]), ...texts("AAAA", records[6])];
}

/** The same texts for what is wanted. */
export function wantedValue(name: DnsRoundRobin): string[] {
  return recordsValue(byFamily(wantedRecords(name)));
}

/** Whether two are the same texts. */
export function sameValue(one: Value | undefined, other: readonly string[]): boolean {
  return Array.isArray(one) && one.join("\n") === other.join("\n");
}
