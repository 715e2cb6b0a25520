import { TerraformStack } from "cdktf";
import { type Finding } from "../diagnostics";
import { parseDomainName } from "../net";
import { type DnsRoundRobin } from "./dns-round-robin";

/**
 * Clusters that may be deleted by the next deployment while a name of another stack leads to them: Terraform orders what one stack holds, and stacks are deployed
 * one after the other, the clusters' first.
 */
export function leftInName(name: DnsRoundRobin): Finding[] {
  if (name.silences("LVS192")) return [];
  const elsewhere = name.clusters.filter((cluster) => TerraformStack.of(cluster) !== TerraformStack.of(name) && cluster.mayBeDeleted);
  return elsewhere.map((cluster) => ({
    code: "LVS192",
    severity: "warning",
    place: ["vips"],
    value: cluster.node.path,
    summary: `${cluster.node.path} may be deleted (deletionProtection is false), and this name of another stack still leads clients to it`,
    remedy: "Take its VIPs out of the name in the same deployment that takes the protection away, and delete the cluster in the next one",
  }));
}

/** Two that own one name would each undo what the other writes. */
export function sameName(name: DnsRoundRobin, earlier: readonly DnsRoundRobin[]): Finding[] {
  const keyOf = ({ serverHost, domainName }: DnsRoundRobin): string => `${serverHost?.toLowerCase() ?? ""} ${parseDomainName(domainName) ?? domainName}`;
  const first = earlier.find((other) => keyOf(other) === keyOf(name));
  if (first === undefined) return [];
  return [{ code: "LVS555", severity: "error", place: ["name"], value: name.domainName, summary: `${first.node.path} is that name already`, remedy: "Give all VIPs to one of them" }];
}
