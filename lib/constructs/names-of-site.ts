import { TerraformStack } from "cdktf";
import { type Finding } from "../diagnostics";
import { type Cluster, attempt } from "../model";
import { compareIpAddresses, parseDomainName, parseIpAddress } from "../net";
import { type DnsRoundRobin } from "./dns-round-robin";

/**
 * Clusters that may be deleted by the next deployment while a name leads to them that nobody takes them out of before: one of another stack, because stacks are deployed one after the
 * other, the clusters' first; or one without server, because the resource that has its records is somebody else's, and Terraform's own order is to delete first.
 */
export function leftInName(name: DnsRoundRobin): Finding[] {
  if (name.silences("LVS192")) return [];
  const written = name.serverKey !== undefined;
  const unguarded = name.clusters.filter((cluster) => cluster.mayBeDeleted !== undefined && (!written || TerraformStack.of(cluster) !== TerraformStack.of(name)));
  const whose = written ? "this name of another stack" : "this name, whose records another resource writes,";
  return unguarded.map((cluster) => ({
    code: "LVS192",
    severity: "warning",
    place: ["vips"],
    value: cluster.node.path,
    summary: `${cluster.node.path} may be deleted (${cluster.mayBeDeleted}), and ${whose} still leads clients to it`,
    remedy: "Take its VIPs out of the name in the same deployment that takes the protection away, and delete the cluster in the next one, a time to live later",
  }));
}

/** Seconds: less asks much of name servers and isn't heeded by some resolvers, more keeps clients at a cluster that is gone for longer than a person takes to act. */
const USUAL_TTL = { least: 30, most: 300 };

/** How long clients go on to a cluster that is gone hangs on the time to live alone: nothing but a person takes it out of the name. */
export function unusualTtl(name: DnsRoundRobin): Finding[] {
  const ttl = name.ttlSeconds;
  if (name.silences("LVS195") || (ttl >= USUAL_TTL.least && ttl <= USUAL_TTL.most)) return [];
  const why = ttl > USUAL_TTL.most ? `clients go on to a cluster that is gone for ${ttl} s after it was taken out of the name` : "some resolvers keep answers for longer all the same, and name servers are asked the more often";
  return [{ code: "LVS195", severity: "warning", place: ["ttl"], value: ttl, summary: `a time to live of ${ttl} s: ${why}`, remedy: "Use 30 to 300 s (60 is the default)" }];
}

/** A cluster that is deleted stops while resolvers still give its addresses to clients. */
export function shortWithdrawal(name: DnsRoundRobin): Finding[] {
  const { ttlSeconds, withdrawSeconds } = name;
  if (name.silences("LVS198") || withdrawSeconds === undefined || withdrawSeconds >= ttlSeconds) return [];
  const summary = `an address that is taken out is waited for ${withdrawSeconds} s, and resolvers may give it to clients for ${ttlSeconds} s`;
  return [{ code: "LVS198", severity: "warning", place: ["withdraw"], value: withdrawSeconds, summary, remedy: "Leave it out, or give at least the time to live" }];
}

/**
 * A VIP of the app that is given as text: the name has nothing by which Terraform would know that it has to wait for the cluster, and the cluster for the name.
 * @param clusters those of the app, as far as they are known
 */
export function vipAsText(name: DnsRoundRobin, clusters: readonly { readonly path: string; readonly vips: Cluster["vips"] }[]): Finding[] {
  if (name.silences("LVS197")) return [];
  return name.textVips.flatMap(({ index, text }): Finding[] => {
    const address = parseIpAddress(text);
    const isIt = (vip: Cluster["vips"][string]): boolean => {
      const other = attempt(() => parseIpAddress(vip.address));
      return address !== undefined && other.known && other.value !== undefined && compareIpAddresses(address, other.value) === 0;
    };
    for (const { path, vips } of clusters) {
      const [vip] = Object.entries(vips).find(([, one]) => isIt(one)) ?? [];
      if (vip === undefined) continue;
      const summary = `${text} is VIP ${vip} of ${path}, given as text: it comes into the name whether or not that cluster serves, and the cluster is deleted while the name still leads to it`;
      return [{ code: "LVS197", severity: "warning", place: ["vips", index], value: text, summary, remedy: `Give the VIP itself: vip("${vip}") of that cluster` }];
    }
    return [];
  });
}

/** Two that own one name at one server would each undo what the other writes. Without a server nobody writes: its records are values, for as many zones as there are. */
export function sameName(name: DnsRoundRobin, earlier: readonly DnsRoundRobin[]): Finding[] {
  const keyOf = ({ serverKey, domainName }: DnsRoundRobin): string | undefined => serverKey && `${serverKey} ${parseDomainName(domainName) ?? domainName}`;
  const key = keyOf(name);
  const first = key === undefined ? undefined : earlier.find((other) => keyOf(other) === key);
  if (first === undefined) return [];
  return [{ code: "LVS555", severity: "error", place: ["name"], value: name.domainName, summary: `${first.node.path} is that name already`, remedy: "Give all VIPs to one of them" }];
}
