import { failed, type Finding, ok, type Result } from "../diagnostics";
import { compareIpAddresses, formatIpAddress, type IpAddress, isWithin } from "../net";
import { type DnsServer } from "./dns-server";
import { CHANGED_MEANWHILE, notAuthoritative, notWritten, otherTtl } from "./findings";
import { type ReadRecord, type WrittenRecord, typeOf } from "./wire";

/** The addresses that a name has. */
export interface AddressRecords {
  /** Seconds; all records of one type have the same (RFC 2181 §5.2). */
  readonly ttl: number;
  /** Sorted, none twice. */
  readonly addresses: readonly IpAddress[];
}

/** The addresses that a name has of each family, as its zone's server says. */
export interface FoundRecords {
  readonly 4?: AddressRecords;
  readonly 6?: AddressRecords;
  /** It is an alias (CNAME), and has none itself. */
  readonly alias?: true;
}

/** A name's addresses from what they were seen to be to what they are to be; without `after` the name is to have none. */
export interface AddressChange {
  /** Canonical. */
  readonly name: string;
  readonly before: FoundRecords;
  readonly after?: AddressRecords;
}

/** Octets of an update, beyond which the rest goes into another one; the most that a message may have is 65,535. */
const MESSAGE = 16_000;

const FAMILIES = [4, 6] as const;

/** The zone that a name stands in on that server: the innermost of those that it has. An alias is followed nowhere: it stands in the zone of the name above it, which can't be its own. */
export async function findZone(server: DnsServer, name: string): Promise<Result<string>> {
  const said = await server.query({ name, type: "SOA" });
  if (!said.ok) return said;
  const { answers, authorities } = said.value;
  const above = name.split(".").slice(1).join(".");
  if (above !== "" && answers.some((record) => record.type === "CNAME" && record.name === name)) return findZone(server, above);
  const authority = [...answers, ...authorities].find((record) => record.type === "SOA" && isWithin(name, record.name));
  return authority === undefined ? failed(notAuthoritative(server.endpoint, name)) : ok(authority.name);
}

/** A name's addresses, asked of the zone's own server; also those that only a wildcard gives it (RFC 4592): see {@link ownAddresses}. */
export async function readAddresses(server: DnsServer, name: string): Promise<Result<FoundRecords>> {
  const found: { 4?: AddressRecords; 6?: AddressRecords } = {};
  for (const family of FAMILIES) {
    const said = await server.query({ name, type: typeOf({ family }) });
    if (!said.ok) return said;
    if (said.value.answers.some((record) => record.type === "CNAME" && record.name === name)) return ok({ alias: true });
    const records = asSet(said.value.answers.filter((record) => record.name === name && record.type === typeOf({ family })));
    if (records !== undefined) found[family] = records;
  }
  return ok(found);
}

/** The same without what a wildcard says of any name: an update that changes nothing, but has prerequisites, tells the two apart. */
export async function ownAddresses(server: DnsServer, zone: string, name: string): Promise<Result<FoundRecords>> {
  const found = await readAddresses(server, name);
  if (!found.ok || sameRecords(found.value, {}) === (found.value.alias !== true)) return found;
  const isSo = (before: FoundRecords): Promise<Result<void>> => server.update({ zone, prerequisites: prerequisitesOf({ name, before }), changes: [] }, name);
  if (found.value.alias !== true) {
    const exact = await isSo(found.value);
    if (exact.ok || !isConflict(exact)) return exact.ok ? found : exact;
  }
  const nothing = await isSo({});
  if (nothing.ok) return ok({});
  return isConflict(nothing) ? found : nothing;
}

/**
 * Writes names of one zone. Each name changes as a whole, and only if it still is what it was seen to be; those that go into one message change together or not at
 * all. An update whose answer was lost is not taken for somebody else's doing.
 */
export async function writeAddresses(server: DnsServer, zone: string, changes: readonly AddressChange[]): Promise<Result<void>> {
  for (const batch of batches(changes)) {
    const written = await server.update({ zone, ...updateOf(batch) }, namesOf(batch));
    if (!written.ok && !(await areThere(server.uninterrupted(), zone, batch))) return written;
  }
  return ok(undefined);
}

/** The same for one name, which is then read again. */
export async function writeAndProve(server: DnsServer, zone: string, change: AddressChange): Promise<Result<void>> {
  const written = await writeAddresses(server, zone, [change]);
  return written.ok ? proveWritten(server, zone, change) : written;
}

/** Reads a name that was written. */
export async function proveWritten(server: DnsServer, zone: string, change: AddressChange): Promise<Result<void>> {
  // What was written is true, whatever the person does meanwhile.
  const asked = server.uninterrupted();
  const found = change.after === undefined ? await ownAddresses(asked, zone, change.name) : await readAddresses(asked, change.name);
  if (!found.ok) return found;
  return sameRecords(found.value, wanted(change)) ? ok(undefined) : failed(whatElse(server, change, found.value));
}

function whatElse({ endpoint }: DnsServer, change: AddressChange, found: FoundRecords): Finding {
  const { after, name } = change;
  const ttl = found[4]?.ttl ?? found[6]?.ttl;
  const atThatTtl = after === undefined || ttl === undefined ? undefined : byFamily({ ...after, ttl });
  return atThatTtl !== undefined && sameRecords(found, atThatTtl) ? otherTtl(endpoint, { name, wanted: after?.ttl ?? 0, found: ttl ?? 0 }) : notWritten(endpoint, name);
}

function isConflict({ findings }: Result<unknown>): boolean {
  return findings.some(({ code }) => code === CHANGED_MEANWHILE);
}

/** What a name is to have, by family. */
export function byFamily({ ttl, addresses }: AddressRecords): FoundRecords {
  return Object.fromEntries(FAMILIES.map((family) => [family, addresses.filter((address) => address.family === family)] as const).flatMap(([family, of]) => (of.length === 0 ? [] : [[family, { ttl, addresses: sorted(of) }]])));
}

export function sameRecords(one: FoundRecords, other: FoundRecords): boolean {
  return FAMILIES.every((family) => textOf(one[family]) === textOf(other[family]));
}

function wanted({ after }: AddressChange): FoundRecords {
  return after === undefined ? {} : byFamily(after);
}

async function areThere(server: DnsServer, zone: string, batch: readonly AddressChange[]): Promise<boolean> {
  for (const change of batch) {
    const found = change.after === undefined ? await ownAddresses(server, zone, change.name) : await readAddresses(server, change.name);
    if (!found.ok || !sameRecords(found.value, wanted(change))) return false;
  }
  return true;
}

function updateOf(batch: readonly AddressChange[]): { prerequisites: WrittenRecord[]; changes: WrittenRecord[] } {
  return { prerequisites: batch.flatMap(prerequisitesOf), changes: batch.flatMap(changesOf) };
}

/** RFC 2136 §2.4.2 and §2.4.3: sets are there with exactly these records, or are not there. */
function prerequisitesOf({ name, before }: Pick<AddressChange, "name" | "before">): WrittenRecord[] {
  const sets = FAMILIES.flatMap((family): WrittenRecord[] => {
    const type = typeOf({ family });
    const set = before[family];
    return set === undefined ? [{ name, type, class: "NONE", ttl: 0 }] : set.addresses.map((address) => ({ name, type, class: "IN", ttl: 0, address }));
  });
  // A server would pass over addresses for an alias without a word (§3.4.2.2).
  return [...sets, { name, type: "CNAME", class: "NONE", ttl: 0 }];
}

/** §2.5.2 and §2.5.1: a set that is to be another is deleted and written anew, which nobody sees in between. */
function changesOf(change: AddressChange): WrittenRecord[] {
  const after = wanted(change);
  return FAMILIES.flatMap((family): WrittenRecord[] => {
    const [was, is] = [change.before[family], after[family]];
    if (textOf(was) === textOf(is)) return [];
    const type = typeOf({ family });
    const emptied: WrittenRecord[] = was === undefined ? [] : [{ name: change.name, type, class: "ANY", ttl: 0 }];
    return [...emptied, ...(is?.addresses ?? []).map((address): WrittenRecord => ({ name: change.name, type, class: "IN", ttl: is?.ttl ?? 0, address }))];
  });
}

function batches(changes: readonly AddressChange[]): AddressChange[][] {
  const result: AddressChange[][] = [];
  let room = 0;
  for (const change of changes) {
    const size = sizeOf(change);
    if (size > room || result.length === 0) {
      result.push([]);
      room = MESSAGE;
    }
    result.at(-1)?.push(change);
    room -= size;
  }
  return result;
}

/** At most. */
function sizeOf(change: AddressChange): number {
  const records = prerequisitesOf(change).length + changesOf(change).length;
  return records * (change.name.length + 2 + 10 + 16);
}

function namesOf(batch: readonly AddressChange[]): string {
  const [first, ...more] = batch;
  return more.length === 0 ? (first?.name ?? "") : `${first?.name ?? ""} and ${more.length} more`;
}

function asSet(records: readonly ReadRecord[]): AddressRecords | undefined {
  const addresses = records.flatMap(({ address }) => (address === undefined ? [] : [address]));
  const [first] = records;
  return first === undefined ? undefined : { ttl: first.ttl, addresses: sorted(addresses) };
}

function sorted(addresses: readonly IpAddress[]): IpAddress[] {
  const unique = new Map(addresses.map((address) => [formatIpAddress(address), address]));
  return [...unique.values()].sort(compareIpAddresses);
}

function textOf(records: AddressRecords | undefined): string {
  return records === undefined ? "" : `${records.ttl} ${records.addresses.map(formatIpAddress).join(" ")}`;
}
