import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Node, block, chosen, escapeWord, given, renderTree } from "../../../lib/compile/keepalived";
import { type Line, parseConfiguration } from "./keepalived-syntax";

/** What keepalived.conf can hold: printable ASCII but double quotes, backslashes and predefined variables; keywords are plain. */
const word = fc.oneof(
  fc.stringMatching(/^[\x20\x21\x23-\x5b\x5d-\x7e]{0,30}$/).filter((text) => !/\$\{?_/.test(text)),
  fc.constantFrom("{", "}", "#", "!", "a b", "' '", "EOF", "@lvs1", "~SEQ(a, 1, 2)", "$a", "${b}", "include /etc/passwd", ""),
  fc.integer(),
);
const words = fc.tuple(fc.stringMatching(/^[a-z][a-z_]{0,10}$/), fc.array(word, { maxLength: 3 })).map(([keyword, rest]) => [keyword, ...rest]);
const why = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("it's }", 'a "quote', "line\nbreak", "end \\", "# ! {"));
const tree = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    words.map((each) => given(...each)),
    fc.tuple(why, words).map(([reason, each]) => chosen(reason, ...each)),
    fc.tuple(words, fc.array(tie("node"), { maxLength: 4 }), fc.option(why, { nil: undefined })).map(([each, children, reason]) => block(each, children, reason)),
  ),
})).node;

function read(node: Node): Line {
  const line = { words: node.words.map(String) };
  return "children" in node ? { ...line, block: node.children.map(read) } : line;
}

describe("keepalived.conf from a tree", () => {
  it("reads back as the tree it was written from, whatever words and reasons hold", () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), (nodes) => {
        expect(parseConfiguration(renderTree(nodes))).toEqual(nodes.map(read));
      }),
      { numRuns: 300 },
    );
  });

  it("leaves plain words bare and puts the others between quotes", () => {
    expect(["eth0.100", "2001:db8::1/64", "/healthz", "/a b", "/x?y={1}", "/bang!", ""].map(escapeWord)).toEqual([
      "eth0.100",
      "2001:db8::1/64",
      "/healthz",
      '"/a b"',
      '"/x?y={1}"',
      '"/bang!"',
      '""',
    ]);
  });

  it.each(['a"b', "a\\", "a\nb", "é", "$_PWD", "/x/${_HASH}"])("refuses %j, which keepalived.conf cannot hold", (text) => {
    expect(() => escapeWord(text)).toThrow("cannot hold");
  });

  it("refuses a line that keepalived would read as two", () => {
    expect(() => renderTree([given("path", "x".repeat(1018))])).toThrow("at most 1022 bytes");
    expect(renderTree([given("path", "x".repeat(1017))])).toHaveLength(1023);
  });
});
