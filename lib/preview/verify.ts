import { readDigest } from "../compile";
import { type Finding, type Result, failed, ok } from "../diagnostics";
import { type Differing, differing, digestOf, inWords, partsOf } from "./differing";
import { badDigest, noPreview, notCertified, notReviewed, otherPreview } from "./findings";
import { PREVIEW_FORMAT, type Preview } from "./value";

/** What comparing a plan with what was reviewed comes to. */
export type Verdict = {
  /** `null` where nobody said what was reviewed but for its digest. */
  readonly differing: readonly Differing[] | null;
} & ({ readonly same: true; readonly digest: string } | { readonly same: false; readonly why: "differs" | "uncertain"; readonly findings: readonly Finding[] });

/** A digest as a person copies it: any case, with or without what it is named by. */
export function parseDigest(text: string): Result<string> {
  const digest = readDigest(text);
  return digest === undefined ? failed(badDigest(text)) : ok(digest);
}

/** Whether these plans are what was reviewed. @param reviewed the preview that was read, so that what differs can be named */
export function verify(digest: string, preview: Preview, reviewed?: Preview): Verdict {
  const { certificate } = preview;
  const different = reviewed === undefined ? null : differing(reviewed, preview);
  if (!certificate.certified) {
    const findings = certificate.blame.map(({ stack, address, place, why }) => notCertified([stack, address, ...(place === undefined ? [] : [place])], place === undefined ? why : `the value is ${why}`));
    return { same: false, why: "uncertain", findings, differing: different };
  }
  if (certificate.digest === digest) return { same: true, digest, differing: different };
  return { same: false, why: "differs", findings: [notReviewed(certificate.digest, (different ?? []).map(inWords))], differing: different };
}

/**
 * Reads what {@link import("./render/json").renderJson} wrote.
 * @param digest what was reviewed: a preview of something else is refused (LVS734), since what differs from that one says nothing
 */
export function parsePreview(text: string, path: string, digest: string): Result<Preview> {
  try {
    const preview = JSON.parse(text) as Partial<Preview> | null;
    if (preview?.format !== PREVIEW_FORMAT) return failed(noPreview(path, `it is not of format ${PREVIEW_FORMAT}`));
    // Walked through once: whoever wrote it, nothing later may stumble over what it lacks.
    partsOf(preview as Preview);
    const itsOwn = digestOf((preview as Preview).certificate);
    return itsOwn === digest ? ok(preview as Preview) : failed(otherPreview(path, digest, itsOwn));
  } catch (problem) {
    return failed(noPreview(path, problem instanceof Error ? problem.message : String(problem)));
  }
}
