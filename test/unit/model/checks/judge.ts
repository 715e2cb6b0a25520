import { type Finding, type Place, renderPlace, within } from "../../../../lib/diagnostics";
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

/** What the real parser makes of one configuration: what it refuses, and what the checks judge. */
export interface Read {
  readonly refused: readonly Finding[];
  readonly members: readonly SiteMember[];
}

/** Reads one side of a pair. */
export function read(pair: Pair, side: Patch): Read {
  return pair.base === SITE ? readSite(side(pair.base)) : readCluster(side(pair.base));
}

export function readCluster(raw: Raw): Read {
  const parsed = parseCluster(raw);
  return parsed.ok ? { refused: [], members: [{ place: [], cluster: parsed.value }] } : { refused: parsed.findings, members: [] };
}

/** What has one name in pools of one name is one construct. */
export function readSite(raw: Raw): Read {
  const reads = Object.entries(raw).map(([name, member]) => ({ name, ...readCluster(member as Raw) }));
  return {
    refused: reads.flatMap(({ name, refused }) => refused.map((finding) => within([name], finding))),
    members: reads.flatMap(({ name, members }) => members.map(({ cluster }) => ({ place: [name], cluster, declaredAt: (place: Place) => renderPlace(place) }))),
  };
}

/** Everything found. */
export function judge({ refused, members }: Read, checks: Checks = ALL): Finding[] {
  const alone = members.flatMap(({ place, cluster }) => runClusterChecks(checks.cluster, cluster).map((finding) => within(place, finding)));
  return [...refused, ...alone, ...runSiteChecks(checks.site, members)];
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
