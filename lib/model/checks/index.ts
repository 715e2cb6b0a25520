/** @module What no single leaf can hold: rules about a whole cluster and about all clusters of an app, each with its code, its reason and its remedy; no schemas, no defaults, nothing that changes a model. */
import { type Finding } from "../../diagnostics";
import { type Cluster } from "../cluster";
import { type DnsRoundRobin } from "../dns-round-robin";
import { knownOnly } from "../unknown";
import { type SiteMember, runChecks, runClusterChecks, runSiteChecks } from "./check";
import { DNS_CHECKS } from "./dns-checks";
import { CLUSTER_CHECKS } from "./registry";
import { SITE_CHECKS } from "./site-checks";

export { type SiteMember } from "./check";

/**
 * Everything wrong or unusual in one parsed cluster, without the warnings it silences. Rules that need a value not known yet are left out for
 * the element concerned: check again when all is known.
 */
export function checkCluster(cluster: Cluster): Finding[] {
  return runClusterChecks(CLUSTER_CHECKS, cluster);
}

/** Everything wrong with one parsed name, but for what needs a value not known yet. */
export function checkDnsRoundRobin(name: DnsRoundRobin): Finding[] {
  return runChecks(DNS_CHECKS, knownOnly(name));
}

/** Everything wrong or unusual between the clusters of one app; places begin with the member's own. Each cluster alone is {@link checkCluster}'s. */
export function checkSite(clusters: readonly SiteMember[]): Finding[] {
  return runSiteChecks(SITE_CHECKS, clusters);
}
