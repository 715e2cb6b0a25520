/** One line of an ssh_config file that says something. */
export interface ConfigLine {
  /** Lower case: keywords don't distinguish case. */
  readonly keyword: string;
  /** The arguments with quotes taken off and comments dropped. */
  readonly words: readonly string[];
  /** Everything after the keyword, untouched: what ProxyCommand hands to a shell. */
  readonly rest: string;
  /** Counted from 1. */
  readonly number: number;
}

export interface ConfigText {
  readonly lines: readonly ConfigLine[];
  /** Lines that OpenSSH itself would refuse. */
  readonly broken: readonly { readonly number: number; readonly problem: string }[];
}

/** Splits a file into keywords and arguments as OpenSSH does. @see ssh_config(5), OpenSSH's argv_split */
export function parseConfigText(text: string): ConfigText {
  const lines: ConfigLine[] = [];
  const broken: { number: number; problem: string }[] = [];
  text.split("\n").forEach((raw, index) => {
    const parsed = parseLine(raw, index + 1);
    if (parsed === undefined) return;
    if ("problem" in parsed) broken.push(parsed);
    else lines.push(parsed);
  });
  return { lines, broken };
}

function parseLine(raw: string, number: number): ConfigLine | { number: number; problem: string } | undefined {
  const line = raw.replace(/[ \t\r\n\f]+$/, "").replace(/^[ \t]+/, "");
  if (line === "" || line.startsWith("#")) return undefined;
  const head = /^("[^"]*"|[^ \t="]+)[ \t]*=?[ \t]*/.exec(line);
  if (head === null) return { number, problem: "it doesn't start with a keyword" };
  const keyword = (head[1] ?? "").replaceAll('"', "").toLowerCase();
  const rest = line.slice(head[0].length);
  const words = splitWords(rest);
  // A command is the shell's to read: its quotes need not be balanced by our rules.
  if (words === undefined && keyword !== "proxycommand") return { number, problem: "a quote is never closed" };
  if (rest === "") return { number, problem: `${head[1]} has no argument` };
  return { keyword, words: words ?? [], rest, number };
}

/** `undefined` when a quote stays open. */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === " " || text[at] === "\t") at += 1;
    else if (text[at] === "#") break;
    else {
      const word = readWord(text, at);
      if (word === undefined) return undefined;
      words.push(word.word);
      at = word.end;
    }
  }
  return words;
}

function readWord(text: string, start: number): { word: string; end: number } | undefined {
  let word = "";
  let open = "";
  let at = start;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === "\\" && (next === "'" || next === '"' || next === "\\" || (next === " " && open === ""))) {
      word += next;
      at += 1;
    } else if (open === "" && (character === " " || character === "\t")) break;
    else if (open === "" && (character === '"' || character === "'")) open = character;
    else if (character === open && open !== "") open = "";
    else word += character;
  }
  return open === "" ? { word, end: at } : undefined;
}
