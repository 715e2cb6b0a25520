import { type Patch, type Raw } from "./patch";

/** A wrong configuration beside its accepted twin: the same valid configuration with two slightly different changes. */
export interface Pair {
  readonly code: string;
  readonly base: Raw;
  readonly wrong: Patch;
  readonly right: Patch;
  /** Place of the finding, with dots. */
  readonly at: string;
}

/** The wrong one, its twin, and where the finding is. */
export type Sides = Pick<Pair, "wrong" | "right" | "at">;

/** Names the base once for a run of pairs. */
export function pairsOn(base: Raw, pairs: readonly (readonly [code: string, sides: Sides])[]): Pair[] {
  return pairs.map(([code, sides]) => ({ code, base, ...sides }));
}
