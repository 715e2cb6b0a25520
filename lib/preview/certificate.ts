import { type CertifiedPart, clusterChangeDigest, hostDigests, jointDigest, valueDigest } from "../compile";
import { type Place, renderPlace } from "../diagnostics";
import { hasUnknown, isUnknown } from "../model";
import { NOT_YET_KNOWN, PROTECTION } from "./attributes";
import { type ClusterChange } from "./cluster-change";
import { isProgram } from "./elsewhere";
import { type HostFiles } from "./host-files";
import { NO_TEXTS, type Texts, textsIn } from "./other-texts";
import { type PlannedAction } from "./plan-entries";
import { type PlanFile } from "./plan-file";
import { type Blame, type Certificate, type JointCertificate } from "./value";

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
  const digests = hostDigests(next?.compiled.hosts ?? []);
  const { otherTexts, unsaid } = next === undefined || leavesHosts ? NO_TEXTS : textsIn(change.bundles.planned, next.compiled.hosts);
  const hosts = Object.fromEntries(digests);
  const blame = blameOf(change, { otherTexts, unsaid });
  if (blame.length > 0) return { certificate: { certified: false, blame }, hosts, otherTexts };
  const there = [former?.cluster ?? null, protection.former ?? null, files];
  const shallBe = [next?.cluster ?? null, protection.next ?? null, leavesHosts, digests];
  const digest = valueDigest([stack, address, action, there, shallBe, provider ?? null]);
  return { certificate: { certified: true, digest, changes: changesOf(change, digests) }, hosts, otherTexts };
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

/** What the provider is asked for: a replacement is two operations. */
function changesOf({ action, former, next, protectedAs, bundles, confirmed, leavesHosts }: ClusterChange, hosts: ReturnType<typeof hostDigests>): string[] {
  const was = former === undefined ? null : { model: former.cluster, protection: protectedAs.former, confirmed: confirmed.found, bundles: bundles.found };
  const is = next === undefined ? null : { model: next.cluster, protection: protectedAs.next, hosts, leavesHosts };
  return operationsOf(action, { was, is }).flatMap(([one, other]) => clusterChangeDigest(one, other) ?? []);
}

/** What a replacement does one after the other; every other action is one. */
export function operationsOf<Was, Is>(action: PlannedAction, { was, is }: { readonly was: Was | null; readonly is: Is | null }): (readonly [Was | null, Is | null])[] {
  switch (action) {
    case "none":
    case "read":
    case "forget":
      return [];
    case "create":
    case "update":
    case "delete":
      return [[was, is]];
    case "create-then-forget":
      return [[null, is]];
    case "delete-then-create":
    case "create-then-delete":
      return [[was, null], [null, is]];
  }
}

/** What a plan does beside our own resources, and to which stack: nobody previews it, but a plan that does more than the reviewed one isn't that one. A plan that leaves something out says nothing of what that does. */
export function stackCertificate({ stack, partial, elsewhere }: PlanFile): Certificate {
  const blame = [
    ...(partial === undefined ? [] : [{ stack, address: "the plan", why: `it doesn't say all that there is to do: ${partial}` }]),
    ...elsewhere.flatMap(([address, digest]) => (digest === null ? [{ stack, address, why: isProgram(address) ? "the plan doesn't say in full what it runs, or says it nested too deeply to be read" : "it is nested too deeply to be read" }] : [])),
  ];
  if (blame.length > 0) return { certified: false, blame };
  const inOrder = elsewhere.map((one) => JSON.stringify(one)).sort();
  return { certified: true, digest: valueDigest(["stack", stack, inOrder]), changes: [] };
}

/** One digest for all: the order in which the plans are given doesn't matter. */
export function jointCertificate(parts: readonly Certificate[]): JointCertificate {
  const blame = parts.flatMap((part) => (part.certified ? [] : part.blame));
  return blame.length > 0 ? { certified: false, blame } : { certified: true, digest: jointDigest(parts.flatMap((part): CertifiedPart[] => (part.certified ? [part] : []))) };
}

/** Where nothing is known yet, from the outside in. */
export function unknownPlaces(value: unknown, place: Place = []): Place[] {
  if (isUnknown(value)) return [place];
  if (typeof value !== "object" || value === null || !hasUnknown(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => unknownPlaces(member, [...place, Array.isArray(value) ? Number(name) : name]));
}
