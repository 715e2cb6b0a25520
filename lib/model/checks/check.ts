import { type Finding, type Place, type Severity } from "../../diagnostics";
import { type Cluster } from "../cluster";
import { type DnsRoundRobin } from "../dns-round-robin";
import { attempt, isUnknown, knownOnly } from "../unknown";

/** What a check found at one place; code, severity and remedy are the check's own. */
export interface Found {
  /** From the cluster inwards. */
  readonly place: Place;
  readonly value?: unknown;
  /** The line of reasoning, as one sentence without its full stop. */
  readonly summary: string;
}

/** One rule that no single leaf can hold. Data, so that rules can be listed, documented and taken out one by one. */
export interface Check<Run> {
  /** Hand-chosen, never reused. Errors: LVS100–149 and LVS500–549, over all clusters LVS160–179, of a name LVS550–559; warnings: LVS150–159, LVS180–199. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, as a sentence. */
  readonly title: string;
  /** What to do, in the imperative. */
  readonly remedy: string;
  /** Reads a {@link knownOnly} model: whatever it reaches that isn't known ends it, unless it goes through `each…` of ./each. */
  readonly run: Run;
}

/** Where a check puts what it finds. */
export type Report = (found: Found) => void;

/** A rule about one cluster. */
export type ClusterCheck = Check<(cluster: Cluster, report: Report) => void>;

/** One cluster of an app, and where the app declares it. */
export interface SiteMember {
  readonly place: Place;
  readonly cluster: Cluster;
  /** Equal for what is declared once, at one place of the app, for several clusters: the path of a real server's construct. @param place of the model */
  readonly declaredAt?: (place: Place) => string;
}

/** A rule about all clusters of an app; each finding is charged to one of them. */
export type SiteCheck = Check<(members: readonly SiteMember[], report: (member: SiteMember, found: Found) => void) => void>;

/** A rule about one name. */
export type DnsRoundRobinCheck = Check<(name: DnsRoundRobin, report: Report) => void>;

/** What these checks find in a cluster, without the warnings it silences. */
export function runClusterChecks(checks: readonly ClusterCheck[], cluster: Cluster): Finding[] {
  return withoutSilenced(runChecks(checks, forOneRun(cluster)), cluster);
}

/** What these checks find in what they are about, read through {@link knownOnly}. */
export function runChecks<Subject>(checks: readonly Check<(subject: Subject, report: Report) => void>[], known: Subject): Finding[] {
  const findings: Finding[] = [];
  for (const check of checks) attempt(() => check.run(known, (found) => findings.push(toFinding(check, found))));
  return findings;
}

/** What these checks find among the clusters, without the warnings that the cluster at fault silences. */
export function runSiteChecks(checks: readonly SiteCheck[], members: readonly SiteMember[]): Finding[] {
  const known = members.map((member) => ({ ...member, cluster: forOneRun(member.cluster) }));
  const declared = new Map(known.map((member, index) => [member, members[index]?.cluster ?? member.cluster]));
  return checks.flatMap((check) => {
    const findings: Finding[] = [];
    attempt(() =>
      check.run(known, (member, found) => {
        const finding = toFinding(check, { ...found, place: [...member.place, ...found.place] });
        findings.push(...withoutSilenced([finding], declared.get(member) ?? member.cluster));
      }),
    );
    return findings;
  });
}

/** A cluster object that lives for this run alone, so that ./parts may remember what it has listed for it. */
function forOneRun(cluster: Cluster): Cluster {
  return knownOnly({ ...cluster });
}

function toFinding(check: Check<unknown>, found: Found): Finding {
  return { code: check.code, severity: check.severity, ...found, remedy: check.remedy };
}

/** While a silenced code isn't known yet, warnings wait: it may be theirs. */
function withoutSilenced(findings: Finding[], cluster: Cluster): Finding[] {
  return findings.filter(({ severity, code }) => severity === "error" || !cluster.silence.some((silenced) => isUnknown(silenced) || silenced === code));
}
