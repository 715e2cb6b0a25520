/** @module The command line: arguments in, text and exit codes out; whatever decides or does something lives in another room. */
export { addFailoverCommand } from "./failover";
export { addInitCommand } from "./init";
export { addLabCommand } from "./lab";
export { addPreviewCommands } from "./preview";
