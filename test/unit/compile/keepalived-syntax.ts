/** One parsed line: its words, and its block if it has one. */
export interface Line {
  readonly words: readonly string[];
  readonly block?: readonly Line[];
}

/**
 * Reads keepalived.conf by the rules of keepalived's own lexer (lib/parser.c): comments begin with `#` or `!` outside double quotes, words
 * end at white space, a double-quoted part is taken as it stands, a brace outside quotes opens or closes a block.
 */
export function parseConfiguration(text: string): Line[] {
  const lines = text.split("\n").map(withoutComment).map(wordsOf).filter((words) => words.length > 0);
  const read = (): Line[] => {
    const block: Line[] = [];
    for (let words = lines.shift(); words !== undefined && words[0] !== CLOSE; words = lines.shift()) {
      block.push(words.at(-1) === OPEN ? { words: words.slice(0, -1).map(String), block: read() } : { words: words.map(String) });
    }
    return block;
  };
  return read();
}

const OPEN = Symbol("{");
const CLOSE = Symbol("}");

function withoutComment(line: string): string {
  let quoted = false;
  for (let index = 0; index < line.length; index++) {
    if (line[index] === '"') quoted = !quoted;
    else if (!quoted && (line[index] === "#" || line[index] === "!")) return line.slice(0, index);
  }
  return line;
}

function wordsOf(line: string): (string | symbol)[] {
  return [...line.matchAll(/"([^"]*)"|([{}])|[^\s"{}]+/g)].map(([whole, quoted, brace]) => quoted ?? (brace === "{" ? OPEN : brace === "}" ? CLOSE : whole));
}
