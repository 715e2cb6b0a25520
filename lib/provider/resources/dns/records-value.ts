import { type AddressRecords, type FoundRecords, byFamily } from "../../../dns";
import { formatIpAddress, parseIpAddress } from "../../../net";
import { DEFAULT_TTL_SECONDS, type DnsRoundRobin } from "../../../model";
import { type ObjectValue, type Value } from "../../server";

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

/** What resolvers may know of a name by its state: the records that it had when it was last looked at, and those it was declared to have. */
export function knownSets({ records, addresses, ttl_seconds: ttl }: ObjectValue): AddressRecords[] {
  const texts = (value: Value | undefined): string[] => (Array.isArray(value) ? value.filter((text) => typeof text === "string") : []);
  const seen = texts(records).flatMap((text): AddressRecords[] => {
    const [seconds, , address = ""] = text.split(" ");
    const parsed = parseIpAddress(address);
    return parsed === undefined ? [] : [{ ttl: Number(seconds), addresses: [parsed] }];
  });
  const declared = texts(addresses).flatMap((text) => parseIpAddress(text) ?? []);
  return declared.length === 0 ? seen : [...seen, { ttl: typeof ttl === "number" ? ttl : DEFAULT_TTL_SECONDS, addresses: declared }];
}

/** The records of both families. */
export function setsOf(records: FoundRecords): AddressRecords[] {
  return [records[4], records[6]].filter((set) => set !== undefined);
}

/** Whether two are the same texts. */
export function sameValue(one: Value | undefined, other: readonly string[]): boolean {
  return Array.isArray(one) && one.join("\n") === other.join("\n");
}

/** The same but for the time to live. */
export function sameAddresses(one: Value | undefined, other: readonly string[]): boolean {
  const withoutTtl = (records: readonly Value[]): string[] => records.map((record) => String(record).replace(/^\d+ /, ""));
  return Array.isArray(one) && sameValue(withoutTtl(one), withoutTtl(other));
}
