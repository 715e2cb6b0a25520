import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

declare module "vitest" {
  interface ProvidedContext {
    /** A directory for what one process makes once for several test files; gone after the last of them. */
    readonly scratch: string;
  }
}

/** Once for all unit tests. */
export default function setup({ provide }: { readonly provide: (name: "scratch", directory: string) => void }): () => void {
  const directory = mkdtempSync(join(tmpdir(), "lvs-unit-"));
  provide("scratch", directory);
  return () => rmSync(directory, { recursive: true, force: true });
}
