import { isDeepStrictEqual } from "node:util";
import { type Result, renderFinding, renderPlace, within } from "../diagnostics";
import { type DnsRoundRobin, parseDnsRoundRobin } from "../model";
import { NOT_YET_KNOWN, type ObjectValue, type Value, inputOf, strangersIn } from "./attributes";
import { nameChangeDigest, valueDigest } from "../compile";
import { operationsOf, unknownPlaces } from "./certificate";
import { plannedUnreadable } from "./findings";
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
  const reason = lossOf(resource, { isBlind: problems.length > 0 });
  return {
    ...{ stack, address, action },
    name: textOf(shown["name"]) ?? address,
    changes: action !== "none" && action !== "read",
    ...{ class: reason === null ? "hitless" : "drops", reason },
    server: serverOf(shown),
    former: formerOf(visible),
    ...records,
    lastApplied: past,
    waitSeconds: waitOf(resource, visible),
    findings: (declared.after?.findings ?? []).map((finding) => saidFinding(within([stack, address], finding), hiddenValues(after, sensitive.after))),
    certificate: certificateOf(stack, resource, declared),
  };
}

type Declared = Result<DnsRoundRobin> | undefined;

function declaredIn(value: ObjectValue | null): Declared {
  return value === null ? undefined : parseDnsRoundRobin(inputOf("lvs_dns_round_robin", value));
}

/** Why those who ask for the name as before get no address; `null` where they do. By what is there, also where it isn't shown. */
function lossOf({ action, before, after }: PlannedResource, { isBlind }: { readonly isBlind: boolean }): string | null {
  if (["none", "read", "forget", "create"].includes(action)) return null;
  if (isBlind) return "what is planned can't be understood, so the worst is assumed";
  const had = recordsOf(before ?? undefined);
  if (had !== null && had.length === 0) return null;
  if (after === null) return "the name is deleted: who asks for it gets no address any more, and can't connect";
  if (isRenamed({ before, after })) return "the name of before is taken out: who still asks for it gets no address any more, and can't connect";
  if (action === "delete-then-create") return "the name is taken out before it is written again: who asks for it meanwhile gets no address";
  return recordsOf(after)?.length === 0 ? "no address is left: who asks for the name can't connect any more" : null;
}

/** By letters alone: in DNS their case doesn't count, nor does the dot at the end. */
function isRenamed({ before, after }: Pick<PlannedResource, "before" | "after">): boolean {
  const [was, is] = [before, after].map((value) => textOf(value?.["name"])?.toLowerCase().replace(/\.$/, ""));
  return before !== null && after !== null && was !== is;
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
  const wanted = (visible.after ?? visible.before)?.["withdraw_seconds"] ?? null;
  if (wanted === NOT_YET_KNOWN) return null;
  return typeof wanted === "number" ? wanted : Math.max(...taken.map((record) => Number(record.split(" ")[0])));
}

function addressIn(record: string): string {
  return record.split(" ").slice(1).join(" ");
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
