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
  const { skipped, first, second } = apart(before, after);
  const patch = structuredPatch("", "", first, second, undefined, undefined, { context: CONTEXT, maxEditLength: MOST_DIFFERENCES });
  if (patch === undefined) return replaced(before, after);
  const lines = patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: hunk }) => [`@@ -${skipped + oldStart},${oldLines} +${skipped + newStart},${newLines} @@`, ...hunk]);
  return counted(lines);
}

const CONTEXT = 3;

/** Without the lines that both begin and end with, but for those around the first and the last difference: of a long file mostly one line changes. */
function apart(before: string, after: string): { readonly skipped: number; readonly first: string; readonly second: string } {
  // Each with its end: a last line without one is another line.
  const [former, next] = [before.split(/(?<=\n)/), after.split(/(?<=\n)/)];
  const shorter = Math.min(former.length, next.length);
  let begin = 0;
  while (begin < shorter && former[begin] === next[begin]) begin++;
  let end = 0;
  while (end < shorter - begin && former[former.length - 1 - end] === next[next.length - 1 - end]) end++;
  const skipped = Math.max(0, begin - CONTEXT);
  const kept = (lines: readonly string[]): string => lines.slice(skipped, lines.length - Math.max(0, end - CONTEXT)).join("");
  return { skipped, first: kept(former), second: kept(next) };
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
