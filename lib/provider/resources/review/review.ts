import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type CertifiedPart, jointDigest, readDigest } from "../../../compile/review";
import { type Result, failed, ok } from "../../../diagnostics";
import { REVIEWED, REVIEWED_PREVIEW } from "./bound";
import { badReviewedDigest, notThatReview, previewUnreadable, reviewIncomplete } from "./findings";

/** What a run may do and nothing else: the operations that a preview has shown. */
export interface Review {
  readonly digest: string;
  readonly changes: ReadonlySet<string>;
}

/** The review that the environment names. The file is trusted no further than the digest goes, which is over all of it that is used. */
export function reviewFrom(environment: NodeJS.ProcessEnv): Result<Review> {
  const [text, file] = [environment[REVIEWED], environment[REVIEWED_PREVIEW]];
  if (text === undefined || file === undefined || file === "") return failed(reviewIncomplete(text === undefined ? REVIEWED : REVIEWED_PREVIEW));
  const digest = readDigest(text);
  if (digest === undefined) return failed(badReviewedDigest(text));
  // Terraform runs in the stack's own directory: the whole path says where it was looked for.
  const path = resolve(file);
  const parts = partsIn(path);
  if (!parts.ok) return parts;
  const itsOwn = jointDigest(parts.value);
  return itsOwn === digest ? ok({ digest, changes: new Set(parts.value.flatMap(({ changes }) => changes)) }) : failed(notThatReview(path, { digest, itsOwn }));
}

interface Reviewed {
  readonly certificate: unknown;
}

/** A stack has one of its own, over what its plan does elsewhere: no operation of this provider, but part of the digest. */
interface ReviewedStack extends Reviewed {
  readonly clusters: readonly Reviewed[];
  readonly names: readonly Reviewed[];
}

function partsIn(path: string): Result<CertifiedPart[]> {
  try {
    const preview = JSON.parse(readFileSync(path, "utf8")) as { readonly stacks: readonly ReviewedStack[] };
    return ok(preview.stacks.flatMap((stack) => [stack, ...stack.clusters, ...stack.names].map(({ certificate }) => certifiedPart(certificate))));
  } catch (problem) {
    return failed(previewUnreadable(path, problem instanceof Error ? problem.message : String(problem)));
  }
}

function certifiedPart(certificate: unknown): CertifiedPart {
  const { digest, changes } = (certificate ?? {}) as Partial<CertifiedPart>;
  if (typeof digest !== "string" || !Array.isArray(changes)) throw new Error("it certifies nothing, or was made by another version");
  return { digest, changes: changes.map(String) };
}
