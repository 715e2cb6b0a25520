import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { type ByteWindow, fileWindow, wholeWindow } from "../../../lib/preview/byte-window";
import { type JsonText, NotJson, type Span, anotherReader, elementsOf, jsonText, kindOf, membersOf, parsed, parsedBeside, wholeText } from "../../../lib/preview/json-spans";

/** As Terraform prints it, as a person would, and as nobody should. */
const spaces = fc.constantFrom("", " ", "\n", "\t  ", "\r\n");

const directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-json-"));
afterAll(() => rmSync(directory, { recursive: true }));

const opened: ByteWindow[] = [];
afterEach(() => opened.splice(0).forEach((window) => window.close()));

/** A file of which so many bytes are in memory. */
function fileOf(text: string, stretch: number): ByteWindow {
  const path = join(directory, "text.json");
  writeFileSync(path, text);
  const window = fileWindow(path, { large: 0, stretch });
  opened.push(window);
  return window;
}

describe.each([
  ["in memory", (text: string) => wholeWindow(Buffer.from(text))],
  ["in a file, of which 1 byte is in memory", (text: string) => fileOf(text, 1)],
  ["in a file, of which 7 bytes are in memory", (text: string) => fileOf(text, 7)],
  ["in a file, of which 1,000 bytes are in memory", (text: string) => fileOf(text, 1000)],
])("a JSON text that is read in parts, %s,", (_, open) => {
  test("holds what JSON.parse finds in it, at every level, in whatever order it is read", () => {
    fc.assert(
      fc.property(fc.json({ depthSize: "large", maxDepth: 9, stringUnit: "binary" }), spaces, fc.boolean(), (compact, space, again) => {
        const value: unknown = JSON.parse(compact);
        const text = jsonText(open(JSON.stringify(value, undefined, space)));
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
    const text = jsonText(open(JSON.stringify(value)));
    expect(walked(text, wholeText(text))).toEqual(value);
  });

  test("beside another one is the same as read alone, and shares what both have", () => {
    // Long enough to be compared at several levels, with names that objects have of themselves.
    const member = fc.record({ text: fc.string({ minLength: 0, maxLength: 3000 }), more: fc.jsonValue({ maxDepth: 2 }) });
    const object = fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__", "1", "constructor"), fc.oneof(member, fc.dictionary(fc.string({ maxLength: 2 }), member)));
    fc.assert(
      fc.property(object, object, fc.boolean(), (first, second, alike) => {
        const text = jsonText(open(JSON.stringify([first, alike ? { ...second, shared: first } : second, { shared: first }])));
        const [one, other, wrapped] = [...elementsOf(text, wholeText(text))] as [Span, Span, Span];
        const value = parsed(text, one);
        const beside = parsedBeside(text, other, { json: text, span: one, value });
        expect(JSON.stringify(beside)).toBe(JSON.stringify(parsed(text, other)));
        const sharing = parsedBeside(anotherReader(text), wrapped, { json: text, span: other, value: beside }) as { readonly shared: unknown };
        expect(JSON.stringify(sharing.shared)).toBe(JSON.stringify(value));
        if (alike && JSON.stringify(first).length > 1024) expect(sharing.shared).toBe((beside as { readonly shared: unknown }).shared);
      }),
      { numRuns: 200 },
    );
  });

  test("says how deeply what it passed is nested", () => {
    const nested = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((inner) => ["x".repeat(300), inner], 0);
    const text = jsonText(open(JSON.stringify(nested(12))));
    let list = wholeText(text);
    for (let depth = 12; depth > 0; depth--) {
      expect(list.depth).toBe(depth);
      list = [...elementsOf(text, list)][1] as Span;
    }
    expect(list.depth).toBe(0);
  });
});

describe("a text in a file", () => {
  test("that is a large one is not in memory as a whole", () => {
    const long = "x".repeat(5_000_000);
    const window = fileOf(JSON.stringify([long]), 1000);
    expect([window.size, window.held.length]).toEqual([5_000_004, 0]);
    window.hold(10, 20);
    expect([window.base, window.held.length, window.held.toString("latin1", 0, 3)]).toEqual([10, 1000, "xxx"]);
  });

  test("of four MiB and more is read in parts without being asked", () => {
    const path = join(directory, "large.json");
    const text = JSON.stringify(Array.from({ length: 5000 }, () => "y".repeat(1000)));
    writeFileSync(path, text);
    const window = fileWindow(path);
    opened.push(window);
    const json = jsonText(window);
    expect([...elementsOf(json, wholeText(json))].length).toBe(5000);
    expect(window.held.length).toBeLessThan(256 * 1024 + 1);
  });

  test("that becomes shorter while it is read is one that isn't JSON, and ends", () => {
    const window = fileOf(JSON.stringify(["x".repeat(3000), "y".repeat(3000)]), 100);
    const text = jsonText(window);
    const whole = wholeText(text);
    truncateSync(join(directory, "text.json"), 4000);
    expect(() => [...elementsOf(jsonText(window), whole)]).toThrow(NotJson);
    expect(() => wholeText(jsonText(window))).toThrow(NotJson);
    expect(() => parsed(text, whole)).toThrow(NotJson);
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
