import { readFileSync, statSync } from "node:fs";

/** How a plan was made, which it doesn't say itself. */
export interface Planning {
  /** Whether resources were looked at on their hosts; false with -refresh=false. */
  readonly refreshed: boolean;
  /** Hosts that could not be asked, as Terraform was warned (LVS343). */
  readonly unasked: readonly string[];
}

/** Of no plan there is more to say; what is longer was written by somebody else. */
const MOST_BYTES = 1_000_000;

/**
 * What whoever made a plan noted beside it, in a file of the plan's name and `.said`: headlines of what Terraform warned of, as it prints them, and the option -refresh=false on a line of its own if it was given.
 * `undefined` where nothing is noted, or where the plan is newer.
 */
export function planningOf(plan: string): Planning | undefined {
  const path = `${plan}.said`;
  const noted = statSync(path, { throwIfNoEntry: false });
  if (noted === undefined || !noted.isFile() || noted.size > MOST_BYTES || noted.mtimeMs < statSync(plan).mtimeMs) return undefined;
  const lines = readFileSync(path, "utf8").split("\n");
  const unasked = lines.flatMap((line) => /\bLVS343: ([A-Za-z0-9][\w.-]*)/.exec(line)?.[1] ?? []);
  return { refreshed: !lines.includes("-refresh=false"), unasked: [...new Set(unasked)].sort() };
}
