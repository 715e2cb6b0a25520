import { createHash } from "node:crypto";
import { type KnownKey } from "./known-hosts";

/** What we know of a host before its server shows a key. */
export interface HostIdentity {
  /** How known_hosts calls it: HostKeyAlias, host, or `[host]:port`. */
  readonly name: string;
  /** Keys on file for that name. */
  readonly keys: readonly KnownKey[];
  /** Keys on file for the bare name when the port isn't 22; they may admit a server, never refuse one. */
  readonly keysWithoutPort: readonly KnownKey[];
  /** Fingerprints given in the settings; then known_hosts is not asked. */
  readonly pinned?: readonly string[];
}

export type HostKeyVerdict =
  | { readonly kind: "accepted" }
  | { readonly kind: "unknown" | "only-authority" | "pin-mismatch"; readonly offered: OfferedKey }
  | { readonly kind: "changed" | "revoked"; readonly offered: OfferedKey; readonly onFile: readonly KnownKey[] };

export interface OfferedKey {
  readonly type: string;
  readonly fingerprint: string;
}

/** `SHA256:…` in Base64 without padding, as ssh-keygen -l prints it. */
export function fingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** The algorithm name that begins every public key blob. @see RFC 4253 §6.6 */
export function keyType(blob: Buffer): string {
  if (blob.length < 4) return "unknown";
  return blob.subarray(4, 4 + blob.readUInt32BE(0)).toString("latin1");
}

/** Judges the key a server shows, before anything about us has been sent. Unknown is refused: there is no trust on first use. */
export function judgeHostKey(identity: HostIdentity, blob: Buffer): HostKeyVerdict {
  const offered = { type: keyType(blob), fingerprint: fingerprint(blob) };
  if (identity.pinned !== undefined) {
    return identity.pinned.includes(offered.fingerprint) ? { kind: "accepted" } : { kind: "pin-mismatch", offered };
  }
  const same = (key: KnownKey): boolean => key.blob.equals(blob);
  const revoked = [...identity.keys, ...identity.keysWithoutPort].filter((key) => key.marker === "revoked" && same(key));
  if (revoked.length > 0) return { kind: "revoked", offered, onFile: revoked };
  const plain = plainKeys(identity.keys);
  if (plain.some(same) || plainKeys(identity.keysWithoutPort).some(same)) return { kind: "accepted" };
  const onFile = plain.filter((key) => key.type === offered.type);
  if (onFile.length > 0) return { kind: "changed", offered, onFile };
  if (plain.length === 0 && identity.keys.some((key) => key.marker === "cert-authority")) return { kind: "only-authority", offered };
  return { kind: "unknown", offered };
}

/** Signature algorithms by the type of key they belong to, best first. `ssh-rsa` itself (SHA-1) is not offered. */
const ALGORITHMS: readonly (readonly [keyType: string, algorithms: readonly string[]])[] = [
  ["ssh-ed25519", ["ssh-ed25519"]],
  ["ecdsa-sha2-nistp256", ["ecdsa-sha2-nistp256"]],
  ["ecdsa-sha2-nistp384", ["ecdsa-sha2-nistp384"]],
  ["ecdsa-sha2-nistp521", ["ecdsa-sha2-nistp521"]],
  ["ssh-rsa", ["rsa-sha2-512", "rsa-sha2-256"]],
];

/** All the algorithms we can check, those of keys on file first, so that a server with several keys shows one that we know. */
export function hostKeyAlgorithms(identity: HostIdentity): string[] {
  const onFile = new Set(plainKeys([...identity.keys, ...identity.keysWithoutPort]).map((key) => key.type));
  const known = ALGORITHMS.filter(([type]) => onFile.has(type));
  const others = ALGORITHMS.filter(([type]) => !onFile.has(type));
  return [...known, ...others].flatMap(([, algorithms]) => algorithms);
}

/** The same without the algorithms of some key types: how the other keys of a server are asked for when fingerprints are pinned. */
export function algorithmsWithout(types: ReadonlySet<string>): string[] {
  return ALGORITHMS.filter(([type]) => !types.has(type)).flatMap(([, algorithms]) => algorithms);
}

function plainKeys(keys: readonly KnownKey[]): KnownKey[] {
  return keys.filter((key) => key.marker === undefined);
}
