import { type StructuredPatch, structuredPatch } from "diff";

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
  const cut = apart(before, after);
  const hunks = hunksOf(cut.first, cut.second);
  if (hunks === undefined) return replaced(before, after);
  // Where lines stand twice, a difference may be put so near to the cut that lines around it are missing.
  if (cut.rest && contextAtEnd(hunks) < CONTEXT) return counted(withHeads(hunksOf(before, after) ?? [], 0));
  return counted(withHeads(hunks, cut.skipped));
}

type Hunks = StructuredPatch["hunks"];

/** `undefined` where there are too many differences. */
function hunksOf(before: string, after: string): Hunks | undefined {
  return structuredPatch("", "", before, after, undefined, undefined, { context: CONTEXT, maxEditLength: MOST_DIFFERENCES })?.hunks;
}

function contextAtEnd(hunks: Hunks): number {
  const lines = hunks.at(-1)?.lines ?? [];
  return lines.length - 1 - lines.findLastIndex((line) => !line.startsWith(" "));
}

function withHeads(hunks: Hunks, skipped: number): string[] {
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [`@@ -${skipped + oldStart},${oldLines} +${skipped + newStart},${newLines} @@`, ...lines]);
}

const CONTEXT = 3;

/** Without the lines that both begin and end with, but for those around the first and the last difference: of a long file mostly one line changes. */
function apart(before: string, after: string): { readonly skipped: number; readonly first: string; readonly second: string; readonly rest: boolean } {
  const shorter = Math.min(before.length, after.length);
  let begin = 0;
  while (begin < shorter && before.charCodeAt(begin) === after.charCodeAt(begin)) begin++;
  let same = 0;
  while (same < shorter - begin && before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)) same++;
  // Whole lines, of which the nearest ones stay: one step to the line's own begin or end, and one more for each of these.
  for (let step = 0; step <= CONTEXT && begin > 0; step++) begin = begin < 2 ? 0 : before.lastIndexOf("\n", begin - 2) + 1;
  for (let step = 0; step <= CONTEXT && same > 0; step++) {
    const end = before.indexOf("\n", before.length - same);
    same = end < 0 ? 0 : before.length - 1 - end;
  }
  const kept = (text: string): string => text.slice(begin, text.length - same);
  return { skipped: linesOf(before.slice(0, begin)).length, first: kept(before), second: kept(after), rest: same > 0 };
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
