import { type Content, type Words, documentOf } from "../document";
import { type Mark, type Preview, type Topology } from "../value";
import { clean, line } from "./clean";
import { remaining } from "./size";

/** Plain text, as for a terminal; everything is in it. */
export function renderText(preview: Preview): string {
  const contents = remaining(documentOf(preview), new Set());
  return contents.map((content) => (content.kind === "missing" ? "" : block(content))).join("\n");
}

/** With its line end. */
function block(content: Content): string {
  switch (content.kind) {
    case "heading":
      return content.level === 2 ? `${words(content.words)}\n${"=".repeat([...words(content.words)].length)}\n` : `--- ${words(content.words)} ---\n`;
    case "paragraph":
      return `${words(content.words)}\n`;
    case "list":
      return content.items.map((item, index) => `${content.ordered ? `${String(index + 1).padStart(2)}.` : "-"} ${words(item)}\n`).join("");
    case "table":
      return table([content.head, ...content.rows.map((row) => row.map(words))]);
    case "text":
      return clean(content.text);
    case "picture":
      return picture(content.topology);
    case "fold":
      return `${words(content.title)}\n${indented(content.blocks.map(block).join("\n"))}`;
  }
}

function words(parts: Words): string {
  return parts.map((part) => line(typeof part === "string" ? part : "code" in part ? part.code : part.strong)).join("");
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? "")].length)));
  const padded = (row: readonly string[]): string => row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - [...cell].length)).join("  ");
  return rows.map((row) => `${padded(row).trimEnd()}\n`).join("");
}

const SIGNS: Readonly<Record<Mark, string>> = { same: " ", added: "+", removed: "-", changed: "~" };

function picture({ method, vips, routers, virtualServers, pools }: Topology): string {
  const row = (mark: Mark, depth: number, text: string): string => `${SIGNS[mark]}${"  ".repeat(depth)} ${line(text)}\n`;
  return [
    row("same", 0, "clients"),
    ...vips.flatMap(({ name, address, mark }) => [row(mark, 1, `VIP ${name} ${address}`), ...virtualServers.filter(({ vip }) => vip === name).map((one) => row(one.mark, 2, `${one.label} → pool ${one.pool}`))]),
    row("same", 0, `LVS routers, ${method}`),
    ...routers.map(({ name, role, mark }) => row(mark, 1, `${name}, ${role}`)),
    ...pools.flatMap(({ name, mark, servers }) => [row(mark === "changed" ? "same" : mark, 0, `pool ${name}`), ...servers.map((server) => row(server.mark, 1, `${server.name} ${server.label}`))]),
  ].join("");
}
