import { type default as Ssh2 } from "ssh2";

/** The library's exports. */
export type Ssh2Library = typeof Ssh2;

let library: Promise<Ssh2Library> | undefined;

/** Loads ssh2 at the first connection: it costs 40 to 60 ms, and Terraform starts the provider several times a command. */
export function loadSsh2(): Promise<Ssh2Library> {
  library ??= import("ssh2").then((module) => module.default);
  return library;
}
