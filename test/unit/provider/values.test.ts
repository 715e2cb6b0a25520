import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalNumber, decimalText, isNested, UNKNOWN, type Attributes, type AttributeType, type ObjectValue, type PlainType, type Value } from "../../../lib/provider/server";
import { parseStateJson } from "../../../lib/provider/server/state-json";
import { decodeObject, encodeObject } from "../../../lib/provider/wire/msgpack";

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
// The msgpack library refuses this one key, and Terraform's maps are the only place it could come from.
const key = fc.string().filter((text) => text !== "__proto__");

const plainType: fc.Arbitrary<PlainType> = fc.letrec<{ type: PlainType }>((tie) => ({
  type: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<PlainType>("string", "number", "bool"),
    fc.record({ list: tie("type") }),
    fc.record({ set: tie("type") }),
    fc.record({ map: tie("type") }),
    fc.record({ object: fc.dictionary(name, tie("type"), { maxKeys: 3 }) }),
  ),
})).type;

function attributesOf(depth: number): fc.Arbitrary<Attributes> {
  const nested = fc.record({ nested: fc.constantFrom("single" as const, "list" as const, "map" as const, "set" as const), attributes: depth === 0 ? fc.constant({}) : fc.memo(() => attributesOf(depth - 1))() });
  const type: fc.Arbitrary<AttributeType> = depth === 0 ? plainType : fc.oneof(plainType, nested);
  return fc.dictionary(name, fc.record({ type, optional: fc.constant(true), description: fc.constant("") }), { maxKeys: 4 });
}

const numberValue = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.bigInt(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom("0.1", "0.12345678901234567890123", "-1e40", "1e-30"));

function valueOf(type: AttributeType): fc.Arbitrary<Value> {
  const open = (known: fc.Arbitrary<Value>): fc.Arbitrary<Value> => fc.oneof({ weight: 6, arbitrary: known }, fc.constant(null), fc.constant(UNKNOWN));
  if (isNested(type)) {
    const object = objectOf(type.attributes);
    if (type.nested === "single") return open(object);
    return open(type.nested === "map" ? fc.dictionary(key, object, { maxKeys: 3 }) : fc.array(object, { maxLength: 3 }));
  }
  if (type === "string") return open(fc.string({ unit: "grapheme" }));
  if (type === "bool") return open(fc.boolean());
  if (type === "number") return open(numberValue.map((value) => canonicalNumber(value) ?? null));
  if ("list" in type) return open(fc.array(valueOf(type.list), { maxLength: 3 }));
  if ("set" in type) return open(fc.array(valueOf(type.set), { maxLength: 3 }));
  if ("map" in type) return open(fc.dictionary(key, valueOf(type.map), { maxKeys: 3 }));
  return open(fc.record(Object.fromEntries(Object.entries(type.object).map(([member, of]) => [member, valueOf(of)]))) as fc.Arbitrary<ObjectValue>);
}

function objectOf(attributes: Attributes): fc.Arbitrary<ObjectValue> {
  return fc.record(Object.fromEntries(Object.entries(attributes).map(([attribute, { type }]) => [attribute, valueOf(type)]))) as fc.Arbitrary<ObjectValue>;
}

describe("values on the wire", () => {
  it("come back as they went, for every schema", () => {
    const schemaAndValue = attributesOf(2).chain((attributes) => objectOf(attributes).map((value) => ({ attributes, value })));
    fc.assert(fc.property(schemaAndValue, ({ attributes, value }) => void expect(decodeObject(encodeObject(value, attributes), attributes)).toEqual(value)), { numRuns: 500 });
  });

  it.each<[string, number[], Value]>([
    ["nil", [0xc0], null],
    ["an unknown value", [0xd4, 0, 0], UNKNOWN],
    ["an unknown value with hints about its range", [0xc7, 2, 12, 0x81, 0x01], UNKNOWN],
    ["a small integer", [0x07], 7],
    ["a double", [0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1.5],
    ["a float", [0xca, 0x3f, 0xc0, 0, 0], 1.5],
    ["an integer of 64 bits", [0xcf, 0, 0, 0, 0, 0, 0, 0, 9], 9],
    ["an integer beyond 2^53", [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 18446744073709551615n],
    ["a decimal as text", [0xa3, 0x30, 0x2e, 0x31], 0.1],
  ])("read %s as cty writes it", (_what, bytes, value) => {
    const attributes: Attributes = { n: { type: "number", optional: true, description: "" } };
    expect(decodeObject(new Uint8Array([0x81, 0xa1, 0x6e, ...bytes]), attributes)).toEqual({ n: value });
  });

  it("write unknown values as extension 0, and fractions as text so that Terraform reads them exactly", () => {
    const attributes: Attributes = { n: { type: "number", optional: true, description: "" } };
    expect([...encodeObject({ n: UNKNOWN }, attributes)]).toEqual([0x81, 0xa1, 0x6e, 0xd4, 0, 0]);
    expect([...encodeObject({ n: 0.1 }, attributes)]).toEqual([0x81, 0xa1, 0x6e, 0xa3, 0x30, 0x2e, 0x31]);
  });
});

describe("a number", () => {
  it.each([
    ["0.1", 0.1, "0.1"],
    ["0.10", 0.1, "0.1"],
    ["1e3", 1000, "1000"],
    ["1.0", 1, "1"],
    ["-0", 0, "0"],
    ["1e-7", 1e-7, "0.0000001"],
    ["9007199254740991", 9007199254740991, "9007199254740991"],
    ["9007199254740993", 9007199254740993n, "9007199254740993"],
    ["0.1234567890123456789", "0.1234567890123456789", "0.1234567890123456789"],
    ["12345678901234567890.5", "12345678901234567890.5", "12345678901234567890.5"],
  ])("written %s has one form and one notation", (text, value, decimal) => {
    expect(canonicalNumber(text)).toBe(value);
    expect(decimalText(value)).toBe(decimal);
  });

  it.each(["", "x", "1,5", "0x10", "NaN", "Infinity", "1e999999999", "1 "])("isn't %j", (text) => expect(canonicalNumber(text)).toBeUndefined());

  it("keeps its one form when it is read again", () => {
    fc.assert(fc.property(numberValue, (any) => void expect(canonicalNumber(decimalText(canonicalNumber(any) ?? NaN))).toBe(canonicalNumber(any))));
  });
});

describe("stored state", () => {
  it("is read like JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (json) => {
        const text = JSON.stringify(json);
        fc.pre(!/\d{16}/.test(text) && !/e/.test(text));
        expect(parseStateJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("keeps numbers that a double would round, but leaves text alone", () => {
    expect(parseStateJson('{"a\\"1":[12345678901234567890,1.5,"12345678901234567890","\\\\"],"b":0.12345678901234567890}')).toEqual({
      'a"1': ["12345678901234567890", 1.5, "12345678901234567890", "\\"],
      b: "0.1234567890123456789",
    });
  });

  it("is refused when it is no JSON", () => expect(() => parseStateJson('{"a": "')).toThrow(SyntaxError));
});
