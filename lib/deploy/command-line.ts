/**
 * One argument as POSIX shell text that `/bin/sh` reads back as exactly the same bytes. The only quoting function there
 * is: whatever reaches a host's shell was built by this file.
 *
 * @throws when the argument holds a NUL, which no process argument can carry; names are checked long before.
 * @see POSIX.1-2017, Shell Command Language, 2.2.2 Single-Quotes
 */
export function quote(argument: string): string {
  if (argument.includes("\0")) throw new Error("a shell argument can't hold a NUL character");
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(argument) && !/^[A-Za-z_][A-Za-z0-9_]*=/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** A whole command: every word quoted, separated by blanks. The first word is the program, never an assignment or alias. */
export function commandLine(argv: readonly [string, ...string[]]): string {
  return argv.map(quote).join(" ");
}
