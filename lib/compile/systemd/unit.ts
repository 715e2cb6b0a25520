/** A unit file as a tree: sections of entries; an entry we chose says why. */
export interface Section {
  readonly name: "Unit" | "Service" | "Install";
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly value: string;
  readonly why?: string;
}

export function entry(key: string, value: string, why?: string): Entry {
  return why === undefined ? { key, value } : { key, value, why };
}

/** The file's text. */
export function renderUnit(sections: readonly Section[]): string {
  return sections.map((section) => [`[${section.name}]`, ...section.entries.flatMap(renderEntry)].join("\n") + "\n").join("\n");
}

/**
 * Words of a command line in a unit: each is quoted when it has more than plain characters; `%` and `$` are doubled, since systemd would
 * replace what follows them (systemd.service(5), "Command lines").
 */
export function commandLine(...words: readonly string[]): string {
  return words.map((word) => (/^[A-Za-z0-9_./:=@+,-]+$/.test(word) ? word : quoted(word))).join(" ");
}

function quoted(word: string): string {
  const escaped = word.replace(/[\\"]/g, "\\$&").replace(/[$%]/g, "$&$&").replace(/\n/g, "\\n");
  return `"${escaped}"`;
}

function renderEntry({ key, value, why }: Entry): string[] {
  if (/[\n\\]$|\n/.test(value)) throw new Error(`a unit's value is one line: ${JSON.stringify(value)}`);
  return [...(why === undefined ? [] : [`# ${why}`]), `${key}=${value}`];
}
