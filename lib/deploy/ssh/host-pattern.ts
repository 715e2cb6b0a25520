/** `*` is any run of characters, `?` exactly one; everything else stands for itself. @see ssh_config(5) PATTERNS */
export function matchesPattern(text: string, pattern: string): boolean {
  const source = [...pattern].map((character) => wildcard(character)).join("");
  return new RegExp(`^${source}$`, "su").test(text);
}

/** One matching negated pattern refuses, whatever else matches; a list of negated patterns alone matches nothing. */
export function matchesPatternList(text: string, patterns: readonly string[]): boolean {
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.startsWith("!")) {
      if (matchesPattern(text, pattern.slice(1))) return false;
    } else if (matchesPattern(text, pattern)) {
      matched = true;
    }
  }
  return matched;
}

function wildcard(character: string): string {
  if (character === "*") return ".*";
  if (character === "?") return ".";
  return /[\\^$.|+()[\]{}/]/.test(character) ? `\\${character}` : character;
}
