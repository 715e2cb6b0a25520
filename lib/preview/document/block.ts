import { type Topology } from "../value";

/** A piece of a line: plain, as it is typed into a machine, or emphasized. */
export type Word = string | { readonly code: string } | { readonly strong: string };
export type Words = readonly Word[];

/** What a preview is made of. No block is ever cut. */
export type Block = Part | Content;

/** Blocks that may be left out together, with a word in their place. */
export interface Part {
  readonly kind: "part";
  /** The smallest goes first. */
  readonly rank: number;
  /** What is then said to be missing, as in "left out: …". */
  readonly called: string;
  /** Whether several of one name are named once, by how many they are: "3 more of class hitless". */
  readonly counted?: true;
  readonly blocks: readonly Block[];
}

/** What is there or not, as one. */
export type Content =
  | { readonly kind: "heading"; readonly level: 2 | 3 | 4; readonly words: Words }
  | { readonly kind: "paragraph"; readonly words: Words }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly Words[]; /** Lists of one run that follow each other are one list. */ readonly run?: string }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly Words[])[] }
  | { readonly kind: "text"; readonly language: "diff" | "shell"; readonly text: string }
  | { readonly kind: "picture"; readonly topology: Topology }
  | { readonly kind: "fold"; readonly title: Words; readonly blocks: readonly Content[] };

export function code(text: string): Word {
  return { code: text };
}

export function strong(text: string): Word {
  return { strong: text };
}

export function paragraph(...words: Words): Content {
  return { kind: "paragraph", words };
}

export function list(items: readonly Words[], { ordered = false } = {}): Content {
  return { kind: "list", ordered, items };
}

export function fold(title: Words, blocks: readonly Content[]): Content {
  return { kind: "fold", title, blocks };
}

/** What nobody needs to read at once; nothing where there are no blocks. */
export function part(called: string, rank: number, blocks: readonly Block[]): Block[] {
  return blocks.length === 0 ? [] : [{ kind: "part", rank, called, blocks }];
}

/** Lines of which the last may be left out while there is room for the first. @param more what those that are left out are called, after their number */
export function lines(called: string, rank: number, { items, run, more }: { readonly items: readonly Words[]; readonly run: string; readonly more: string }): Block[] {
  const lists = items.map((item): Content => ({ kind: "list", ordered: false, items: [item], run }));
  return part(called, rank, lists.length === 1 ? lists : lists.map((one): Part => ({ kind: "part", rank, called: more, counted: true, blocks: [one] })));
}

/** The first so many, and how many more there are. */
export function first<T>(items: readonly T[], most: number, more: (count: number) => T): T[] {
  return items.length <= most ? [...items] : [...items.slice(0, most - 1), more(items.length - most + 1)];
}

/** At most so long; for what is always there, however long the names that others chose. */
export function clipped(text: string, most = 100): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
