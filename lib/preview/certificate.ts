import { createHash } from "node:crypto";
import { type BundleFile, type HostBundle, releaseDigest } from "../compile";
import { type Place, renderPlace } from "../diagnostics";
import { isUnknown } from "../model";
import { NOT_YET_KNOWN, PROTECTION } from "./attributes";
import { type ClusterChange } from "./cluster-change";
import { type HostFiles } from "./host-files";
import { NO_TEXTS, type Texts, textsIn } from "./other-texts";
import { type Blame, type Certificate } from "./value";

/** What is certified of one cluster. */
export interface ClusterCertificate {
  readonly certificate: Certificate;
  readonly hosts: Readonly<Record<string, string | null>>;
  /** Files whose planned text isn't what this version writes. */
  readonly otherTexts: readonly string[];
}

/**
 * Names what a plan does to a cluster, and to which one: SHA-256 over stack, address and action, the model before and after, in which lines files differ, how hosts
 * are reached, and the digest of what each host gets, made anew from the model and not taken from the plan.
 */
export function clusterCertificate(change: ClusterChange, files: HostFiles): ClusterCertificate {
  const { stack, address, action, former, next, protection, leavesHosts, provider } = change;
  const compiled = next?.compiled.hosts ?? [];
  const digestOf = digester();
  const digests = compiled.map((host): [string, string | null] => [host.host, digestOf(host) ?? null]);
  const { otherTexts, unsaid } = next === undefined || leavesHosts ? NO_TEXTS : textsIn(change.bundles.planned, next.compiled.hosts);
  const hosts = Object.fromEntries(digests);
  const blame = blameOf(change, { otherTexts, unsaid });
  if (blame.length > 0) return { certificate: { certified: false, blame }, hosts, otherTexts };
  const there = [former?.cluster ?? null, protection.former ?? null, files];
  const shallBe = [next?.cluster ?? null, protection.next ?? null, leavesHosts, digests];
  return { certificate: { certified: true, digest: sha256([stack, address, action, there, shallBe, provider ?? null]) }, hosts, otherTexts };
}

/** Why nothing can be certified; nothing where it can. Where not even names may be shown, no places are named. */
function blameOf({ stack, address, next, blind, protection, secret }: ClusterChange, { otherTexts, unsaid }: Texts): Blame[] {
  const accused = (why: string, place?: string): Blame => ({ stack, address, ...(place === undefined || secret ? {} : { place }), why });
  const unknown = [...unknownPlaces(next?.cluster).map((place) => renderPlace(place)), ...(protection.next === NOT_YET_KNOWN ? [PROTECTION] : [])];
  const said = secret && unknown.length > 0 ? [accused("values of it are not known yet")] : unknown.map((place) => accused("not known yet", place));
  return [
    ...said,
    ...(blind ? [accused("it can't be understood")] : []),
    ...(otherTexts.length > 0 ? [accused("it was made by another version of cdktf-lvs")] : []),
    ...(unsaid && unknown.length === 0 ? [accused("the plan leaves open what hosts get, although it is known")] : []),
  ];
}

/** One digest for all: the order in which the plans are given doesn't matter. */
export function jointCertificate(parts: readonly Certificate[]): Certificate {
  const blame = parts.flatMap((part) => (part.certified ? [] : part.blame));
  if (blame.length > 0) return { certified: false, blame };
  return { certified: true, digest: sha256(parts.flatMap((part) => (part.certified ? [part.digest] : [])).sort()) };
}

/** SHA-256 of a value's JSON with the members of objects in the order of their names. */
export function sha256(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value, (_, member: unknown) => sorted(member))).digest("hex");
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where nothing is known yet, from the outside in. */
export function unknownPlaces(value: unknown, place: Place = []): Place[] {
  if (isUnknown(value)) return [place];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => unknownPlaces(member, [...place, Array.isArray(value) ? Number(name) : name]));
}

/** Names what each host gets; `undefined` while that isn't known. Real servers of one cluster mostly get the same, which is then named once. */
function digester(): (host: HostBundle) => string | undefined {
  const numbers = new Map<string, number>();
  const numberOf = ({ content, mode }: BundleFile): string => {
    const number = numbers.get(content) ?? numbers.size;
    numbers.set(content, number);
    return `${mode} ${number}`;
  };
  const digests = new Map<string, string>();
  return (host) => {
    if (host.pathsUnknown !== undefined) return undefined;
    const files: Record<string, BundleFile> = {};
    for (const [path, file] of Object.entries(host.files)) {
      if (!file.known) return undefined;
      files[path] = file.value;
    }
    const key = Object.entries(files).map(([path, file]) => `${path} ${numberOf(file)}`).join("\n");
    const digest = digests.get(key) ?? releaseDigest(files);
    digests.set(key, digest);
    return digest;
  };
}
