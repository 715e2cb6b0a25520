import { closeSync, fchmodSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes many files where nothing was before: without looking for what is there, and asking for each directory once. */
export class FreshTree {
  private readonly directories = new Set<string>();

  write(path: string, content: string, mode: number): void {
    const directory = dirname(path);
    if (!this.directories.has(directory)) {
      mkdirSync(directory, { recursive: true });
      this.directories.add(directory);
    }
    const file = openSync(path, "w", mode);
    try {
      writeFileSync(file, content);
      fchmodSync(file, mode); // whatever the umask has taken away
    } finally {
      closeSync(file);
    }
  }
}
