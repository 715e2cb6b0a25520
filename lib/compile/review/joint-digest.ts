import { byText } from "../order";
import { valueDigest } from "../digest";

/** What is certified of one resource of one stack, or of all that a stack's plan does beside ours. */
export interface CertifiedPart {
  /** Over everything that was reviewed of it, its place and how its hosts are reached included. */
  readonly digest: string;
  /** What Terraform asks of the provider for it, one for each operation: {@link clusterChangeDigest}, {@link nameChangeDigest}. None for what our provider never sees. */
  readonly changes: readonly string[];
}

/** One digest for all parts, in whatever order they come. */
export function jointDigest(parts: readonly CertifiedPart[]): string {
  return valueDigest(parts.map(({ digest, changes }) => [digest, ...changes].join(" ")).sort(byText));
}

/** A digest as a person copies it: any case, with or without what it is named by. */
export function readDigest(text: string): string | undefined {
  return /^\s*(?:sha-?256:)?([0-9a-f]{64})\s*$/i.exec(text)?.[1]?.toLowerCase();
}
