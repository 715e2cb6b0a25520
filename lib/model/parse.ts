import { type z } from "zod";
import { type Finding, type Place, type Result, ok, renderPlace } from "../diagnostics";
import { isUnknown } from "./unknown";

/** Input as it comes: a tree of plain values in which any leaf may be unknown, and `null` means "left out" (Terraform's way). */
export type RawInput = unknown;

/** Structure and scalars of what a schema describes, every finding at once. @param what names the whole, as in "a cluster" */
export function parseBy<Schema extends z.ZodType>(schema: Schema, raw: RawInput, what: string): Result<z.output<Schema>> {
  const input = hasGaps(raw) ? withoutNulls(raw) : raw;
  const parsed = schema.safeParse(input);
  return parsed.success ? ok(parsed.data) : { ok: false, findings: parsed.error.issues.flatMap((issue) => issueFindings(issue, input, what)) };
}

/** The input's member at a place. */
export function valueAt(input: unknown, place: Place): unknown {
  return place.reduce<unknown>((value, step) => (typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined), input);
}

/** Whether there is anything to leave out. Asked first, and without a list of the members: large models have nothing. */
function hasGaps(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const members = value as Readonly<Record<string, unknown>>;
  for (const name in members) if (members[name] === null || members[name] === undefined || hasGaps(members[name])) return true;
  return false;
}

/** Parts that have none are not copied. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  let changed = false;
  for (const entry of entries) {
    const member: unknown = entry[1];
    entry[1] = withoutNulls(member);
    changed ||= entry[1] !== member || member === null || member === undefined;
  }
  return changed ? Object.fromEntries(entries.filter(([, member]) => member !== null && member !== undefined)) : value;
}

function issueFindings(issue: z.core.$ZodIssue, input: unknown, what: string): Finding[] {
  const place = issue.path.filter((step) => typeof step !== "symbol");
  const value = valueAt(input, place);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey([...place, key]));
  if (value === undefined) return [missing(place, what)];
  if (issue.code === "custom") return [unacceptable(place, value, issue)];
  return [wrongStructure(place, value, issue.message)];
}

function missing(place: Place, what: string): Finding {
  return { code: "LVS001", severity: "error", place, summary: `${renderPlace(place) || what} is required`, remedy: "Add it; it has no default" };
}

function wrongStructure(place: Place, value: unknown, message: string): Finding {
  if (isUnknown(value)) {
    const summary = "this is not known before apply, but its members have to be: only single values may come later";
    return { code: "LVS002", severity: "error", place, summary, remedy: "Write its members out, and use what is known at apply for the values inside" };
  }
  return { code: "LVS002", severity: "error", place, value, summary: `this has the wrong structure: ${message}`, remedy: "See the reference for its shape" };
}

function unknownKey(place: Place): Finding {
  const summary = `nothing is called ${JSON.stringify(String(place.at(-1)))} here`;
  return { code: "LVS003", severity: "error", place, summary, remedy: "Check the spelling, or leave it out" };
}

function unacceptable(place: Place, value: unknown, issue: z.core.$ZodIssue & { code: "custom" }): Finding {
  const { code, remedy } = issue.params as { code: string; remedy: string };
  return { code, severity: "error", place, value, summary: issue.message, remedy };
}
