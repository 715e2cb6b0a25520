import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a file with its directories; a file that is right already isn't touched, so that nobody's watcher wakes up. */
export function writeIfChanged(path: string, content: string, mode: number): void {
  if (readIfThere(path) !== content) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode });
  }
  if ((statSync(path).mode & 0o777) !== mode) chmodSync(path, mode);
}

/** The file's text; `undefined` when there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
