import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Existing files whose absolute path matches, sorted by name; `*`, `?` and `[…]` as in glob(7), `*` never matches a leading dot. */
export function globFiles(pattern: string): string[] {
  let found = ["/"];
  for (const step of pattern.split("/").filter((part) => part !== "")) {
    found = /[*?[]/.test(step) ? found.flatMap((folder) => entries(folder, step)) : found.map((folder) => join(folder, step));
  }
  return found;
}

function entries(folder: string, step: string): string[] {
  const matcher = stepMatcher(step);
  try {
    const names = readdirSync(folder).filter((name) => matcher.test(name) && (step.startsWith(".") || !name.startsWith(".")));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function stepMatcher(step: string): RegExp {
  const source = step.replace(/\[([!^]?)([^\]]+)\]|[*?]|[\\^$.|+(){}[\]]/g, (whole, negate: string | undefined, set: string | undefined) => {
    if (set !== undefined) return `[${negate ? "^" : ""}${set.replaceAll("\\", "\\\\")}]`;
    if (whole === "*") return ".*";
    return whole === "?" ? "." : `\\${whole}`;
  });
  return new RegExp(`^${source}$`, "s");
}
