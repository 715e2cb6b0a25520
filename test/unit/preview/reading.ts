/** What is wrong with the nesting of a Markdown text: fences that are not closed, `<details>` that are not balanced outside of them, mermaid and diff blocks that are cut. */
export function markdownProblems(text: string): string[] {
  const problems: string[] = [];
  let fence: string | undefined;
  let open = 0;
  text.split("\n").forEach((line, index) => {
    const [, ticks = "", info = ""] = /^(`{3,})([^`]*)$/.exec(line) ?? [];
    if (fence !== undefined) {
      if (ticks !== "" && ticks.length >= fence.length && info.trim() === "") fence = undefined;
      return;
    }
    if (ticks !== "") {
      fence = ticks;
      return;
    }
    // What is typed into a machine is no tag.
    const tags = line.replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, "");
    open += (tags.match(/<details>/g) ?? []).length - (tags.match(/<\/details>/g) ?? []).length;
    if (open < 0 && tags.includes("</details>")) problems.push(`line ${index + 1} closes what is not open`);
  });
  if (fence !== undefined) problems.push("a fence is not closed");
  if (open !== 0) problems.push(`${open} <details> not closed`);
  return problems;
}

/** One tag of a page. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The tags of a page that is as well-formed as XML. @throws where it is not */
export function tagsOf(html: string): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  const body = html.replace(/^<!doctype html>\n/, "").replace(/<style>[^<]*<\/style>/, "");
  const tag = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+="[^"<]*")*)(\/?)>/g;
  for (const [, closes = "", name = "", attributes = "", empty = ""] of body.matchAll(tag)) {
    if (closes !== "") {
      if (open.pop() !== name) throw new Error(`</${name}> closes something else`);
      continue;
    }
    tags.push({ name, attributes: Object.fromEntries([...attributes.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value])) });
    if (empty === "") open.push(name);
  }
  const rest = body.replace(tag, "");
  if (open.length > 0) throw new Error(`not closed: ${open.join(" ")}`);
  const stray = /[<>]|&(?!#\d+;)/.exec(rest);
  if (stray !== null) throw new Error(`stray ${rest.slice(stray.index, stray.index + 40)}`);
  return tags;
}
