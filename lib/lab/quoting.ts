/**
 * One argument as a POSIX shell reads it back unchanged. The lab has its own, since it may not share the code that deploys:
 * an error in one must not hide the same error in the other.
 */
export function quote(argument: string): string {
  return /^[\w@%+:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** A command line from its arguments; a string is taken for one already written. */
export function commandLine(command: string | readonly string[]): string {
  return typeof command === "string" ? command : command.map(quote).join(" ");
}
