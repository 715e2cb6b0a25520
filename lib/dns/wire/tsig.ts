import { createHmac, timingSafeEqual } from "node:crypto";
import { type TsigAlgorithm } from "../../model";
import { HEADER, decodeHeader } from "./header";
import { CLASSES, TYPES, encodeName, uint16 } from "./record";

/** What Node.js calls the hash of each algorithm. */
const HASHES: Readonly<Record<TsigAlgorithm, string>> = { "hmac-sha256": "sha256", "hmac-sha384": "sha384", "hmac-sha512": "sha512" };

/** What two sides share. */
export interface TsigKey {
  /** Canonical name, the same on both sides. */
  readonly name: string;
  readonly algorithm: TsigAlgorithm;
  readonly secret: Buffer;
}

/** Octets. */
const LABEL = 63;

/** Seconds that the two clocks may differ by (RFC 8945 §10, recommended). */
const FUDGE = 300;

/** A signed request, and what its answer has to refer to. */
export interface Signed {
  readonly message: Buffer;
  readonly mac: Buffer;
}

/** Why an answer is not the server's own, or what the server has against the request's signature (RFC 8945 §5.2). */
export type TsigProblem = "unsigned" | "forged" | "unknown key" | "wrong secret" | "clock" | "short";

/** Appends a signature. @param now seconds since 1970 */
export function sign(message: Buffer, key: TsigKey, now: number): Signed {
  const variables = { key, time: now, error: 0, other: Buffer.alloc(0) };
  const mac = macOf(key, [message, encodeVariables(variables)]);
  const data = Buffer.concat([
    ...[encodeName(key.algorithm), uint48(now), uint16(FUDGE), uint16(mac.length), mac],
    // The message's id, the error, and no other data.
    ...[message.subarray(0, 2), uint16(0), uint16(0)],
  ]);
  const signed = Buffer.concat([message, encodeName(key.name), uint16(TYPES.TSIG), uint16(CLASSES.ANY), Buffer.alloc(4), uint16(data.length), data]);
  signed.writeUInt16BE(signed.readUInt16BE(10) + 1, 10);
  return { message: signed, mac };
}

/** What is wrong with the signature of an answer; `undefined` when it is the server's own answer to that request. @param now seconds since 1970 */
export function verify(answer: Buffer, key: TsigKey, requestMac: Buffer, now: number): TsigProblem | undefined {
  const found = findSignature(answer);
  if (found === undefined) return "unsigned";
  const { signature, before } = found;
  // Such answers are not signed: the server could not (§5.2.1, §5.2.2). Whoever forges one stops us, and no more.
  if (signature.error === 17) return "unknown key";
  if (signature.error === 16) return "wrong secret";
  if (signature.error === 22) return "short";
  if (signature.name !== key.name || signature.algorithm !== key.algorithm) return "forged";
  const expected = macOf(key, [uint16(requestMac.length), requestMac, before, encodeVariables({ key, ...signature })]);
  if (expected.length !== signature.mac.length || !timingSafeEqual(expected, signature.mac)) return "forged";
  return signature.error === 18 || Math.abs(now - signature.time) > signature.fudge ? "clock" : undefined;
}

interface Variables {
  readonly key: TsigKey;
  readonly time: number;
  readonly fudge?: number;
  readonly error: number;
  readonly other: Buffer;
}

/** RFC 8945 §4.3.3. */
function encodeVariables({ key, time, fudge = FUDGE, error, other }: Variables): Buffer {
  return Buffer.concat([encodeName(key.name), uint16(CLASSES.ANY), Buffer.alloc(4), encodeName(key.algorithm), uint48(time), uint16(fudge), uint16(error), uint16(other.length), other]);
}

function macOf({ algorithm, secret }: TsigKey, parts: readonly Buffer[]): Buffer {
  const hmac = createHmac(HASHES[algorithm], secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

interface Signature {
  readonly name: string;
  readonly algorithm: string;
  readonly time: number;
  readonly fudge: number;
  readonly mac: Buffer;
  readonly error: number;
  readonly other: Buffer;
}

/** The signature, which is the last record, and the message as it was before it was put there. */
function findSignature(message: Buffer): { readonly signature: Signature; readonly before: Buffer } | undefined {
  try {
    const start = lastRecord(message);
    if (start === undefined) return undefined;
    const owner = readName(message, start);
    if (message.readUInt16BE(owner.end) !== TYPES.TSIG) return undefined;
    const algorithm = readName(message, owner.end + 10);
    const at = algorithm.end;
    const macLength = message.readUInt16BE(at + 8);
    const afterMac = at + 10 + macLength;
    const otherLength = message.readUInt16BE(afterMac + 4);
    if (afterMac + 6 + otherLength !== message.length) return undefined;
    const before = Buffer.from(message.subarray(0, start));
    before.writeUInt16BE(message.readUInt16BE(afterMac), 0);
    before.writeUInt16BE(message.readUInt16BE(10) - 1, 10);
    return {
      before,
      signature: {
        name: owner.name,
        algorithm: algorithm.name,
        time: message.readUIntBE(at, 6),
        fudge: message.readUInt16BE(at + 6),
        mac: message.subarray(at + 10, afterMac),
        error: message.readUInt16BE(afterMac + 2),
        other: message.subarray(afterMac + 6),
      },
    };
  } catch {
    // Reads beyond the end.
    return undefined;
  }
}

/** Where the last record of a message's last section begins; `undefined` when that section is empty. */
function lastRecord(message: Buffer): number | undefined {
  const header = decodeHeader(message);
  if (header === undefined) return undefined;
  const [questions, answers, authorities, additionals] = header.counts;
  if (additionals === 0) return undefined;
  let at = HEADER;
  for (let index = 0; index < questions; index++) at = readName(message, at).end + 4;
  for (let index = 1; index < answers + authorities + additionals; index++) {
    const { end } = readName(message, at);
    at = end + 10 + message.readUInt16BE(end + 8);
  }
  return at;
}

/** A name that may be compressed (RFC 1035 §4.1.4), in lower case, and where it ends. @throws RangeError beyond the message's end, and on pointers that don't lead further back each time */
function readName(message: Buffer, start: number): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let end: number | undefined;
  let at = start;
  let begun = start;
  for (let length = message.readUInt8(at); length !== 0; length = message.readUInt8(at)) {
    if (length >= 0xc0) {
      end ??= at + 2;
      const target = message.readUInt16BE(at) & 0x3fff;
      if (target >= begun) throw new RangeError("a pointer forwards");
      begun = target;
      at = target;
    } else {
      if (length > LABEL) throw new RangeError("no label");
      if (at + 1 + length > message.length) throw new RangeError("a label beyond the end");
      labels.push(message.toString("latin1", at + 1, at + 1 + length).toLowerCase());
      at += 1 + length;
    }
  }
  return { name: labels.join("."), end: end ?? at + 1 };
}

function uint48(value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
}
