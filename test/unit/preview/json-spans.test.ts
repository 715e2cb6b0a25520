import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JsonText, type Span, elementsOf, jsonText, kindOf, membersOf, parsed, parsedBeside, wholeText } from "../../../lib/preview/json-spans";

/** As Terraform prints it, as a person would, and as nobody should. */
const spaces = fc.constantFrom("", " ", "\n", "\t  ", "\r\n");

describe("a JSON text that is read in parts", () => {
  test("holds what JSON.parse finds in it, at every level, in whatever order it is read", () => {
    fc.assert(
      fc.property(fc.json({ depthSize: "large", maxDepth: 9, stringUnit: "binary" }), spaces, fc.boolean(), (compact, space, again) => {
        const value: unknown = JSON.parse(compact);
        const text = jsonText(Buffer.from(JSON.stringify(value, undefined, space)));
        const whole = wholeText(text);
        // A second reading finds what the first one has passed.
        if (again) walked(text, whole);
        expect(walked(text, whole)).toEqual(value);
        expect(parsed(text, whole)).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });

  test("long texts, quotes and backslashes end where they end", () => {
    const strings = ["\\", '"', '\\"', '\\\\"', "x".repeat(39), "x".repeat(40), `${"x".repeat(39)}"`, `${"x".repeat(40)}\\`, `${"x".repeat(300)}"{[`, "]}"];
    const value = { first: strings, [strings.join("")]: { nested: strings.map((string) => ({ [string]: [string] })) }, last: 1 };
    const text = jsonText(Buffer.from(JSON.stringify(value)));
    expect(walked(text, wholeText(text))).toEqual(value);
  });

  test("beside another one is the same as read alone, and shares what both have", () => {
    // Long enough to be compared at several levels, with names that objects have of themselves.
    const member = fc.record({ text: fc.string({ minLength: 0, maxLength: 3000 }), more: fc.jsonValue({ maxDepth: 2 }) });
    const object = fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__", "1", "constructor"), fc.oneof(member, fc.dictionary(fc.string({ maxLength: 2 }), member)));
    fc.assert(
      fc.property(object, object, fc.boolean(), (first, second, alike) => {
        const text = jsonText(Buffer.from(JSON.stringify([first, alike ? { ...second, shared: first } : second, { shared: first }])));
        const [one, other, wrapped] = [...elementsOf(text, wholeText(text))] as [Span, Span, Span];
        const value = parsed(text, one);
        const beside = parsedBeside(text, other, { span: one, value });
        expect(JSON.stringify(beside)).toBe(JSON.stringify(parsed(text, other)));
        const sharing = parsedBeside(text, wrapped, { span: other, value: beside }) as { readonly shared: unknown };
        expect(JSON.stringify(sharing.shared)).toBe(JSON.stringify(value));
        if (alike && JSON.stringify(first).length > 1024) expect(sharing.shared).toBe((beside as { readonly shared: unknown }).shared);
      }),
      { numRuns: 200 },
    );
  });

  test("says how deeply what it passed is nested", () => {
    const nested = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((inner) => ["x".repeat(300), inner], 0);
    const text = jsonText(Buffer.from(JSON.stringify(nested(12))));
    let list = wholeText(text);
    for (let depth = 12; depth > 0; depth--) {
      expect(list.depth).toBe(depth);
      list = [...elementsOf(text, list)][1] as Span;
    }
    expect(list.depth).toBe(0);
  });
});

function walked(text: JsonText, span: Span): unknown {
  switch (kindOf(text, span)) {
    case "list":
      return [...elementsOf(text, span)].map((element) => walked(text, element));
    case "object":
      // A member of that name may stand twice, and the last one counts.
      return Object.fromEntries([...membersOf(text, span)].map(([name, member]) => [name, walked(text, member)]));
    case "scalar":
      return parsed(text, span);
  }
}
