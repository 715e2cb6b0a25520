import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attempt, hasUnknown, isUnknown, knownOnly, UNKNOWN } from "../../../lib/model";

const tree = { name: "www", vips: { a: { address: UNKNOWN as unknown as string }, b: { address: "192.0.2.1" } }, checks: [{ port: 80 }, { port: UNKNOWN as unknown as number }] };

describe("knownOnly", () => {
  it("gives the values that are known, and names the place of the first unknown one that is read", () => {
    const guarded = knownOnly(tree);
    expect(guarded.vips.b.address).toBe("192.0.2.1");
    expect(attempt(() => guarded.vips.a.address)).toEqual({ known: false, place: ["vips", "a", "address"] });
    expect(attempt(() => guarded.checks.map(({ port }) => port))).toEqual({ known: false, place: ["checks", 1, "port"] });
    expect(attempt(() => guarded.checks[0]?.port)).toEqual({ known: true, value: 80 });
  });

  it("puts the place under the one it was given", () => {
    expect(attempt(() => knownOnly(tree.vips.a, ["clusters", "www"]).address)).toEqual({ known: false, place: ["clusters", "www", "address"] });
  });

  it("can't be passed by listing, copying, destructuring or serialising", () => {
    const { vips } = knownOnly(tree);
    const ways: (() => unknown)[] = [
      () => Object.values(vips.a),
      () => Object.entries(vips.a),
      () => ({ ...vips.a }),
      () => JSON.stringify(vips),
      () => structuredCopy(vips.a),
      () => Object.values(vips).map(({ address }) => address),
    ];
    for (const way of ways) expect(attempt(way)).toEqual({ known: false, place: ["vips", "a", "address"] });
    expect(Object.keys(vips.a)).toEqual(["address"]);
    expect("address" in vips.a).toBe(true);
  });

  it("gives one object for one member, however often it is read", () => {
    const guarded = knownOnly(tree);
    expect(guarded.vips).toBe(guarded.vips);
    expect(Object.values(guarded.vips).indexOf(guarded.vips.b)).toBe(1);
  });

  it("reads a deeply frozen value like any other", () => {
    const guarded = knownOnly(deeplyFrozen(structuredCopy(tree) as typeof tree));
    expect(guarded.vips.b.address).toBe("192.0.2.1");
    expect(Object.keys(guarded)).toEqual(["name", "vips", "checks"]);
    expect(attempt(() => guarded.vips.a.address)).toEqual({ known: false, place: ["vips", "a", "address"] });
    expect(attempt(() => guarded.checks.map(({ port }) => port))).toEqual({ known: false, place: ["checks", 1, "port"] });
  });

  it("is the value itself when nothing in it is unknown", () => {
    expect(knownOnly(tree.vips.b)).toBe(tree.vips.b);
  });

  it("reads like the value itself wherever it is known, and reaches the unknown leaf wherever it is not", () => {
    const leafOrUnknown = fc.oneof({ weight: 4, arbitrary: fc.string() }, { weight: 1, arbitrary: fc.constant(UNKNOWN as unknown as string) });
    fc.assert(
      fc.property(fc.object({ values: [leafOrUnknown], key: fc.stringMatching(/^[a-z]{1,3}$/) }), (value) => {
        const read = attempt(() => structuredCopy(knownOnly(value)));
        expect(read.known).toBe(!hasUnknown(value));
        if (read.known) expect(read.value).toEqual(value);
        else expect(isUnknown(read.place.reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], value))).toBe(true);
      }),
    );
  });

  const structuredCopy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(structuredCopy);
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, structuredCopy(member)]));
    return value;
  };

  const deeplyFrozen = <T>(value: T): T => {
    if (typeof value === "object" && value !== null) Object.values(value).forEach(deeplyFrozen);
    return Object.freeze(value);
  };
});

describe("attempt", () => {
  it("lets bugs pass", () => {
    expect(() => attempt(() => (undefined as unknown as { x: number }).x)).toThrow(TypeError);
  });
});

describe("hasUnknown", () => {
  it.each([
    [UNKNOWN, true],
    [{ a: [{ b: UNKNOWN }] }, true],
    [{ a: [{ b: "unknown" }], c: null, d: undefined }, false],
    [Symbol("cdktf-lvs.unknown"), false],
  ])("of %o: %s", (value, expected) => expect(hasUnknown(value)).toBe(expected));

  it("recognises the mark of another copy of this library", () => {
    expect(isUnknown(Symbol.for("cdktf-lvs.unknown"))).toBe(true);
  });
});
