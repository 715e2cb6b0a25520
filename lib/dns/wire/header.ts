/** RFC 1035 §4.1.1, RFC 2136 §2.2. */
export const OPCODES = { query: 0, update: 5 } as const;

/** Octets. */
export const HEADER = 12;

const RESPONSE = 1 << 15;
const AUTHORITATIVE = 1 << 10;
const TRUNCATED = 1 << 9;

/** A message's first twelve octets. */
export interface Header {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly isAuthoritative: boolean;
  readonly isTruncated: boolean;
  /** RFC 1035 §4.1.1, RFC 2136 §2.2, RFC 8945 §3. */
  readonly rcode: number;
  /** Entries of the four sections. */
  readonly counts: readonly [number, number, number, number];
}

/** Of a request; no recursion is asked for: we speak to the zone's own server. */
export function encodeHeader({ id, opcode, counts }: Pick<Header, "id" | "opcode" | "counts">): Buffer {
  const bytes = Buffer.alloc(HEADER);
  [id, opcode << 11, ...counts].forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}

/** `undefined` when there are not that many octets. */
export function decodeHeader(bytes: Buffer): Header | undefined {
  if (bytes.length < HEADER) return undefined;
  const flags = bytes.readUInt16BE(2);
  return {
    id: bytes.readUInt16BE(0),
    isResponse: (flags & RESPONSE) !== 0,
    opcode: (flags >> 11) & 15,
    isAuthoritative: (flags & AUTHORITATIVE) !== 0,
    isTruncated: (flags & TRUNCATED) !== 0,
    rcode: flags & 15,
    counts: [bytes.readUInt16BE(4), bytes.readUInt16BE(6), bytes.readUInt16BE(8), bytes.readUInt16BE(10)],
  };
}
