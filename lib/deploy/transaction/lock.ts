import { type PhaseResult, done } from "./context";

/**
 * Phase 2, the place of the lease by which one run keeps others away from a cluster's hosts. Today a host serialises the verbs of `lvs-host` by itself (flock),
 * so that two runs can't interleave within a step; between steps nothing stops them yet.
 */
export function lock(): PhaseResult {
  return done();
}
