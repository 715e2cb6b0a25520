/** The text without the lines that begin so; a line that opens a block goes with all of it. */
export function leaveOut(text: string, line: string): string {
  const begins = new RegExp(`^${line}`);
  let depth = 0;
  const stays = (each: string): boolean => {
    const word = each.trim();
    if (depth > 0) {
      depth += Number(word.endsWith("{")) - Number(word === "}");
      return false;
    }
    if (!begins.test(word)) return true;
    depth = Number(word.endsWith("{"));
    return false;
  };
  return text.split("\n").filter(stays).join("\n");
}
