import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory of our own for the one socket, readable by nobody else. */
export interface SocketDirectory {
  /** Path of the socket to listen on. */
  readonly socket: string;
  /** Removes directory and socket; harmless when called twice. */
  readonly remove: () => void;
}

/** @throws Error when the parent directory can't be written to. */
export function makeSocketDirectory(parent: string = tmpdir()): SocketDirectory {
  const directory = mkdtempSync(join(parent, "lvs-provider-"));
  return { socket: join(directory, "plugin.sock"), remove: () => rmSync(directory, { recursive: true, force: true }) };
}
