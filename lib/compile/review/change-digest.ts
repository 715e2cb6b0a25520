import { type Cluster, type DnsRoundRobin } from "../../model";
import { type BundleFile, type HostBundle } from "../bundle";
import { releaseDigest, shownText, valueDigest } from "../digest";
import { byText } from "../order";

/** What a cluster was, as a state has it. */
export interface FormerCluster {
  readonly model: Cluster;
  readonly protection: unknown;
  /** What hosts have confirmed, by name. */
  readonly confirmed: unknown;
  /** Text of each file by host and path, as last seen. */
  readonly bundles: unknown;
}

/** What a cluster will be. */
export interface NextCluster {
  readonly model: Cluster;
  readonly protection: unknown;
  /** {@link hostDigests} */
  readonly hosts: readonly (readonly [host: string, digest: string | null])[];
  /** Whether the hosts stay as they are, drift included. */
  readonly leavesHosts: boolean;
}

/**
 * Names what is done to one cluster, wherever it stands in whatever stack: SHA-256 over the models, what hosts were last seen to have, and what they will get. `undefined` while not all of that is
 * known. What a plan leaves out, one of both, is `null`.
 */
export function clusterChangeDigest(former: FormerCluster | null, next: NextCluster | null): string | undefined {
  if (next?.hosts.some(([, digest]) => digest === null) === true) return undefined;
  const there = former === null ? null : { ...former, bundles: textDigests(former.bundles) };
  return digestOfKnown(["lvs_cluster", there, next]);
}

/** The same for a name. A state of another version, which nobody can read as a model any more, counts as it stands there. */
export function nameChangeDigest(former: { readonly declared: unknown; readonly records: unknown } | null, next: DnsRoundRobin | null): string | undefined {
  return digestOfKnown(["lvs_dns_round_robin", former, next]);
}

/** What each host gets, named; `null` while that isn't known. */
export function hostDigests(hosts: readonly HostBundle[]): [host: string, digest: string | null][] {
  const digestOf = digester();
  return hosts.map((host) => {
    const files = knownFiles(host);
    return [host.host, files === undefined ? null : digestOf(files)];
  });
}

function knownFiles({ files, pathsUnknown }: HostBundle): Readonly<Record<string, BundleFile>> | undefined {
  if (pathsUnknown !== undefined) return undefined;
  const known: Record<string, BundleFile> = {};
  for (const [path, file] of Object.entries(files)) {
    if (!file.known) return undefined;
    known[path] = file.value;
  }
  return known;
}

/** Texts are nearly all of a state: named once, where many hosts have the same. What isn't as this version writes it stays as it is. */
function textDigests(bundles: unknown): unknown {
  if (!isRecord(bundles)) return bundles;
  const digestOf = digester();
  return Object.entries(bundles).map(([host, bundle]) => {
    const files = isRecord(bundle) ? bundle["files"] : undefined;
    if (!isRecord(files) || !Object.values(files).every((text) => typeof text === "string")) return [host, bundle];
    return [host, digestOf(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { content: shownText(path, text as string), mode: 0o644 as const }])))];
  }).sort(([a], [b]) => byText(a as string, b as string));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Real servers of one cluster mostly have the same files, which are then hashed once. */
function digester(): (files: Readonly<Record<string, BundleFile>>) => string {
  const numbers = new Map<string, number>();
  const numberOf = ({ content, mode }: BundleFile): string => {
    const number = numbers.get(content) ?? numbers.size;
    numbers.set(content, number);
    return `${mode} ${number}`;
  };
  const digests = new Map<string, string>();
  return (files) => {
    const key = Object.entries(files).map(([path, file]) => `${path} ${numberOf(file)}`).join("\n");
    const digest = digests.get(key) ?? releaseDigest(files);
    digests.set(key, digest);
    return digest;
  };
}

function digestOfKnown(value: unknown): string | undefined {
  return hasUnknown(value) ? undefined : valueDigest(value);
}

/** Also what a plan marks as not known, which is a symbol of its own. */
function hasUnknown(value: unknown): boolean {
  if (typeof value === "symbol") return true;
  if (typeof value !== "object" || value === null) return false;
  for (const name in value) if (hasUnknown((value as Readonly<Record<string, unknown>>)[name])) return true;
  return false;
}
