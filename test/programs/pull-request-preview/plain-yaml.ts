/** What a file of ours in YAML holds: texts, lists and mappings. */
export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

const KEY = /^([\w.-]+):(?: +(.*))?$/;

/** As much of YAML as files have that people copy and change: block and one-line mappings and lists, plain and quoted texts, `|`. Everything else is refused, so that they stay like that. */
export function plainYaml(text: string): Yaml {
  const lines = new Lines(text.split("\n"));
  const value = block(lines, 0);
  if (lines.peek() !== undefined) throw new Error(`line ${lines.number}: nobody knows where this belongs: ${lines.peek()}`);
  return value;
}

class Lines {
  number = 0;
  constructor(private readonly all: string[]) {}

  /** The next line that says something. */
  peek(): string | undefined {
    while (this.number < this.all.length && /^\s*(#.*)?$/.test(this.all[this.number] ?? "")) this.number++;
    return this.all[this.number];
  }

  /** In the place of that line. */
  put(line: string): void {
    this.all[this.number] = line;
  }

  /** The lines of a text that begins behind `|`, without what all of them are indented by. */
  textBelow(indent: number): string {
    const from = this.number;
    const isPart = (line: string): boolean => line.trim() === "" || indentOf(line) > indent;
    while (this.number < this.all.length && isPart(this.all[this.number] ?? "")) this.number++;
    const part = this.all.slice(from, this.number);
    const least = Math.min(...part.filter((line) => line.trim() !== "").map(indentOf));
    return `${part.map((line) => line.slice(least)).join("\n").trimEnd()}\n`;
  }
}

function block(lines: Lines, least: number): Yaml {
  const first = lines.peek() ?? "";
  const indent = indentOf(first);
  if (indent < least) throw new Error(`line ${lines.number}: a value is missing`);
  return first.trimStart().startsWith("- ") ? list(lines, indent) : mapping(lines, indent);
}

function list(lines: Lines, indent: number): Yaml {
  const items: Yaml[] = [];
  for (let line = lines.peek(); line !== undefined && indentOf(line) === indent && line.slice(indent).startsWith("- "); line = lines.peek()) {
    const rest = line.slice(indent + 2);
    if (KEY.test(rest)) {
      lines.put(`${" ".repeat(indent + 2)}${rest}`);
      items.push(mapping(lines, indent + 2));
    } else items.push(value(lines, rest, indent));
  }
  return items;
}

function mapping(lines: Lines, indent: number): Yaml {
  const members: Record<string, Yaml> = {};
  for (let line = lines.peek(); line !== undefined && indentOf(line) === indent; line = lines.peek()) {
    const [, key, rest] = KEY.exec(line.slice(indent)) ?? [];
    if (key === undefined || key in members) throw new Error(`line ${lines.number}: no key, or one for the second time: ${line}`);
    members[key] = value(lines, rest, indent);
  }
  return members;
}

/** What stands behind a key or a dash, or in the lines below. */
function value(lines: Lines, rest: string | undefined, indent: number): Yaml {
  lines.number++;
  if (rest === undefined) return block(lines, indent + 1);
  return rest === "|" ? lines.textBelow(indent) : flow(rest);
}

function flow(text: string): Yaml {
  const [open, inner] = [text.charAt(0), text.slice(1, -1).trim()];
  if (open === "[" && text.endsWith("]")) return parts(inner).map(flow);
  if (open === "{" && text.endsWith("}")) return Object.fromEntries(parts(inner).map((part) => /^([\w.-]+): +(.+)$/.exec(part) ?? raise(text)).map(([, key = "", one = ""]) => [key, flow(one)]));
  if (open === '"') return JSON.parse(text) as string;
  return /^[\w.$/*+<>(~-]/.test(text) && !/: | #|:$/.test(text) ? text : raise(text);
}

function parts(text: string): string[] {
  return text.match(/(?:"[^"]*"|[^,"])+/g)?.map((part) => part.trim()) ?? [];
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function raise(text: string): never {
  throw new Error(`too much for a file that people are to read: ${text}`);
}
