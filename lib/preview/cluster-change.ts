import { type CompiledCluster, compileCluster } from "../compile";
import { type Finding, type Place, type Result, renderFinding, within } from "../diagnostics";
import { type Cluster, checkCluster, parseCluster } from "../model";
import { type NOT_YET_KNOWN, type ObjectValue, type Value, PROTECTION, inputOf, isForNoHost, isObjectValue, protectionOf, strangersIn } from "./attributes";
import { createdAnew, formerUnreadable, plannedUnreadable, takenOver } from "./findings";
import { type PlannedAction } from "./plan-entries";
import { type Adopted, type PlannedResource } from "./plan-file";
import { hasMarks, hiddenIn, masked } from "./sensitive";

/** One side of a change: what a cluster was, or what it will be. */
export interface Side {
  readonly cluster: Cluster;
  readonly compiled: CompiledCluster;
  /** The same without sensitive values: what may be shown. Where there are none, the very same. */
  readonly shown: { readonly cluster: Cluster; readonly compiled: CompiledCluster };
  /** What is sensitive. */
  readonly hidden: readonly { readonly place: Place; readonly value: unknown }[];
}

/** What a plan does to one cluster. */
export interface ClusterChange {
  readonly stack: string;
  readonly address: string;
  readonly action: PlannedAction;
  readonly former: Side | undefined;
  readonly next: Side | undefined;
  /** Whether not even the names in it may be shown. */
  readonly secret: boolean;
  /** `bundles` of the state as the last apply left it, as a refresh found it, and as planned. */
  readonly bundles: { readonly lastApplied: Value; readonly found: Value; readonly planned: Value };
  /** Digests that hosts have confirmed, and those that are planned: what isn't known has work to do. */
  readonly confirmed: { readonly found: Value; readonly planned: Value };
  /** Whether a refresh found the hosts to be other than in the state. */
  readonly drifted: boolean;
  /** What the model says about the planned cluster, and what of the plan can't be understood. */
  readonly findings: readonly Finding[];
  /** Whether one side could not be understood: then nobody knows what the change does. */
  readonly blind: boolean;
  /** Whether a side that is there could not be read at all: what is made of the other one alone would be wrong. */
  readonly unreadable: boolean;
  /** Sides that could not be read, and have sensitive values somewhere: no text of theirs may be shown. */
  readonly dark: { readonly former: boolean; readonly next: boolean };
  /** Whether the cluster may not be deleted. */
  readonly protection: { readonly former: Protection; readonly next: Protection };
  /** The same also where it is sensitive: to be hashed, never to be shown. */
  readonly protectedAs: { readonly former: unknown; readonly next: unknown };
  /** Whether the apply looks at no host, and leaves each as it is, drift included. */
  readonly leavesHosts: boolean;
  /** How the provider is told to reach hosts: to be hashed, never to be shown. */
  readonly provider: unknown;
  /** What a cluster was that Terraform forgets or deletes, and that goes on under this address. The provider is not told of it: for that, nothing was there. */
  readonly adopting: Pick<ClusterChange, "former" | "bundles" | "confirmed"> | undefined;
  /** Of a cluster that is deleted: under which address the same plan creates it again. */
  readonly createdAs: string | undefined;
}

/** `undefined` where there is no such side, `"hidden"` where it is sensitive. */
export type Protection = boolean | "hidden" | typeof NOT_YET_KNOWN | undefined;

/** Reads both sides of a change. */
export function clusterChange(stack: string, resource: PlannedResource): ClusterChange {
  const { address, action, before, after, lastApplied, sensitive, createdAs } = resource;
  // What isn't changed is its own past: read once.
  const next = sideOf(after, sensitive.after);
  const former = action === "none" && next?.ok === true ? next : sideOf(before, sensitive.before);
  const place = [stack, address];
  const strangers = after === null ? [] : strangersIn("lvs_cluster", after);
  const planned = next?.ok === false ? [plannedUnreadable(place, wordsOf(next.findings))] : strangers.length > 0 ? [plannedUnreadable(place, strangers.join("; "))] : [];
  const adopts = resource.adopts === undefined ? undefined : sideOf(resource.adopts.before, resource.adopts.sensitive.before);
  const past = [former, adopts].flatMap((side) => (side?.ok === false ? [formerUnreadable(place, wordsOf(side.findings))] : []));
  return {
    ...{ stack, address, action, createdAs },
    former: sideIn(former),
    next: sideIn(next),
    secret: [former, next, adopts].some((side) => side?.ok === true && side.value.secret) || isWhollyHidden(former, before, sensitive.before) || isWhollyHidden(adopts, resource.adopts?.before ?? null, resource.adopts?.sensitive.before) || isWhollyHidden(next, after, sensitive.after),
    bundles: { lastApplied: (lastApplied ?? before)?.["bundles"] ?? null, found: before?.["bundles"] ?? null, planned: after?.["bundles"] ?? null },
    confirmed: { found: before?.["confirmed"] ?? null, planned: after?.["confirmed"] ?? null },
    drifted: lastApplied !== undefined,
    findings: [...planned, ...past, ...(resource.adopts === undefined ? [] : [adoption(place, resource.adopts)]), ...(next?.ok === true ? checkCluster(next.value.side.cluster).map((finding) => within(place, finding)) : [])],
    blind: planned.length + past.length > 0,
    unreadable: [former, next, adopts].some((side) => side?.ok === false),
    dark: { former: (former?.ok === false && hasMarks(sensitive.before)) || (adopts?.ok === false && hasMarks(resource.adopts?.sensitive.before)), next: next?.ok === false && hasMarks(sensitive.after) },
    protection: { former: protectionIn(before, sensitive.before), next: protectionIn(after, sensitive.after) },
    protectedAs: { former: before === null ? undefined : protectionOf(before), next: after === null ? undefined : protectionOf(after) },
    leavesHosts: ["none", "read", "forget"].includes(action) || (action === "update" && isForNoHost(before, after)),
    provider: resource.provider,
    adopting: resource.adopts === undefined ? undefined : adoptingOf(resource, resource.adopts, sideIn(adopts)),
  };
}

function adoption(place: Place, { stack, address, deleted }: Adopted): Finding {
  return deleted ? createdAnew(place, [stack, address]) : takenOver(place, [stack, address]);
}

/** As if it had been this one all the time. */
function adoptingOf({ after }: PlannedResource, { before, lastApplied }: Adopted, former: Side | undefined): NonNullable<ClusterChange["adopting"]> {
  return {
    former,
    bundles: { lastApplied: (lastApplied ?? before)?.["bundles"] ?? null, found: before?.["bundles"] ?? null, planned: after?.["bundles"] ?? null },
    confirmed: { found: before?.["confirmed"] ?? null, planned: after?.["confirmed"] ?? null },
  };
}

/** Of a side that can't be read nobody knows which of its names a mark covers. */
function isWhollyHidden(side: Result<ReadSide> | undefined, value: ObjectValue | null, marks: unknown): boolean {
  return side?.ok === false && value !== null && masked(value, marks).wholly;
}

function protectionIn(value: ObjectValue | null, marks: unknown): Protection {
  if (value === null) return undefined;
  const mark = isObjectValue(marks as Value) ? (marks as ObjectValue)[PROTECTION] : marks;
  return mark === true ? "hidden" : protectionOf(value);
}

/** A side, and whether it is sensitive to its very names. */
interface ReadSide {
  readonly side: Side;
  readonly secret: boolean;
}

function sideIn(read: Result<ReadSide> | undefined): Side | undefined {
  return read?.ok === true ? read.value.side : undefined;
}

/** `undefined` where there is none. */
function sideOf(value: ObjectValue | null, marks: unknown): Result<ReadSide> | undefined {
  if (value === null) return undefined;
  const parsed = parseCluster(inputOf("lvs_cluster", value));
  if (!parsed.ok) return parsed;
  const compiled = attemptToCompile(parsed.value);
  if (!compiled.ok) return compiled;
  const side = { cluster: parsed.value, compiled: compiled.value };
  if (!hasMarks(marks)) return { ok: true, value: { side: { ...side, shown: side, hidden: [] }, secret: false }, findings: [] };
  const { value: visible, wholly } = masked(value, marks);
  const shown = wholly ? undefined : shownOf(side, visible);
  if (shown === undefined) return { ok: true, value: { side: { ...side, shown: side, hidden: [] }, secret: true }, findings: [] };
  return { ok: true, value: { side: { ...side, shown, hidden: hiddenIn(side.cluster, shown.cluster) }, secret: false }, findings: [] };
}

function shownOf(side: Side["shown"], visible: ObjectValue): Side["shown"] | undefined {
  const parsed = parseCluster(inputOf("lvs_cluster", visible));
  if (!parsed.ok) return undefined;
  return hiddenIn(side.cluster, parsed.value).length === 0 ? side : { cluster: parsed.value, compiled: compileCluster(parsed.value) };
}

/** What a state holds was written by any version, or by hand: what today's compiler refuses is said, and stops nothing. */
function attemptToCompile(cluster: Cluster): Result<CompiledCluster> {
  try {
    return { ok: true, value: compileCluster(cluster), findings: [] };
  } catch (error) {
    const findings = checkCluster(cluster).filter(({ severity }) => severity === "error");
    if (findings.length === 0) throw error;
    return { ok: false, findings };
  }
}

/** Without the values: they may be sensitive. */
function wordsOf(findings: readonly Finding[]): string {
  return findings.map(({ value: _value, ...finding }) => renderFinding(finding)).join(" ");
}
