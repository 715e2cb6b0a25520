import { readFileSync, statSync } from "node:fs";

/** How a plan was made, which it doesn't say itself. */
export interface Planning {
  /** Whether what is in the state was looked at; false with -refresh=false. */
  readonly refreshed: boolean;
  /** Hosts that could not be asked, as Terraform was warned (LVS343), each once. */
  readonly unasked: readonly string[];
  /** Codes of other warnings that Terraform was given while it looked: each may say that something was not looked at. */
  readonly otherWarnings: readonly string[];
}

/** Of no plan there is more to say; what is longer was written by somebody else. */
const MOST_BYTES = 1_000_000;

/** What the model says of a declaration, which the preview says itself (LVS000–LVS199 and LVS500–LVS599), and what is said of what a look has found. */
const OF_NO_LOOK = /^LVS([015]|402|615)/;

/**
 * What whoever made a plan noted beside it, in a file of the plan's name and `.said`: a line `plan-bytes N` with the plan file's size, a line `-refresh=false` if that was given, and the headlines of what Terraform warned of,
 * as it prints them. `undefined` where nothing can be read there, or where it was noted of another plan: one of another size, or a later one.
 */
export function planningOf(plan: string): Planning | undefined {
  try {
    const [noted, made] = [statSync(`${plan}.said`), statSync(plan)];
    if (!noted.isFile() || noted.size > MOST_BYTES || noted.mtimeMs < made.mtimeMs) return undefined;
    const lines = readFileSync(`${plan}.said`, "utf8").split("\n");
    return lines.includes(`plan-bytes ${made.size}`) ? planningIn(lines) : undefined;
  } catch {
    return undefined;
  }
}

function planningIn(lines: readonly string[]): Planning {
  const headlines = lines.flatMap((line) => {
    const [, code, host] = /^(?:Warning:|-) (LVS\d{3}): ([A-Za-z0-9][\w.-]*)?/.exec(line) ?? [];
    return code === undefined ? [] : [{ code, host }];
  });
  const once = (words: readonly (string | undefined)[]): string[] => [...new Set(words.filter((word) => word !== undefined))].sort();
  return {
    refreshed: !lines.includes("-refresh=false"),
    unasked: once(headlines.filter(({ code }) => code === "LVS343").map(({ host }) => host)),
    otherWarnings: once(headlines.map(({ code }) => code).filter((code) => code !== "LVS343" && !OF_NO_LOOK.test(code))),
  };
}
