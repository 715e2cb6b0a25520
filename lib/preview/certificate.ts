import { createHash } from "node:crypto";
import { type BundleFile, type HostBundle, releaseDigest, sameModuloComments } from "../compile";
import { type Place, renderPlace } from "../diagnostics";
import { type Cluster, isUnknown } from "../model";
import { type Value, filesOf, shownText } from "./attributes";
import { type ClusterChange } from "./cluster-change";
import { type Blame, type Certificate } from "./value";

/** What is certified of one cluster. */
export interface ClusterCertificate {
  readonly certificate: Certificate;
  readonly hosts: Readonly<Record<string, string | null>>;
  /** Files whose planned text isn't what this version writes. */
  readonly otherTexts: readonly string[];
}

/**
 * Names what a plan does to a cluster: SHA-256 over stack, address and action, the planned model, and the digest of what each host gets, made anew from the
 * model and not taken from the plan. Two plans with one digest deploy the same bytes to the same hosts.
 */
export function clusterCertificate(change: ClusterChange): ClusterCertificate {
  const { stack, address, action, next } = change;
  const compiled = next?.compiled.hosts ?? [];
  const digestOf = digester();
  const digests = compiled.map((host): [string, string | null] => [host.host, digestOf(host) ?? null]);
  const otherTexts = otherTextsOf(compiled, change.bundles.planned);
  const accused = (why: string, place?: Place): Blame => ({ stack, address, ...(place === undefined ? {} : { place: renderPlace(place) }), why });
  const blame = [
    ...(next === undefined ? [] : unknownPlaces(next.cluster).map((place) => accused("not known yet", place))),
    ...(change.blind ? [accused("it can't be understood")] : []),
    ...(otherTexts.length > 0 ? [accused("it was made by another version of cdktf-lvs")] : []),
  ];
  const hosts = Object.fromEntries(digests);
  if (blame.length > 0) return { certificate: { certified: false, blame }, hosts, otherTexts };
  return { certificate: { certified: true, digest: sha256([stack, address, action, next?.cluster ?? null, digests]) }, hosts, otherTexts };
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

/** What the provider that made the plan will write is what its own compiler says; a text of another version shows in the plan. */
function otherTextsOf(hosts: readonly HostBundle[], planned: Value): string[] {
  // Real servers of one cluster share their program.
  const lines = new Map<string, string>();
  const lineOf = (path: string, content: string): string => {
    const line = lines.get(content) ?? shownText(path, content);
    lines.set(content, line);
    return line;
  };
  return hosts.flatMap((host) => {
    const texts = filesOf(planned, host.host);
    return Object.entries(host.files).flatMap(([path, file]) => {
      const text = Object.hasOwn(texts, path) ? texts[path] : undefined;
      if (!file.known || typeof text !== "string") return [];
      return sameModuloComments(path, shownText(path, text), lineOf(path, file.value.content)) ? [] : [`${host.host}:${path}`];
    });
  });
}

/** Whether the model of a cluster is the same before and after, sensitive values included. */
export function sameModel(one: Cluster | undefined, other: Cluster | undefined): boolean {
  return one !== undefined && other !== undefined && unknownPlaces(other).length === 0 && sha256(one) === sha256(other);
}
