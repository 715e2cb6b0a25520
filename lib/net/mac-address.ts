/** Lower-case, colon-separated form of a 48-bit MAC address; `undefined` for anything else. */
export function parseMacAddress(text: string): string | undefined {
  const normal = text.toLowerCase().replace(/-/g, ":");
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(normal) ? normal : undefined;
}
