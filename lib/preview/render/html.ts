import { type Content, type Word, type Words, documentOf } from "../document";
import { type Preview } from "../value";
import { clean, escapeHtml, line } from "./clean";
import { remaining } from "./size";
import { STYLE } from "./style";
import { renderSvg } from "./svg";

/** One page with everything in it: no script, nothing that is loaded. Well-formed, so that other programs can read it. */
export function renderHtml(preview: Preview): string {
  const contents = remaining(documentOf(preview), new Set());
  const body = contents.map((content) => (content.kind === "missing" ? "" : block(content))).join("");
  const [title = ""] = contents.flatMap((content) => (content.kind === "heading" ? [content.words.map(plainWord).join("")] : []));
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8"/>',
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    // Whatever names and texts in it say, the browser is told to load and run nothing.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>`,
    '<meta name="color-scheme" content="light dark"/>',
    `<title>${escapeHtml(line(title))}</title>`,
    `<style>${STYLE}</style>`,
    "</head>",
    `<body><main>\n${body}</main></body>`,
    "</html>",
    "",
  ].join("\n");
}

function block(content: Content): string {
  switch (content.kind) {
    case "heading":
      return `<h${content.level - 1}>${inline(content.words)}</h${content.level - 1}>\n`;
    case "paragraph":
      return `<p>${inline(content.words)}</p>\n`;
    case "list":
      return `<${content.ordered ? "ol" : "ul"}>\n${content.items.map((item) => `<li>${inline(item)}</li>\n`).join("")}</${content.ordered ? "ol" : "ul"}>\n`;
    case "table":
      return table(content.head, content.rows);
    case "text":
      return `<pre><code>${content.language === "diff" ? diff(content.text) : escapeHtml(clean(content.text))}</code></pre>\n`;
    case "picture":
      return renderSvg(content.topology);
    case "fold":
      return `<details><summary>${inline(content.title)}</summary>\n${content.blocks.map(block).join("")}</details>\n`;
  }
}

function table(head: readonly string[], rows: readonly (readonly Words[])[]): string {
  const heads = head.map((cell) => `<th>${escapeHtml(line(cell))}</th>`).join("");
  const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${inline(cell)}</td>`).join("")}</tr>\n`).join("");
  return `<div class="table"><table>\n<thead><tr>${heads}</tr></thead>\n<tbody>\n${lines}</tbody></table></div>\n`;
}

const LINE_CLASSES: Readonly<Record<string, string>> = { "+": "added", "-": "removed", "@": "place" };

function diff(text: string): string {
  return clean(text)
    .split("\n")
    .map((one) => {
      const kind = LINE_CLASSES[one.charAt(0)];
      return kind === undefined ? escapeHtml(one) : `<span class="${kind}">${escapeHtml(one)}</span>`;
    })
    .join("\n");
}

function inline(words: Words): string {
  return words.map(word).join("");
}

function word(one: Word): string {
  if (typeof one === "string") return escapeHtml(line(one));
  return "code" in one ? `<code>${escapeHtml(line(one.code))}</code>` : `<b>${escapeHtml(line(one.strong))}</b>`;
}

function plainWord(one: Word): string {
  return typeof one === "string" ? one : "code" in one ? one.code : one.strong;
}
