import { Decoder, Encoder, ExtensionCodec, ExtData } from "@msgpack/msgpack";
import { canonicalNumber, decimalText, isNested, isObjectValue, UNKNOWN, type Attributes, type AttributeType, type ObjectValue, type PlainType, type Value } from "../server";

/** Any extension stands for an unknown value: 0 is a plain one, 12 one with hints about its range. */
class UnknownCodec extends ExtensionCodec {
  override decode(): typeof UNKNOWN {
    return UNKNOWN;
  }
}

const decoder = new Decoder({ extensionCodec: new UnknownCodec(), useBigInt64: true });
const encoder = new Encoder();
const unknown = new ExtData(0, new Uint8Array(1));

/**
 * A DynamicValue's bytes as an object of the schema, or null.
 * @throws Error when the bytes are no msgpack or don't fit the schema.
 */
export function decodeObject(bytes: Uint8Array, attributes: Attributes): ObjectValue | null {
  const raw = decoder.decode(bytes);
  return raw === null || raw === undefined ? null : decodeAttributes(raw, attributes);
}

/** The bytes of an object that fits the schema; null is null. */
export function encodeObject(value: ObjectValue | null, attributes: Attributes): Uint8Array {
  return encoder.encode(value === null ? null : encodeAttributes(value, attributes));
}

function decodeAttributes(raw: unknown, attributes: Attributes): ObjectValue {
  const members = membersOf(raw);
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, decodeValue(members[name], attribute.type)]));
}

function decodeValue(raw: unknown, type: AttributeType): Value {
  if (raw === null || raw === undefined) return null;
  if (raw === UNKNOWN) return UNKNOWN;
  if (!isNested(type)) return typeof type === "string" ? decodeLeaf(raw, type) : decodeCollection(raw, type);
  const element = (item: unknown): Value => (item === null ? null : item === UNKNOWN ? UNKNOWN : decodeAttributes(item, type.attributes));
  if (type.nested === "single") return decodeAttributes(raw, type.attributes);
  return type.nested === "map" ? mapMembers(membersOf(raw), element) : itemsOf(raw).map(element);
}

function decodeCollection(raw: unknown, type: Exclude<PlainType, string>): Value {
  if ("list" in type) return itemsOf(raw).map((item) => decodeValue(item, type.list));
  if ("set" in type) return itemsOf(raw).map((item) => decodeValue(item, type.set));
  if ("map" in type) return mapMembers(membersOf(raw), (item) => decodeValue(item, type.map));
  const members = membersOf(raw);
  return mapMembers(type.object, (member, name) => decodeValue(members[name], member));
}

function decodeLeaf(raw: unknown, type: "string" | "number" | "bool"): Value {
  const number = type === "number" ? canonicalNumber(raw) : undefined;
  if (number !== undefined) return number;
  if (type === "string" && typeof raw === "string") return raw;
  if (type === "bool" && typeof raw === "boolean") return raw;
  throw new Error(`expected ${type} on the wire, got ${typeof raw}`);
}

function encodeAttributes(value: ObjectValue, attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, encodeValue(value[name] ?? null, attribute.type)]));
}

function encodeValue(value: Value, type: AttributeType): unknown {
  if (value === null) return null;
  if (value === UNKNOWN) return unknown;
  if (isNested(type)) {
    const element = (item: Value): unknown => (isObjectValue(item) ? encodeAttributes(item, type.attributes) : encodeValue(item, type));
    if (type.nested === "single") return element(value);
    return type.nested === "map" ? mapMembers(membersOf(value) as ObjectValue, element) : (itemsOf(value) as Value[]).map(element);
  }
  if (typeof type !== "string") return encodeCollection(value, type);
  return type === "number" ? encodeNumber(value as number | bigint | string) : value;
}

function encodeCollection(value: Value, type: Exclude<PlainType, string>): unknown {
  if ("list" in type) return (itemsOf(value) as Value[]).map((item) => encodeValue(item, type.list));
  if ("set" in type) return (itemsOf(value) as Value[]).map((item) => encodeValue(item, type.set));
  const members = membersOf(value) as ObjectValue;
  if ("map" in type) return mapMembers(members, (item) => encodeValue(item, type.map));
  return mapMembers(type.object, (member, name) => encodeValue(members[name] ?? null, member));
}

/** Fractions travel as text: Terraform reads `0.1` exactly, while the double nearest to it would show as a change. */
function encodeNumber(value: number | bigint | string): number | string {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : decimalText(value);
}

function mapMembers<T, U>(members: Readonly<Record<string, T>>, each: (member: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, each(member, name)]));
}

function membersOf(raw: unknown): Readonly<Record<string, unknown>> {
  if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>;
  throw new Error(`expected an object, got ${Array.isArray(raw) ? "a list" : typeof raw}`);
}

function itemsOf(raw: unknown): unknown[] {
  if (Array.isArray(raw)) return raw as unknown[];
  throw new Error(`expected a list, got ${typeof raw}`);
}
