import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";

/** A self-signed certificate with its key, made for one run of one process. */
export interface Certificate {
  /** X.509, DER (RFC 5280). */
  readonly der: Buffer;
  /** The same in PEM. */
  readonly pem: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
}

const oneDay = 24 * 60 * 60 * 1000;
const validDays = 3650;

/**
 * The certificate go-plugin's AutoMTLS asks of a plugin: self-signed CA for "localhost", good for both ends of TLS.
 * Node.js can't make certificates and the libraries that can take longer to load than everything else here, so this
 * writes the few DER structures it needs.
 */
export function selfSignedCertificate(now: Date): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const tbs = toBeSigned(publicKey, now);
  const signature = sign("sha256", tbs, privateKey);
  const der = sequence(tbs, ecdsaWithSha256, bitString(signature));
  return { der, pem: pem("CERTIFICATE", der), privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

function toBeSigned(publicKey: KeyObject, now: Date): Buffer {
  const spki = publicKey.export({ type: "spki", format: "der" });
  const name = sequence(set(sequence(commonName, tlv(0x0c, Buffer.from("localhost")))));
  return sequence(
    tlv(0xa0, integer(Buffer.from([2]))), // version 3
    integer(positive(createHash("sha256").update(spki).digest().subarray(0, 16))),
    ecdsaWithSha256,
    name,
    sequence(time(now.getTime() - oneDay), time(now.getTime() + validDays * oneDay)),
    name,
    spki,
    tlv(0xa3, extensions()),
  );
}

function extensions(): Buffer {
  const critical = Buffer.from([0x01, 0x01, 0xff]);
  const loose = Buffer.alloc(0);
  const extension = (id: string, important: Buffer, value: Buffer): Buffer => sequence(objectId(id), important, tlv(0x04, value));
  return sequence(
    // digitalSignature, keyEncipherment, keyAgreement, keyCertSign
    extension("2.5.29.15", critical, tlv(0x03, Buffer.from([0x02, 0xac]))),
    // serverAuth, clientAuth
    extension("2.5.29.37", loose, sequence(objectId("1.3.6.1.5.5.7.3.1"), objectId("1.3.6.1.5.5.7.3.2"))),
    // CA, since the client verifies us against this very certificate
    extension("2.5.29.19", critical, sequence(critical)),
    extension("2.5.29.17", loose, sequence(tlv(0x82, Buffer.from("localhost")))),
  );
}

/** Serial numbers must be positive; 0x40 keeps the first byte from being zero too. */
function positive(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[0] = ((copy[0] ?? 0) & 0x3f) | 0x40;
  return copy;
}

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts);
}

function set(...parts: readonly Buffer[]): Buffer {
  return tlv(0x31, ...parts);
}

function integer(bytes: Buffer): Buffer {
  return tlv(0x02, bytes);
}

function bitString(bytes: Buffer): Buffer {
  return tlv(0x03, Buffer.from([0]), bytes);
}

/** GeneralizedTime is for 2050 and later only (RFC 5280, 4.1.2.5); a certificate of ten years meets that from 2040 on. */
function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return Number(digits.slice(0, 4)) < 2050 ? tlv(0x17, Buffer.from(`${digits.slice(2)}Z`)) : tlv(0x18, Buffer.from(`${digits}Z`));
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

const ecdsaWithSha256 = sequence(objectId("1.2.840.10045.4.3.2"));
const commonName = objectId("2.5.4.3");
