import { type Finding, renderPlace, within } from "../../../../lib/diagnostics";
import { type Cluster, parseCluster } from "../../../../lib/model";
import { type ClusterCheck, type SiteCheck, type SiteMember, runClusterChecks, runSiteChecks } from "../../../../lib/model/checks/check";
import { CLUSTER_CHECKS } from "../../../../lib/model/checks/registry";
import { SITE_CHECKS } from "../../../../lib/model/checks/site-checks";
import { SITE } from "./bases";
import { type Pair } from "./pair";
import { type Patch, type Raw } from "./patch";

/** The checks to judge by. */
export interface Checks {
  readonly cluster: readonly ClusterCheck[];
  readonly site: readonly SiteCheck[];
}

export const ALL: Checks = { cluster: CLUSTER_CHECKS, site: SITE_CHECKS };

/** All checks but one. */
export function without(code: string): Checks {
  return { cluster: ALL.cluster.filter((check) => check.code !== code), site: ALL.site.filter((check) => check.code !== code) };
}

/** What is found in one side of a pair. */
export function judge(pair: Pair, side: Patch, checks: Checks = ALL): Finding[] {
  const raw = side(pair.base);
  return pair.base === SITE ? judgeSite(raw, checks) : judgeCluster(raw, checks);
}

export function judgeCluster(raw: Raw, checks: Checks = ALL): Finding[] {
  const parsed = parseCluster(raw);
  return parsed.ok ? runClusterChecks(checks.cluster, parsed.value) : [...parsed.findings];
}

export function judgeSite(raw: Raw, checks: Checks = ALL): Finding[] {
  const findings: Finding[] = [];
  const members: SiteMember[] = [];
  for (const [name, member] of Object.entries(raw)) {
    findings.push(...judgeCluster(member as Raw, checks).map((finding) => within([name], finding)));
    const parsed = parseCluster(member);
    if (parsed.ok) members.push({ place: [name], cluster: parsed.value });
  }
  return [...findings, ...runSiteChecks(checks.site, members)];
}

/** `LVS101 at routers.lvs2.priority`, as the tables write places: list items are steps like others. */
export function brief({ code, place }: Finding): string {
  return `${code} at ${renderPlace(place.map(String))}`;
}

/** A cluster that must be accepted by the parser. */
export function accepted(raw: Raw): Cluster {
  const parsed = parseCluster(raw);
  if (!parsed.ok) throw new Error(parsed.findings.map(brief).join(", "));
  return parsed.value;
}
