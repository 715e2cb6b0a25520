/** How bad a finding is: an `error` stops the run before anything is touched, a `warning` can be silenced by its code. */
export type Severity = "error" | "warning";

/**
 * Where a finding is: steps from the outside in, e.g. `["virtualServers", "http", "port"]` in a model, a construct's path
 * at synth, or a host and a file. Rendered with dots; providers turn it into an attribute path.
 */
export type Place = readonly (string | number)[];

/** One thing that is wrong or unusual, said so that a person can act on it without reading our source. */
export interface Finding {
  /** Hand-chosen and stable for ever, `LVS` + three digits. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence with the line of reasoning; no full stop needed at its end. */
  readonly summary: string;
  readonly place: Place;
  /** The offending value, as the user wrote it; absent where there is none to show. */
  readonly value?: unknown;
  /** What to do about it, in the imperative. */
  readonly remedy: string;
  /** What the host does next, when hosts are involved ("lvs1 keeps running release 3f…"). */
  readonly hostNext?: string;
}

/** `virtualServers.http.port`, `pools.web.healthChecks[0].path`; an empty place is the cluster itself. */
export function renderPlace(place: Place): string {
  return place.map((step, index) => (typeof step === "number" ? `[${step}]` : `${index > 0 ? "." : ""}${step}`)).join("");
}

/** One finding as a person reads it: `LVS023 at virtualServers.http.port (8080): summary. Remedy.` */
export function renderFinding(finding: Finding): string {
  const at = finding.place.length > 0 ? ` at ${renderPlace(finding.place)}` : "";
  const value = finding.value === undefined ? "" : ` (${renderValue(finding.value)})`;
  const next = finding.hostNext === undefined ? "" : ` ${sentence(finding.hostNext)}`;
  return `${finding.code}${at}${value}: ${sentence(finding.summary)} ${sentence(finding.remedy)}${next}`;
}

/** The same finding seen from one level further out. */
export function within(place: Place, finding: Finding): Finding {
  return { ...finding, place: [...place, ...finding.place] };
}

function renderValue(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (hasNoJson(member) ? String(member) : member)) ?? String(value);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** JSON has no word for it, or would say null. */
function hasNoJson(member: unknown): boolean {
  return typeof member === "bigint" || typeof member === "symbol" || (typeof member === "number" && !Number.isFinite(member));
}
