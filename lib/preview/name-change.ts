import { isDeepStrictEqual } from "node:util";
import { type Finding, renderFinding, renderPlace, within } from "../diagnostics";
import { type DnsRoundRobin, parseDnsRoundRobin } from "../model";
import { type ObjectValue, type Value, inputOf, strangersIn } from "./attributes";
import { sha256, unknownPlaces } from "./certificate";
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
  const read = after === null ? undefined : parseDnsRoundRobin(inputOf("lvs_dns_round_robin", after));
  const declared = read?.ok === true ? read.value : undefined;
  const records = { before: recordsOf(visible.before), after: after === null ? [] : recordsOf(visible.after) };
  const past = lastApplied === undefined ? null : recordsOf(visibleOf(lastApplied, sensitive.before));
  return {
    ...{ stack, address, action },
    name: textOf(shown["name"]) ?? address,
    changes: action !== "none" && action !== "read" && action !== "forget",
    server: serverOf(shown),
    ...records,
    lastApplied: past,
    waitSeconds: waitOf(resource, declared, records),
    findings: (read?.findings ?? []).map((finding) => saidFinding(within([stack, address], finding), hiddenValues(after, sensitive.after))),
    certificate: certificateOf(stack, resource, { declared, problems: read?.ok === false ? read.findings : [] }),
  };
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

/** As the provider does: addresses that go are waited for as long as resolvers may keep them. */
function waitOf({ before, after }: PlannedResource, declared: DnsRoundRobin | undefined, records: { readonly before: readonly string[] | null; readonly after: readonly string[] | null }): number | null {
  const gone = (records.before ?? []).filter((record) => !(records.after ?? []).some((other) => addressIn(other) === addressIn(record)));
  const renamed = after !== null && before !== null && textOf(before["name"]) !== textOf(after["name"]);
  const taken = renamed ? (records.before ?? []) : gone;
  if (taken.length === 0 || (after !== null && records.after === null)) return null;
  const wanted = declared?.withdrawSeconds ?? before?.["withdraw_seconds"];
  return typeof wanted === "number" ? wanted : Math.max(...taken.map((record) => Number(record.split(" ")[0])));
}

function addressIn(record: string): string {
  return record.split(" ").slice(1).join(" ");
}

function certificateOf(stack: string, { address, action, after }: PlannedResource, { declared, problems }: { readonly declared: DnsRoundRobin | undefined; readonly problems: readonly Finding[] }): Certificate {
  const strangers = after === null ? [] : strangersIn("lvs_dns_round_robin", after);
  const unknown = unknownPlaces(declared).map((place): Blame => ({ stack, address, place: renderPlace(place), why: "not known yet" }));
  const wrong = [...problems.map(({ code }) => code), ...strangers].map((what): Blame => ({ stack, address, why: renderFinding(plannedUnreadable([stack, address], what)) }));
  const blame = [...unknown, ...wrong];
  return blame.length > 0 ? { certified: false, blame } : { certified: true, digest: sha256([stack, address, action, declared ?? null]) };
}
