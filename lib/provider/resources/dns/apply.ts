import { type AddressRecords, byFamily, type FoundRecords, isAlias, ownAddresses, proveWritten, sameRecords, writeAddresses } from "../../../dns";
import { type Finding, ok, failed, type Result } from "../../../diagnostics";
import { compareIpAddresses, parseDomainName } from "../../../net";
import { type DnsRoundRobin } from "../../../model";
import { type ApplyRequest, type Call, type ObjectValue, type Outcome, type Value } from "../../server";
import { isTakenOver } from "../claims";
import { type LvsContext } from "../lvs-context";
import { declaredName, diagnosticsOf, nameOfState } from "./declared";
import { hasOtherAddresses, othersElsewhere, otherThanPlanned } from "./findings";
import { keysOf } from "./keys";
import { knownSets, recordsValue, sameValue, setsOf, wantedRecords } from "./records-value";
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
  const nameBefore = prior === null ? place.name : canonical(prior["name"]);
  const isRenamed = nameBefore !== place.name;
  const found = await bringThere(declared, place, prior === null || isRenamed ? undefined : { state: prior, isElsewhere: !isSameServer(prior, planned) });
  if (!found.ok) return undone(found.findings);
  const after = byFamily(wantedRecords(declared));
  const state = { ...planned, records: recordsValue(after) };
  // It was written, whatever could be read of it: what the state doesn't know nobody would take out again.
  if (found.value.unproved.length > 0) return { state: prior ?? state, diagnostics: diagnosticsOf(found.value.unproved) };
  const before = setsOf(found.value.before);
  // What another resource of this run is to have stays there.
  if (prior !== null && isRenamed && !(await isTakenOver(keysOf(prior)))) {
    const former = await formerOf(prior, planned, call);
    const gone = former.ok ? await takeOut(former.value.declared, former.value.place, prior["records"] ?? null) : former;
    if (!gone.ok) return undone(gone.findings);
    before.push(...setsOf(gone.value));
  }
  const known = [...before, ...(prior === null ? [] : knownSets(prior))];
  const taken = isRenamed ? known : known.filter((set) => loses(set, after));
  const longest = isRenamed ? "" : knownUntil(privateState, known, declared);
  const interrupted = await forget(place.name, withdrawalOf(declared, taken, privateState), call);
  if (interrupted === undefined) return { state, diagnostics: [], privateState: longest };
  return { state: prior === null ? state : { ...prior, records: isRenamed ? (prior["records"] ?? null) : state.records }, diagnostics: diagnosticsOf([interrupted]), privateState: isRenamed ? privateState : longest };
}

interface Declared {
  readonly declared: DnsRoundRobin;
  readonly place: NamePlace;
}

/** Where the name of before stands. What only the new declaration says well is taken from there: the key, if the server is the same, may be another one by now. */
async function formerOf(prior: ObjectValue, planned: ObjectValue, call: Call<LvsContext>): Promise<Result<Declared>> {
  const declared = nameOfState({ ...prior, ...(isSameServer(prior, planned) ? { server: planned["server"] ?? null } : {}) });
  if (!declared.ok) return declared;
  const place = await placeOf(declared.value, call);
  return place.ok ? ok({ declared: declared.value, place: place.value }) : place;
}

function isSameServer(prior: ObjectValue, planned: ObjectValue): boolean {
  const [before, after] = [prior, planned].map(({ server }) => keysOf({ name: "any", server: server ?? null }).join());
  return before === after;
}

function canonical(name: Value | undefined): string {
  return typeof name === "string" ? (parseDomainName(name) ?? name) : "";
}

interface Before {
  readonly state: ObjectValue;
  /** At another server. */
  readonly isElsewhere: boolean;
}

interface Brought {
  readonly before: FoundRecords;
  /** Why it is not known whether what was written stands there. */
  readonly unproved: readonly Finding[];
}

async function bringThere(declared: DnsRoundRobin, place: NamePlace, prior: Before | undefined): Promise<Result<Brought>> {
  const { server, name } = place;
  const zone = await zoneOf(declared, place);
  if (!zone.ok) return zone;
  const found = await ownAddresses(server, zone.value, name);
  if (!found.ok) return found;
  if (found.value.alias === true) return failed(isAlias(server.endpoint, name));
  const change = { name, before: found.value, after: wantedRecords(declared) };
  if (sameRecords(found.value, byFamily(change.after))) return ok({ before: found.value, unproved: [] });
  const problem = notOurs(name, recordsValue(found.value), prior);
  if (problem !== undefined) return failed(problem);
  const written = await writeAddresses(server, zone.value, [change]);
  if (!written.ok) return written;
  const proof = await proveWritten(server, zone.value, change);
  return ok({ before: found.value, unproved: proof.ok ? [] : proof.findings });
}

/** Where nothing is, nobody loses anything. */
function notOurs(name: string, texts: readonly string[], prior: Before | undefined): Finding | undefined {
  if (texts.length === 0) return undefined;
  if (prior === undefined) return hasOtherAddresses(name, texts);
  if (sameValue(prior.state["records"], texts)) return undefined;
  return prior.isElsewhere ? othersElsewhere(name, texts) : otherThanPlanned(name, texts);
}

/** Whether an address of the set is no longer there. */
function loses({ addresses }: AddressRecords, after: FoundRecords): boolean {
  const kept = setsOf(after).flatMap((set) => set.addresses);
  return addresses.some((address) => !kept.some((other) => compareIpAddresses(address, other) === 0));
}
