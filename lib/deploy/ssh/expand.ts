import { isAbsolute, join } from "node:path";
import { type LocalUser } from "./local-user";

/** What `%h` and its sisters stand for, keyed by the letter. */
export type Tokens = Readonly<Record<string, string>>;

/** The text with every token replaced, or the first token that means nothing here. */
export type Expanded = { readonly text: string } | { readonly unknown: string };

/** `%h` → host name, `%%` → `%`; a token that OpenSSH would refuse in this place is an error. @see ssh_config(5) TOKENS */
export function expandTokens(template: string, tokens: Tokens): Expanded {
  let unknown: string | undefined;
  const text = template.replace(/%(.?)/gsu, (whole, letter: string) => {
    if (letter === "%") return "%";
    const value = Object.hasOwn(tokens, letter) ? tokens[letter] : undefined;
    if (value === undefined) unknown ??= whole;
    return value ?? "";
  });
  return unknown === undefined ? { text } : { unknown };
}

/** `${NAME}` from the environment; an unset variable is an error, as for OpenSSH. */
export function expandEnvironment(template: string, user: LocalUser): Expanded {
  let unknown: string | undefined;
  const text = template.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    const value = user.environment[name];
    if (value === undefined) unknown ??= whole;
    return value ?? "";
  });
  return unknown === undefined ? { text } : { unknown };
}

/** `~/x` and relative names against a folder; `~other` stays as it is, since only the password database knows it. */
export function expandPath(path: string, user: LocalUser, folder = process.cwd()): string {
  if (path === "~") return user.home;
  if (path.startsWith("~/")) return join(user.home, path.slice(2));
  return isAbsolute(path) || path.startsWith("~") ? path : join(folder, path);
}
