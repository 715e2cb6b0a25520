import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { matchesPatternList } from "./host-pattern";

/** One key that a known_hosts file holds for the names we asked about. */
export interface KnownKey {
  readonly marker?: "revoked" | "cert-authority";
  /** As in the file: `ssh-ed25519`, … */
  readonly type: string;
  /** The key itself, in the form that travels during a handshake. */
  readonly blob: Buffer;
  /** `file:line`, for people. */
  readonly where: string;
  readonly file: string;
}

interface KnownHostsLine {
  readonly marker?: "revoked" | "cert-authority";
  readonly names: string;
  readonly type: string;
  readonly key: string;
  readonly number: number;
}

/**
 * The lines of a known_hosts file that hold a key; anything else is passed over, as OpenSSH does.
 *
 * @see sshd(8) SSH_KNOWN_HOSTS FILE FORMAT
 */
export function parseKnownHosts(text: string): KnownHostsLine[] {
  return text.split("\n").flatMap((raw, index) => {
    const words = raw.trim().split(/[ \t]+/);
    if (raw.trim() === "" || raw.trimStart().startsWith("#")) return [];
    const marker = words[0]?.startsWith("@") ? words.shift()?.slice(1) : undefined;
    const [names, type, key] = words;
    if (names === undefined || type === undefined || key === undefined) return [];
    if (marker !== undefined && marker !== "revoked" && marker !== "cert-authority") return [];
    return [{ ...(marker === undefined ? {} : { marker }), names, type, key, number: index + 1 }];
  });
}

/** `true` when the names column means this name: hashed (`|1|salt|hash`), or patterns with wildcards and negation. */
export function namesMatch(names: string, name: string): boolean {
  const wanted = name.toLowerCase();
  if (!names.startsWith("|")) return matchesPatternList(wanted, names.toLowerCase().split(","));
  const [, method, salt, hash] = names.split("|");
  if (method !== "1" || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, "base64");
  const actual = createHmac("sha1", Buffer.from(salt, "base64")).update(wanted).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Every key on file for a name. Files that don't exist hold none. */
export function knownKeys(files: readonly string[], name: string): KnownKey[] {
  return files.flatMap((file) =>
    parseKnownHosts(readIfThere(file)).flatMap(({ marker, names, type, key, number }) => {
      if (!namesMatch(names, name)) return [];
      return [{ ...(marker === undefined ? {} : { marker }), type, blob: Buffer.from(key, "base64"), where: `${file}:${number}`, file }];
    }),
  );
}

/** How a host is called in known_hosts: `[host]:port` unless the port is 22. */
export function knownHostsName(hostName: string, port: number): string {
  const name = hostName.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

// Unreadable is like absent here: then the key is unknown and the refusal names the files that were asked.
function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
