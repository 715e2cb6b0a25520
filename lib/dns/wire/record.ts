import { type IpAddress, addressBits } from "../../net";

/** Types of records that we write or ask about (RFC 1035 §3.2.2, RFC 3596, RFC 8945). */
export const TYPES = { A: 1, CNAME: 5, SOA: 6, AAAA: 28, TSIG: 250, ANY: 255 } as const;

/** Classes; those beyond IN say in updates what is meant (RFC 2136 §2.4, §2.5). */
export const CLASSES = { IN: 1, NONE: 254, ANY: 255 } as const;

/** A record as it stands in an update: without an address it speaks of a whole set. */
export interface WrittenRecord {
  /** Canonical. */
  readonly name: string;
  readonly type: keyof typeof TYPES;
  readonly class: keyof typeof CLASSES;
  /** Seconds. */
  readonly ttl: number;
  readonly address?: IpAddress;
}

/** The type of the records that hold addresses of a family. */
export function typeOf({ family }: Pick<IpAddress, "family">): "A" | "AAAA" {
  return family === 4 ? "A" : "AAAA";
}

/** One record's bytes. */
export function encodeRecord(record: WrittenRecord): Buffer {
  const data = record.address === undefined ? Buffer.alloc(0) : encodeAddress(record.address);
  return Buffer.concat([encodeName(record.name), encodeFixed(record), uint16(data.length), data]);
}

/** A canonical name's bytes, uncompressed: the form that is signed, too (RFC 4034 §6.2). */
export function encodeName(name: string): Buffer {
  const labels = name === "" ? [] : name.split(".");
  return Buffer.concat([...labels.map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, "latin1")])), Buffer.of(0)]);
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** Type, class and TTL: what stands between a record's name and its data's length. */
function encodeFixed(record: WrittenRecord): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16BE(TYPES[record.type], 0);
  bytes.writeUInt16BE(CLASSES[record.class], 2);
  bytes.writeUInt32BE(record.ttl, 4);
  return bytes;
}

function encodeAddress({ family, value }: IpAddress): Buffer {
  return Buffer.from(value.toString(16).padStart(addressBits(family) / 4, "0"), "hex");
}
