import { readFileSync, statSync } from "node:fs";
import { type ParsedKey } from "ssh2";
import { type Ssh2Library } from "./ssh2-library";

/** What became of reading an identity file. */
export type KeyFile =
  | { readonly kind: "usable"; readonly path: string; readonly key: ParsedKey }
  /** The public part is known even so, and lets an agent's key be recognised. */
  | { readonly kind: "encrypted" | "public-only"; readonly path: string; readonly publicBlob: Buffer | undefined }
  | { readonly kind: "missing"; readonly path: string }
  | { readonly kind: "unusable"; readonly path: string; readonly reason: string };

/** Reads one identity file as OpenSSH would: never a key that others can read. */
export function readKeyFile(path: string, ssh2: Ssh2Library): KeyFile {
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    return code === "ENOENT" ? withoutPrivatePart(path, ssh2) : { kind: "unusable", path, reason: code };
  }
  const parsed = ssh2.utils.parseKey(text);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key === undefined || key instanceof Error) {
    if (/encrypted/i.test(key?.message ?? "")) return { kind: "encrypted", path, publicBlob: publicPart(text) ?? publicBeside(path, ssh2) };
    return { kind: "unusable", path, reason: key?.message ?? "it holds no key" };
  }
  if (!key.isPrivateKey()) return { kind: "public-only", path, publicBlob: key.getPublicSSH() };
  const rights = exposure(path);
  return rights === undefined ? { kind: "usable", path, key } : { kind: "unusable", path, reason: rights };
}

/** The public key's blob, whatever is known of the file. */
export function publicBlob(file: KeyFile): Buffer | undefined {
  if (file.kind === "usable") return file.key.getPublicSSH();
  return file.kind === "encrypted" || file.kind === "public-only" ? file.publicBlob : undefined;
}

// An agent may hold the private part of a key whose .pub alone is on disk.
function withoutPrivatePart(path: string, ssh2: Ssh2Library): KeyFile {
  const blob = publicBeside(path, ssh2);
  return blob === undefined ? { kind: "missing", path } : { kind: "public-only", path, publicBlob: blob };
}

function publicBeside(path: string, ssh2: Ssh2Library): Buffer | undefined {
  try {
    const parsed = ssh2.utils.parseKey(readFileSync(`${path}.pub`));
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    return key === undefined || key instanceof Error ? undefined : key.getPublicSSH();
  } catch {
    return undefined;
  }
}

// OpenSSH's own format keeps the public key in the clear. @see OpenSSH's PROTOCOL.key
function publicPart(text: Buffer): Buffer | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text.toString("latin1"))?.[1];
  if (body === undefined) return undefined;
  const bytes = Buffer.from(body, "base64");
  let at = "openssh-key-v1\0".length;
  // cipher, key derivation and its options come first, then the number of keys.
  for (let skipped = 0; skipped < 3; skipped += 1) at += 4 + (at + 4 <= bytes.length ? bytes.readUInt32BE(at) : bytes.length);
  at += 4;
  return at + 4 <= bytes.length ? bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at)) : undefined;
}

function exposure(path: string): string | undefined {
  const { mode, uid } = statSync(path);
  if (uid !== process.getuid?.() || (mode & 0o077) === 0) return undefined;
  return `others may read it (mode ${(mode & 0o777).toString(8)})`;
}
