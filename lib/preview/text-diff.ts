import { structuredPatch } from "diff";

/** What changes in a text, as a person reads it. */
export interface TextDiff {
  /** Hunks with three lines around them; of a text that comes or goes, all its lines. No headers with names. */
  readonly text: string;
  readonly added: number;
  readonly removed: number;
}

/** More different lines than that are no change any more but another text, and finding the fewest would take the square of it. */
const MOST_DIFFERENCES = 1000;

/** The lines in which two texts differ; `undefined` stands for a file that is not there. */
export function textDiff(before: string | undefined, after: string | undefined): TextDiff {
  if (before === undefined || after === undefined) return replaced(before, after);
  const patch = structuredPatch("", "", before, after, undefined, undefined, { context: 3, maxEditLength: MOST_DIFFERENCES });
  if (patch === undefined) return replaced(before, after);
  const lines = patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: hunk }) => [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...hunk]);
  return counted(lines);
}

function replaced(before: string | undefined, after: string | undefined): TextDiff {
  return counted([...linesOf(before).map((line) => `-${line}`), ...linesOf(after).map((line) => `+${line}`)]);
}

function linesOf(text: string | undefined): string[] {
  return text === undefined || text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function counted(lines: readonly string[]): TextDiff {
  const beginning = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
  return { text: lines.map((line) => `${line}\n`).join(""), added: beginning("+"), removed: beginning("-") };
}
