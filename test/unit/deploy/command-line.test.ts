import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandLine, quote } from "../../../lib/deploy/command-line";

const SEPARATOR = "\u0001";

/** The arguments as a program sees them that the real /bin/sh starts. */
function argumentsSeen(line: string): string[] {
  const script = `set -- ${line}\nfor argument; do printf '%s\\001' "$argument"; done`;
  return execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split(SEPARATOR).slice(0, -1);
}

describe("what is quoted", () => {
  const argument = fc
    .oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom("'", '"', "\\", "$", "`", "\n", " ", "!", "*", "~", "#", "-", "=", ";", "&", "é", "a") }))
    .map((text) => Buffer.from(text).toString().replaceAll("\0", "").replaceAll(SEPARATOR, ""));

  it("comes through /bin/sh as the same bytes, whatever it is", () => {
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 8 }), (list) => {
        expect(argumentsSeen(list.map(quote).join(" "))).toEqual(list);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ["plain/path-1.2:3", "plain/path-1.2:3"],
    ["", "''"],
    ["a b", "'a b'"],
    ["it's", `'it'\\''s'`],
    ["~root", "'~root'"],
    ["PATH=/x", "'PATH=/x'"],
    ["--option=value", "--option=value"],
  ])("%j is written as %s", (text, written) => {
    expect(quote(text)).toBe(written);
  });

  it("can't hold a NUL", () => {
    expect(() => quote("a\0b")).toThrow("NUL");
  });
});

describe("a command line", () => {
  it("is its words, quoted", () => {
    expect(commandLine(["ip", "addr", "add", "192.0.2.1/32", "dev", "a b"])).toBe("ip addr add 192.0.2.1/32 dev 'a b'");
    expect(execFileSync("/bin/sh", ["-c", commandLine(["printf", "%s|", "x y", "$HOME", "it's"])], { encoding: "utf8" })).toBe("x y|$HOME|it's|");
  });
});
