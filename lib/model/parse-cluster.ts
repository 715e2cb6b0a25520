import { type z } from "zod";
import { type Finding, type Place, type Result, ok, renderPlace } from "../diagnostics";
import { type Cluster, clusterSchema } from "./cluster";
import { NAME_FORM, isName } from "./leaves";
import { isUnknown } from "./unknown";

/** Input as it comes: a tree of plain values in which any leaf may be unknown, and `null` means "left out" (Terraform's way). */
export type RawCluster = unknown;

/** Structure, scalars, names of collections; every finding at once. Cross-checks are {@link import("./checks").checkCluster}. */
export function parseCluster(raw: RawCluster): Result<Cluster> {
  const input = withoutNulls(raw);
  const parsed = clusterSchema.safeParse(input);
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => issueFindings(issue, input));
  const findings = [...issues, ...badNames(input)];
  return parsed.success && findings.length === 0 ? ok(parsed.data) : { ok: false, findings };
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

function issueFindings(issue: z.core.$ZodIssue, input: unknown): Finding[] {
  const place = issue.path.filter((step) => typeof step !== "symbol");
  const value = valueAt(input, place);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey([...place, key]));
  if (value === undefined) return [missing(place)];
  if (issue.code === "custom") return [unacceptable(place, value, issue)];
  return [wrongStructure(place, value, issue.message)];
}

function valueAt(input: unknown, place: Place): unknown {
  return place.reduce<unknown>((value, step) => (typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined), input);
}

function missing(place: Place): Finding {
  return { code: "LVS001", severity: "error", place, summary: `${renderPlace(place) || "a cluster"} is required`, remedy: "Add it; it has no default" };
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

/** Read from the input, so that a bad name is found beside whatever else is wrong. */
function badNames(input: unknown): Finding[] {
  const pools = membersOf(valueAt(input, ["pools"]));
  const collections = [["routers"], ["vips"], ["pools"], ["virtualServers"], ...pools.map((pool) => ["pools", pool, "servers"])];
  return collections.flatMap((place) =>
    membersOf(valueAt(input, place))
      .filter((key) => !isName(key))
      .map((key) => badName([...place, key])),
  );
}

function membersOf(value: unknown): string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function badName(place: Place): Finding {
  return {
    code: "LVS010",
    severity: "error",
    place,
    value: place.at(-1),
    summary: `must be ${NAME_FORM}`,
    remedy: "Rename it: names become file names, unit names and identifiers in keepalived.conf",
  };
}
