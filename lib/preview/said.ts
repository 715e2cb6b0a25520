import { type Finding, renderFinding, renderPlace } from "../diagnostics";
import { type Impact, isUnknown } from "../model";
import { NOT_YET_KNOWN_TEXT, SENSITIVE_TEXT } from "./reader";
import { type hiddenIn, mentions, overlap } from "./sensitive";
import { type SaidFinding, type SaidImpact } from "./value";

type Hidden = ReturnType<typeof hiddenIn>;

/** A finding as it is shown. Where a sensitive value could be in its words, it keeps code and place. */
export function saidFinding(finding: Finding, hidden: Hidden): SaidFinding {
  const { code, severity, place } = finding;
  const said = { code, severity, place: renderPlace(place) };
  if (!mentions([finding.summary, finding.value, finding.remedy, finding.hostNext], hidden)) return { ...said, text: renderFinding(finding) };
  return { ...said, text: `${code} at ${said.place}: a sensitive value is in what it says, so it isn't shown here.` };
}

/** An impact as it is shown, with values as text. */
export function saidImpact(impact: Impact, hidden: Hidden): SaidImpact {
  const { summary, reason, fact, place, formerPlace = place, virtualServers } = impact;
  const said = { class: impact.class, place: renderPlace(place), virtualServers };
  // Of a cluster that comes or goes the whole stands elsewhere.
  const whole = place.length === 0;
  const [before, after] = [impact.before, impact.after].map((value) => (whole ? null : valueText(value))) as [string | null, string | null];
  const isAtOne = hidden.some((one) => overlap(one.place, place) || overlap(one.place, formerPlace));
  const secret = (!whole && isAtOne) || mentions([summary, reason, fact, ...(whole ? [] : [impact.before, impact.after])], hidden);
  if (!secret) return { ...said, before, after, summary, reason, fact };
  const mask = (value: string | null): string | null => (value === null ? null : SENSITIVE_TEXT);
  return { ...said, before: mask(before), after: mask(after), summary: `${said.place}: ${SENSITIVE_TEXT}`, reason: "the value is sensitive, so it isn't shown", fact: "" };
}

function valueText(value: unknown): string | null {
  if (value === undefined) return null;
  if (isUnknown(value)) return NOT_YET_KNOWN_TEXT;
  if (typeof value === "string") return value;
  return JSON.stringify(value, (_, member: unknown) => (isUnknown(member) ? NOT_YET_KNOWN_TEXT : member)) ?? null;
}
