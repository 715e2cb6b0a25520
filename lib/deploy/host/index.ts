/** @module The host's side of a transaction, a shell program, and the pure functions that build its command lines; no connections and no decisions. */
export * from "./host-commands";
export * from "./look-login";
