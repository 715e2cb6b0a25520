import { type Content, type Word, type Words, documentOf } from "../document";
import { clipped, first } from "../document/block";
import { type Preview } from "../value";
import { clean, escapeHtml, line } from "./clean";
import { renderMermaid } from "./mermaid";
import { partsLeftOut, remaining } from "./size";

/** Characters that a comment on GitHub may have. */
export const DEFAULT_MARKDOWN_SIZE = 65_536;
/** Room for what is always there. */
export const LEAST_MARKDOWN_SIZE = 4096;

/** By this a program that keeps one comment up to date finds it again. */
const MARKER = "<!-- cdktf-lvs preview -->\n";

/** Markdown as GitHub and GitLab render it, at most so many characters long: what matters least is left out, and named. */
export function renderMarkdown(preview: Preview, { maxSize = DEFAULT_MARKDOWN_SIZE }: { readonly maxSize?: number } = {}): string {
  const document = documentOf(preview, { short: true, longest: Math.max(300, Math.round(maxSize / 50)) });
  const texts = new Map<Content, string>();
  const rendered = (content: Content): string => {
    const text = texts.get(content) ?? block(content);
    texts.set(content, text);
    return text;
  };
  // What is missing is named in words of any length, so a document may come out a little longer than reckoned.
  for (let room = maxSize - MARKER.length; ; room -= 1000) {
    const left = partsLeftOut(document, room, (content) => rendered(content).length + 1);
    const text = MARKER + remaining(document, left).map((one) => (one.kind === "missing" ? note(one.called) : rendered(one))).join("\n");
    if (text.length <= maxSize || room < 0) return text;
  }
}

const MOST_NAMED = 5;

function note(called: readonly string[]): string {
  const names = first(called.map((name) => escaped(clipped(name, 60))), MOST_NAMED, (count) => `${count} more`);
  return `*Left out for want of room: ${names.join("; ")}. All of it: \`--format html\`.*\n`;
}

/** With its line end. */
function block(content: Content): string {
  switch (content.kind) {
    case "heading":
      return `${"#".repeat(content.level)} ${inline(content.words)}\n`;
    case "paragraph":
      return `${inline(content.words)}\n`;
    case "list":
      return content.items.map((item, index) => `${content.ordered ? `${index + 1}.` : "-"} ${inline(item)}\n`).join("");
    case "table":
      return table(content.head, content.rows);
    case "text":
      return fenced(content.language === "diff" ? "diff" : "sh", content.text);
    case "picture":
      return fenced("mermaid", renderMermaid(content.topology));
    case "fold":
      return `<details><summary>${htmlInline(content.title)}</summary>\n\n${content.blocks.map(block).join("\n")}\n</details>\n`;
  }
}

function table(head: readonly string[], rows: readonly (readonly Words[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  return [row(head.map(escaped)), row(head.map(() => "---")), ...rows.map((cells) => row(cells.map((cell) => inline(cell, { inTable: true }))))].join("");
}

/** With a fence that is longer than any in the text. */
function fenced(language: string, text: string): string {
  const content = clean(text);
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${content.endsWith("\n") || content === "" ? content : `${content}\n`}${fence}\n`;
}

function inline(words: Words, { inTable = false } = {}): string {
  return words.map((word) => markdownWord(word, inTable)).join("");
}

function markdownWord(word: Word, inTable: boolean): string {
  if (typeof word === "string") return escaped(word);
  if ("strong" in word) return `**${escaped(word.strong)}**`;
  const text = line(word.code);
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = "`".repeat(longest + 1);
  const padding = longest > 0 || text.trim() === "" ? " " : "";
  return `${ticks}${padding}${inTable ? text.replaceAll("|", "\\|") : text}${padding}${ticks}`;
}

/** So that names which others chose are names and nothing else: no emphasis, no link, no tag, no formula; nobody is called (@), and neither issues (#1) nor addresses (www., https://) are linked. */
function escaped(text: string): string {
  return line(text)
    .replace(/[\\`*_[\]~|$]/g, "\\$&")
    .replace(/[&<>]/g, (sign) => escapeHtml(sign))
    .replace(/@(?=\w)|#(?=\d)|:(?=\/\/)|\bwww(?=\.)/gi, "$&\u200b");
}

/** In a summary nothing of Markdown is understood. */
function htmlInline(words: Words): string {
  const one = (word: Word): string => {
    if (typeof word === "string") return plain(word);
    return "code" in word ? `<code>${escapeHtml(line(word.code))}</code>` : `<b>${plain(word.strong)}</b>`;
  };
  return words.map(one).join("");
}

function plain(text: string): string {
  return escapeHtml(line(text)).replace(/@(?=\w)/g, "$&\u200b");
}
