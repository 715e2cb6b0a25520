import { closeSync, fchmodSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes many files below a directory where nothing was before: without looking for what is there, and making each directory once. */
export class FreshTree {
  private readonly directories = new Set<string>();

  /** Makes the root, with those above it. */
  constructor(root: string) {
    mkdirSync(root, { recursive: true });
    this.directories.add(root);
  }

  /** @param path begins with the root's */
  write(path: string, content: string, mode: number): void {
    this.makeDirectory(dirname(path));
    const file = openSync(path, "w", mode);
    try {
      writeFileSync(file, content);
      fchmodSync(file, mode); // whatever the umask has taken away
    } finally {
      closeSync(file);
    }
  }

  private makeDirectory(directory: string): void {
    if (this.directories.has(directory)) return;
    this.makeDirectory(dirname(directory));
    mkdirSync(directory);
    this.directories.add(directory);
  }
}
