import { type AddressRecords, byFamily, type FoundRecords, isAlias, ownAddresses, sameRecords, writeAndProve } from "../../../dns";
import { type Finding, ok, failed, type Result } from "../../../diagnostics";
import { compareIpAddresses } from "../../../net";
import { type DnsRoundRobin } from "../../../model";
import { type ApplyRequest, type Call, type ObjectValue, type Outcome } from "../../server";
import { isTakenOver } from "../claims";
import { type LvsContext } from "../lvs-context";
import { declaredName, diagnosticsOf } from "./declared";
import { hasOtherAddresses, otherThanPlanned } from "./findings";
import { keysOf } from "./keys";
import { recordsValue, sameValue, wantedRecords } from "./records-value";
import { type NamePlace, placeOf, zoneOf } from "./server-of";
import { takeOut } from "./take-out";
import { forget, knownUntil, withdrawalOf } from "./withdrawal";

/**
 * Create, update and repair. Written is only over what the plan was made for: nothing, or what the state has. Addresses that were taken out are waited for: what
 * depends on this resource, or is deleted after it, may then end. As long as that is not over, the state keeps the inputs of before, so that the next run waits, too.
 */
export async function applyName({ prior, planned, privateState }: ApplyRequest, call: Call<LvsContext>): Promise<Outcome> {
  const undone = (findings: readonly Finding[]): Outcome => ({ state: prior, diagnostics: diagnosticsOf(findings) });
  // Not what is written: Terraform plans with values of before where it is told to ignore changes.
  const read = declaredName(planned);
  if (!read.ok) return undone(read.findings);
  const declared = read.value;
  const said = await placeOf(declared, call);
  if (!said.ok) return undone(said.findings);
  const place = said.value;
  const former = prior === null ? undefined : await formerOf(prior, call);
  if (former?.ok === false) return undone(former.findings);
  const isRenamed = former !== undefined && former.value.place.name !== place.name;
  const found = await bringThere(declared, place, prior === null || isRenamed ? undefined : prior);
  if (!found.ok) return undone(found.findings);
  const after = byFamily(wantedRecords(declared));
  const state = { ...planned, records: recordsValue(after) };
  // What another resource of this run is to have stays there.
  if (prior !== null && isRenamed && !(await isTakenOver(keysOf(prior)))) {
    const gone = await takeOut(former.value.declared, former.value.place, prior?.["records"] ?? null);
    if (!gone.ok) return undone(gone.findings);
  }
  const known = former === undefined ? [] : sets(byFamily(wantedRecords(former.value.declared)));
  const taken = isRenamed ? known : [...sets(found.value), ...known].filter((set) => loses(set, after));
  const longest = isRenamed ? "" : knownUntil(privateState, [...sets(found.value), ...known], declared);
  const interrupted = await forget(place.name, withdrawalOf(declared, taken, privateState), call);
  if (interrupted === undefined) return { state, diagnostics: [], privateState: longest };
  return { state: prior === null ? state : { ...prior, records: isRenamed ? (prior["records"] ?? null) : state.records }, diagnostics: diagnosticsOf([interrupted]), privateState: isRenamed ? privateState : longest };
}

interface Declared {
  readonly declared: DnsRoundRobin;
  readonly place: NamePlace;
}

async function formerOf(prior: ObjectValue, call: Call<LvsContext>): Promise<Result<Declared>> {
  const declared = declaredName(prior);
  if (!declared.ok) return declared;
  const place = await placeOf(declared.value, call);
  return place.ok ? ok({ declared: declared.value, place: place.value }) : place;
}

/** @returns what was there before */
async function bringThere(declared: DnsRoundRobin, place: NamePlace, prior: ObjectValue | undefined): Promise<Result<FoundRecords>> {
  const { server, name } = place;
  const zone = await zoneOf(declared, place);
  if (!zone.ok) return zone;
  const found = await ownAddresses(server, zone.value, name);
  if (!found.ok) return found;
  if (found.value.alias === true) return failed(isAlias(server.endpoint, name));
  const after = wantedRecords(declared);
  if (sameRecords(found.value, byFamily(after))) return found;
  const problem = notOurs(name, recordsValue(found.value), prior);
  if (problem !== undefined) return failed(problem);
  const written = await writeAndProve(server, zone.value, { name, before: found.value, after });
  return written.ok ? found : written;
}

/** Where nothing is, nobody loses anything. */
function notOurs(name: string, texts: readonly string[], prior: ObjectValue | undefined): Finding | undefined {
  if (texts.length === 0) return undefined;
  if (prior === undefined) return hasOtherAddresses(name, texts);
  return sameValue(prior["records"], texts) ? undefined : otherThanPlanned(name, texts);
}

function sets(records: FoundRecords): AddressRecords[] {
  return [records[4], records[6]].filter((set) => set !== undefined);
}

/** Whether an address of the set is no longer there. */
function loses({ addresses }: AddressRecords, after: FoundRecords): boolean {
  const kept = sets(after).flatMap((set) => set.addresses);
  return addresses.some((address) => !kept.some((other) => compareIpAddresses(address, other) === 0));
}
