import { isDeepStrictEqual } from "node:util";
import { type Finding, type Result, renderFinding, renderPlace, within } from "../diagnostics";
import { DEFAULT_TTL_SECONDS, type DnsRoundRobin, IMPACT_CLASSES, type ImpactClass, parseDnsRoundRobin, withdrawalSeconds } from "../model";
import { formatIpAddress, parseIpAddress } from "../net";
import { NOT_YET_KNOWN, type ObjectValue, type Value, inputOf, strangersIn } from "./attributes";
import { nameChangeDigest, valueDigest } from "../compile";
import { operationsOf, unknownPlaces } from "./certificate";
import { createdAnew, plannedUnreadable } from "./findings";
import { type PlannedResource } from "./plan-file";
import { saidFinding } from "./said";
import { hiddenIn, masked } from "./sensitive";
import { type Blame, type Certificate, type NamePreview } from "./value";

/** What a plan does to the addresses of one name. The key that updates are signed with is in it by its name alone, and isn't shown. */
export function namePreview(stack: string, resource: PlannedResource): NamePreview {
  const { address, action, before, after, lastApplied, sensitive } = resource;
  const visible = { before: visibleOf(before, sensitive.before), after: visibleOf(after, sensitive.after) };
  const shown = visible.after ?? visible.before ?? {};
  const declared = { before: declaredIn(before), after: declaredIn(after) };
  const records = { before: recordsOf(visible.before), after: action === "forget" ? recordsOf(visible.before) : after === null ? [] : recordsOf(visible.after) };
  const past = lastApplied === undefined ? null : recordsOf(visibleOf(lastApplied, sensitive.before));
  const problems = declared.after?.ok === false ? declared.after.findings : [];
  return {
    ...{ stack, address, action },
    name: textOf(shown["name"]) ?? address,
    changes: action !== "none" && action !== "read",
    ...outcomeOf(resource, { isBlind: problems.length > 0, isShown: records.before !== null && (records.after !== null || visible.after?.["records"] === NOT_YET_KNOWN) }),
    server: serverOf(shown),
    former: formerOf(visible),
    ...records,
    lastApplied: past,
    waitSeconds: waitOf(resource, visible),
    findings: [...adoptionOf(stack, resource), ...(declared.after?.findings ?? []).map((finding) => within([stack, address], finding))].map((finding) => saidFinding(finding, hiddenValues(after, sensitive.after))),
    certificate: certificateOf(stack, resource, declared),
  };
}

/** A name that the same plan deletes under another address. */
function adoptionOf(stack: string, { address, adopts }: PlannedResource): Finding[] {
  return adopts === undefined ? [] : [createdAnew([stack, address], [adopts.stack, adopts.address])];
}

type Declared = Result<DnsRoundRobin> | undefined;

function declaredIn(value: ObjectValue | null): Declared {
  return value === null ? undefined : parseDnsRoundRobin(inputOf("lvs_dns_round_robin", value));
}

type Outcome = Pick<NamePreview, "class" | "reason">;

const HITLESS: Outcome = { class: "hitless", reason: null };

function drops(reason: string): Outcome {
  return { class: "drops", reason };
}

/** What becomes of those who ask for the name as before. By what is there, also where it isn't shown. */
function outcomeOf({ action, before, after, createdAs }: PlannedResource, { isBlind, isShown }: { readonly isBlind: boolean; readonly isShown: boolean }): Outcome {
  if (["none", "read", "forget", "create"].includes(action)) return HITLESS;
  if (isBlind) return drops("what is planned can't be understood, so the worst is assumed");
  const had = recordsOf(before ?? undefined);
  if (had !== null && had.length === 0) return HITLESS;
  if (after === null) return drops(`the name is deleted: who asks for it gets no address any more, and can't connect${createdAs === undefined ? "" : `, unless the create of ${createdAs} comes first`}`);
  if (isRenamed({ before, after })) return drops("the name of before is taken out: who still asks for it gets no address any more, and can't connect");
  if (action === "delete-then-create") return drops("the name is taken out before it is written again: who asks for it meanwhile gets no address");
  if (recordsOf(after)?.length === 0) return drops("no address is left: who asks for the name can't connect any more");
  return byAddresses(answersOf(before ?? {}), answersOf(after), { isShown });
}

/** The addresses of a name as far as they are known, in one spelling. */
interface Answers {
  readonly known: ReadonlySet<string>;
  readonly isWhole: boolean;
}

function answersOf(value: ObjectValue): Answers {
  const declared: Value = value["addresses"] ?? null;
  const records = recordsOf(value)?.map(addressIn);
  const texts = records ?? (Array.isArray(declared) ? declared.filter((address: Value) => typeof address === "string") : []);
  const isWhole = records !== undefined || (Array.isArray(declared) && texts.length === declared.length);
  return { known: new Set(texts.map(spelled)), isWhole };
}

/** Two texts of one address alike. */
export function spelled(text: string): string {
  const address = parseIpAddress(text);
  return address === undefined ? text : formatIpAddress(address);
}

/** A family that has no address any more has clients who can't use the other one; what isn't known yet counts for the worst that it may be. */
function byAddresses(was: Answers, is: Answers, { isShown }: { readonly isShown: boolean }): Outcome {
  const open = is.isWhole ? "" : "its addresses aren't known yet; at worst, ";
  const lost = FAMILIES.find((family) => [...was.known].some(family.has) && ![...is.known].some(family.has));
  if (lost !== undefined) return drops(`${open}${isShown ? lost.loss : "no address of one family (IPv4 or IPv6) is left: who can't use the other one gets no address any more, and can't connect"}`);
  if (is.isWhole && is.known.size === was.known.size && [...is.known].every((address) => was.known.has(address))) return HITLESS;
  return { class: "new-connections", reason: `${open}new clients are told other addresses; connections that stand go on, and who knows a former address goes there until resolvers forget it` };
}

/** A family of addresses, as resolvers are asked for it. */
export const FAMILIES = [
  { called: "IPv4", has: (address: string): boolean => !address.includes(":"), loss: "no IPv4 address is left: who can't use IPv6 gets no address any more, and can't connect" },
  { called: "IPv6", has: (address: string): boolean => address.includes(":"), loss: "no IPv6 address is left: who can't use IPv4 gets no address any more, and can't connect" },
] as const;

/** Whether nobody who asks as before gets any address, as far as that is shown; else it is a family that goes, or nobody knows. */
export function goes({ class: one, action, former, name, after }: NamePreview): boolean {
  if (one !== "drops") return false;
  return action === "delete" || action === "delete-then-create" || after?.length === 0 || (former !== null && plainName(former.name) !== plainName(name));
}

/** How many names change: those that go, and the others by class. */
export interface NameCounts {
  readonly going: number;
  readonly others: Readonly<Record<ImpactClass, number>>;
}

export function countNames(stacks: readonly { readonly names: readonly NamePreview[] }[]): NameCounts {
  const changing = stacks.flatMap(({ names }) => names.filter(({ changes }) => changes));
  const others = changing.filter((name) => !goes(name));
  const counts = IMPACT_CLASSES.map((one): [ImpactClass, number] => [one, others.filter((name) => name.class === one).length]);
  return { going: changing.length - others.length, others: Object.fromEntries(counts) as Record<ImpactClass, number> };
}

/** By letters alone: in DNS their case doesn't count, nor does the dot at the end. */
function isRenamed({ before, after }: Pick<PlannedResource, "before" | "after">): boolean {
  const [was, is] = [before, after].map((value) => plainName(textOf(value?.["name"])));
  return before !== null && after !== null && was !== is;
}

function plainName(name: string | undefined): string | undefined {
  return name?.toLowerCase().replace(/\.$/, "");
}

function formerOf({ before, after }: { readonly before: ObjectValue | undefined; readonly after: ObjectValue | undefined }): NamePreview["former"] {
  if (before === undefined || after === undefined) return null;
  const [was, is] = [before, after].map((side) => ({ name: textOf(side["name"]) ?? "(not shown)", server: serverOf(side) }));
  return was === undefined || isDeepStrictEqual(was, is) ? null : was;
}

/** Without what is sensitive; then without the records, too, if they follow from it. */
function visibleOf(value: ObjectValue | null, marks: unknown): ObjectValue | undefined {
  if (value === null) return undefined;
  const { value: visible } = masked(value, marks);
  const follows = ["addresses", "ttl_seconds"].every((name) => isDeepStrictEqual(visible[name], value[name]));
  return follows ? visible : { ...visible, records: null };
}

function hiddenValues(value: ObjectValue | null, marks: unknown): ReturnType<typeof hiddenIn> {
  if (value === null) return [];
  const visible = masked(value, marks).value;
  return hiddenIn(inputOf("lvs_dns_round_robin", value), inputOf("lvs_dns_round_robin", visible));
}

/** `null` where they aren't known yet, or not shown. */
function recordsOf(value: ObjectValue | undefined): string[] | null {
  if (value === undefined) return [];
  const records: Value = value["records"] ?? null;
  if (!Array.isArray(records)) return null;
  const texts = records.filter((record: Value) => typeof record === "string");
  return texts.length === records.length ? texts : null;
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function serverOf(shown: ObjectValue): string {
  const server = (shown["server"] ?? null) as ObjectValue | null;
  const [host, port] = [textOf(server?.["host"]), server?.["port"]];
  return `${host ?? "(not shown)"}${typeof port === "number" ? ` port ${port}` : ""}`;
}

/**
 * As the provider does: addresses that go are waited for as long as resolvers may keep them; a value that is left out from now on counts no more. `null` also where it hangs on something that
 * isn't shown.
 */
function waitOf({ action, before, after }: PlannedResource, visible: { readonly before: ObjectValue | undefined; readonly after: ObjectValue | undefined }): number | null {
  if (action === "forget" || action === "create-then-forget") return null;
  const records = { before: recordsOf(visible.before), after: recordsOf(visible.after) };
  if (after !== null && records.after === null) return null;
  const gone = (records.before ?? []).filter((record) => !(records.after ?? []).some((other) => addressIn(other) === addressIn(record)));
  const taken = isRenamed({ before, after }) || action === "delete-then-create" ? (records.before ?? []) : gone;
  if (taken.length === 0) return null;
  const { withdraw_seconds: wanted = null, ttl_seconds: ttl = null } = visible.after ?? visible.before ?? {};
  if (wanted === NOT_YET_KNOWN || ttl === NOT_YET_KNOWN) return null;
  const name = { ttlSeconds: typeof ttl === "number" ? ttl : DEFAULT_TTL_SECONDS, withdrawSeconds: typeof wanted === "number" ? wanted : undefined };
  return withdrawalSeconds(name, taken.map((record) => Number(record.split(" ")[0])));
}

/** `203.0.113.10` of `60 A 203.0.113.10`. */
export function addressIn(record: string): string {
  return record.split(" ").slice(2).join(" ");
}

function certificateOf(stack: string, resource: PlannedResource, declared: { readonly before: Declared; readonly after: Declared }): Certificate {
  const { address, action, before, after, provider } = resource;
  const strangers = after === null ? [] : strangersIn("lvs_dns_round_robin", after);
  const next = declared.after?.ok === true ? declared.after.value : undefined;
  const problems = declared.after?.ok === false ? declared.after.findings : [];
  const unknown = unknownPlaces(next).map((place): Blame => ({ stack, address, place: renderPlace(place), why: "not known yet" }));
  const wrong = [...problems.map(({ code }) => code), ...strangers].map((what): Blame => ({ stack, address, why: renderFinding(plannedUnreadable([stack, address], what)) }));
  const blame = [...unknown, ...wrong];
  if (blame.length > 0) return { certified: false, blame };
  // What a state of another version says counts as it stands there.
  const there = { declared: declared.before?.ok === true ? declared.before.value : before, records: before?.["records"] ?? null };
  const digest = valueDigest([stack, address, action, there, next ?? null, provider ?? null]);
  const operations = operationsOf(action, { was: before === null ? null : there, is: next ?? null });
  return { certified: true, digest, changes: operations.flatMap(([was, is]) => nameChangeDigest(was, is) ?? []) };
}
