/**
 * keepalived.conf as a tree. Each constant that we chose carries its reason, which is written as a comment line above it; what a person
 * gave in the model does not need one.
 */
export type Node = Keyword | Block;

export interface Keyword {
  readonly words: readonly Word[];
  readonly why?: string;
}

export interface Block extends Keyword {
  readonly children: readonly Node[];
}

export type Word = string | number;

/** A line whose values come from the model. */
export function given(...words: readonly Word[]): Keyword {
  return { words };
}

/** A line we decided on; the reason comes first. */
export function chosen(why: string, ...words: readonly Word[]): Keyword {
  return { words, why };
}

/** `words { … }`, with a comment line above when there is something to say. */
export function block(words: readonly Word[], children: readonly Node[], why?: string): Block {
  return why === undefined ? { words, children } : { words, children, why };
}

/** The file's text. */
export function renderTree(nodes: readonly Node[]): string {
  const lines: string[] = [];
  for (const node of nodes) renderNode(node, "", lines);
  return `${lines.join("\n")}\n`;
}

/** Longest line keepalived reads in one piece, in bytes: MAXBUF − 1 of its lib/parser.h, less the line feed. */
export const LINE_MAX = 1022;

/**
 * The one escaping rule: a word of plain characters stands bare, any other between double quotes. keepalived knows no escape inside
 * double quotes, so a word with `"`, `\`, a control character, non-ASCII or a use of a predefined `$_NAME` cannot be written; the model
 * refuses such values, and reaching this point with one is a bug.
 */
export function escapeWord(word: Word): string {
  const text = String(word);
  if (/^[A-Za-z0-9._:/%+=,@-]+$/.test(text)) return text;
  if (!/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text) || /\$\{?_/.test(text)) {
    throw new Error(`keepalived.conf cannot hold the word ${JSON.stringify(text)}`);
  }
  return `"${text}"`;
}

/** Adds to `lines` instead of joining lists: pools of hundreds of servers are the bulk of what synth renders. */
function renderNode(node: Node, indent: string, lines: string[]): void {
  if (node.why !== undefined) lines.push(`${indent}# ${plainComment(node.why)}`);
  let line = indent;
  for (const word of node.words) line += line === indent ? escapeWord(word) : ` ${escapeWord(word)}`;
  if (line.length > LINE_MAX) throw new Error(`keepalived reads lines of at most ${LINE_MAX} bytes: ${line.slice(0, 60)}…`);
  if (!("children" in node)) {
    lines.push(line);
    return;
  }
  lines.push(`${line} {`);
  for (const child of node.children) renderNode(child, `${indent}    `, lines);
  lines.push(`${indent}}`);
}

/** keepalived takes a trailing backslash for a continued line, also in a comment. */
function plainComment(text: string): string {
  return text.replace(/[^\x20-\x5b\x5d-\x7e]+/g, " ");
}
