import { type Finding } from "./finding";

/**
 * An expected outcome as a value, so that forgetting to handle failure does not compile. Findings ride along on success
 * too: those are warnings.
 */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Success, with the warnings met on the way. */
export function ok<T>(value: T, findings: readonly Finding[] = []): Result<T> {
  return { ok: true, value, findings };
}

/** Failure; at least one finding must say why. */
export function failed<T = never>(...findings: readonly Finding[]): Result<T> {
  if (findings.length === 0) throw new Error("a failure without a finding explains nothing");
  return { ok: false, findings };
}

/** All values, or every finding of every failure: errors are collected, not trickled. */
export function all<T>(results: readonly Result<T>[]): Result<T[]> {
  const findings = results.flatMap((result) => result.findings);
  const values: T[] = [];
  for (const result of results) if (result.ok) values.push(result.value);
  return values.length === results.length ? { ok: true, value: values, findings } : { ok: false, findings };
}

/** `true` when any of them stops the run. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === "error");
}
