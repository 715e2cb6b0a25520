/** Lower-case, colon-separated form of a 48-bit MAC address written with colons or with dashes throughout; `undefined` for anything else. */
export function parseMacAddress(text: string): string | undefined {
  return /^[0-9a-f]{2}([:-])([0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(text) ? text.toLowerCase().replaceAll("-", ":") : undefined;
}
