import { type AddressRecords, byFamily, type FoundRecords, isAlias, ownAddresses, proveWritten, sameRecords, writeAddresses } from "../../../dns";
import { type Finding, ok, failed, type Result } from "../../../diagnostics";
import { compareIpAddresses } from "../../../net";
import { type DnsRoundRobin } from "../../../model";
import { type ApplyRequest, type Call, type ObjectValue, type Outcome } from "../../server";
import { isTakenOver } from "../claims";
import { type LvsContext } from "../lvs-context";
import { begunAs, begunForNothing, departingFrom, takeOutBegun, withBegun } from "./begun";
import { declaredName, diagnosticsOf } from "./declared";
import { hasOtherAddresses, othersElsewhere, otherThanPlanned } from "./findings";
import { canonical, isSameServer, takeOutFormer } from "./former";
import { type Kept, keptIn, keptText } from "./kept";
import { nameKeys } from "./keys";
import { knownSets, recordsValue, sameAddresses, sameValue, setsOf, wantedRecords } from "./records-value";
import { type NamePlace, placeOf, zoneOf } from "./server-of";
import { forget, knownUntil, withdrawalOf } from "./withdrawal";

/**
 * Create, update and repair. Written is only over what the plan was made for: nothing, or what the state has. Addresses that were taken out are waited for: what
 * depends on this resource, or is deleted after it, may then end. As long as that is not over, the state keeps the inputs of before, so that the next run waits, too.
 */
export function applyName(request: ApplyRequest, call: Call<LvsContext>): Promise<Outcome> {
  const work = applied(request, call);
  departingFrom(request.privateState, work);
  return work;
}

async function applied({ prior, planned, privateState }: ApplyRequest, call: Call<LvsContext>): Promise<Outcome> {
  const undone = (findings: readonly Finding[]): Outcome => ({ state: prior, diagnostics: diagnosticsOf(findings) });
  // Not what is written: Terraform plans with values of before where it is told to ignore changes.
  const read = declaredName(planned);
  if (!read.ok) return undone(read.findings);
  const declared = read.value;
  const said = await placeOf(declared, call);
  if (!said.ok) return undone(said.findings);
  const place = said.value;
  const kept = keptIn(privateState);
  const found = await bringThere(declared, place, knownOf({ prior, planned, kept }));
  if (!found.ok) return undone(found.findings);
  const state = { ...planned, records: recordsValue(byFamily(wantedRecords(declared))) };
  if (prior === null && found.value.became === "unknown") return undone(found.value.unproved);
  // It was written, whatever could be read of it: what the state doesn't know nobody would take out again. The next look shows what is otherwise.
  if (prior === null) return { state, diagnostics: diagnosticsOf(found.value.unproved.map((finding) => ({ ...finding, severity: "warning" }))) };
  return updated({ prior, state, declared, kept }, found.value, call);
}

/** An update whose own name is written. */
interface Update {
  readonly prior: ObjectValue;
  readonly state: ObjectValue;
  readonly declared: DnsRoundRobin;
  readonly kept: Kept;
}

/** What follows of an update: what is no longer the resource's goes, and resolvers forget it. */
async function updated({ prior, state, declared, kept }: Update, { before, unproved, became }: Brought, call: Call<LvsContext>): Promise<Outcome> {
  const isRenamed = canonical(prior["name"]) !== canonical(state["name"]);
  const begun = isRenamed && became !== "there already" ? withBegun(kept.begun, state) : kept.begun;
  const known = [...setsOf(before), ...knownSets(prior)];
  const longest = isRenamed ? kept.knownUntil : knownUntil(kept, known, declared);
  const unended = (findings: readonly Finding[], records = isRenamed ? (prior["records"] ?? null) : (state["records"] ?? null)): Outcome => ({ state: { ...prior, records }, diagnostics: diagnosticsOf(findings), privateState: keptText({ knownUntil: longest, begun }) });
  if (unproved.length > 0) return unended(unproved, prior["records"] ?? null);
  const former = isRenamed ? await takeOutPrior(prior, state, call) : ok([]);
  if (!former.ok) return unended(former.findings);
  const others = await takeOutBegun(begunForNothing(begun, state, prior), state, call);
  if (!others.ok) return unended(others.findings);
  const after = byFamily(wantedRecords(declared));
  const taken = [...(isRenamed ? known : known.filter((set) => loses(set, after))), ...former.value, ...others.value];
  const interrupted = await forget(canonical(state["name"]), withdrawalOf(declared, taken, kept), call);
  if (interrupted !== undefined) return unended([...others.findings, interrupted]);
  return { state, diagnostics: diagnosticsOf(others.findings), privateState: keptText({ knownUntil: isRenamed ? 0 : longest, begun: [] }) };
}

/** What another resource of this run is to have stays there. */
async function takeOutPrior(prior: ObjectValue, now: ObjectValue, call: Call<LvsContext>): Promise<Result<AddressRecords[]>> {
  if (await isTakenOver(nameKeys(prior))) return ok([]);
  return takeOutFormer({ state: prior, isKnown: (records) => sameValue(prior["records"], records) }, now, call);
}

/** What is known of a name before it is written. */
interface Known {
  /** Whether records are those that it may be taken with. */
  readonly isKnown: (records: readonly string[]) => boolean;
  /** What is said where they aren't. */
  readonly otherwise: typeof hasOtherAddresses;
}

function knownOf({ prior, planned, kept }: Pick<ApplyRequest, "prior" | "planned"> & { readonly kept: Kept }): Known {
  if (prior !== null && canonical(prior["name"]) === canonical(planned["name"])) return { isKnown: (records) => sameValue(prior["records"], records), otherwise: isSameServer(prior, planned) ? otherThanPlanned : othersElsewhere };
  const begun = begunAs(kept.begun, planned);
  return { isKnown: (records) => begun !== undefined && sameAddresses(begun["records"], records), otherwise: hasOtherAddresses };
}

/** Codes of a server that says that it has not made an update. */
const NOT_WRITTEN = ["LVS606", "LVS607", "LVS608", "LVS609", "LVS610", "LVS612", "LVS614"];

interface Brought {
  readonly before: FoundRecords;
  /** Of the update: `unknown` where the server may have made it, and nobody heard of that. */
  readonly became: "written" | "there already" | "unknown";
  /** Why it is not known whether what is wanted stands there. */
  readonly unproved: readonly Finding[];
}

async function bringThere(declared: DnsRoundRobin, place: NamePlace, { isKnown, otherwise }: Known): Promise<Result<Brought>> {
  const { server, name } = place;
  const zone = await zoneOf(declared, place);
  if (!zone.ok) return zone;
  const found = await ownAddresses(server, zone.value, name);
  if (!found.ok) return found;
  if (found.value.alias === true) return failed(isAlias(server.endpoint, name));
  const change = { name, before: found.value, after: wantedRecords(declared) };
  if (sameRecords(found.value, byFamily(change.after))) return ok({ before: found.value, became: "there already", unproved: [] });
  const texts = recordsValue(found.value);
  // Where nothing is, nobody loses anything.
  if (texts.length > 0 && !isKnown(texts)) return failed(otherwise(name, texts));
  const written = await writeAddresses(server, zone.value, [change]);
  if (!written.ok) return written.findings.some(({ code }) => NOT_WRITTEN.includes(code)) ? written : ok({ before: found.value, became: "unknown", unproved: written.findings });
  const proof = await proveWritten(server, zone.value, change);
  return ok({ before: found.value, became: "written", unproved: proof.ok ? [] : proof.findings });
}

/** Whether an address of the set is no longer there. */
function loses({ addresses }: AddressRecords, after: FoundRecords): boolean {
  const kept = setsOf(after).flatMap((set) => set.addresses);
  return addresses.some((address) => !kept.some((other) => compareIpAddresses(address, other) === 0));
}
