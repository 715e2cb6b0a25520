import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ipvsChanges } from "../../../lib/preview/ipvs-changes";
import { textDiff } from "../../../lib/preview/text-diff";

describe("the difference of two texts", () => {
  it("is hunks with three lines around", () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`);
    expect(textDiff(lines.join(""), lines.with(9, "another one\n").join(""))).toEqual({
      text: "@@ -7,7 +7,7 @@\n line 7\n line 8\n line 9\n-line 10\n+another one\n line 11\n line 12\n line 13\n",
      added: 1,
      removed: 1,
    });
  });

  it("is every line of a text that comes or goes", () => {
    expect(textDiff(undefined, "a\nb\n")).toEqual({ text: "+a\n+b\n", added: 2, removed: 0 });
    expect(textDiff("a\nb", undefined)).toEqual({ text: "-a\n-b\n", added: 0, removed: 2 });
    expect(textDiff(undefined, "")).toEqual({ text: "", added: 0, removed: 0 });
  });

  it("is both texts where they have nothing in common, however long they are", () => {
    const text = (word: string): string => Array.from({ length: 5000 }, (_, index) => `${word} ${index}\n`).join("");
    expect(textDiff(text("one"), text("other"))).toMatchObject({ added: 5000, removed: 5000 });
  });

  it("leads from the one to the other", () => {
    const texts = fc.array(fc.constantFrom("a", "b", "", "-x", "+y", "@@ z"), { maxLength: 12 }).map((lines) => lines.map((line) => `${line}\n`).join(""));
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const lines = textDiff(before, after).text.split("\n").filter((line) => line !== "" && !line.startsWith("@@ -"));
        const of = (text: string): number => text.split("\n").length - 1;
        const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
        expect(of(before) - count("-") + count("+")).toBe(of(after));
      }),
    );
  });
});

describe("IPVS changes", () => {
  const before = ["-A -t 203.0.113.10:80 -s wrr", "-a -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 1", "-a -t 203.0.113.10:80 -r 192.168.1.12:80 -m -w 2", "#sorry -t 203.0.113.10:80 -r 192.168.1.99:80 -m -w 1", "-A -u 203.0.113.10:53 -s rr", "-a -u 203.0.113.10:53 -r 192.168.1.11:53 -m -w 1", ""].join("\n");

  it("are what a person would type", () => {
    const after = ["-A -t 203.0.113.10:80 -s wlc -p 300", "-a -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 3", "-a -t 203.0.113.10:80 -r 192.168.1.13:80 -m -w 2", "#load -t 203.0.113.10:80", "-A -f 1279721473 -s rr", "-a -f 1279721473 -r 192.168.1.11:0 -i -w 1", ""].join("\n");
    expect(ipvsChanges(before, after)).toEqual([
      "-D -u 203.0.113.10:53",
      "-E -t 203.0.113.10:80 -s wlc -p 300",
      "-e -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 3",
      "-a -t 203.0.113.10:80 -r 192.168.1.13:80 -m -w 2",
      "-d -t 203.0.113.10:80 -r 192.168.1.12:80",
      "# sorry server of -t 203.0.113.10:80: none",
      "-A -f 1279721473 -s rr",
      "-a -f 1279721473 -r 192.168.1.11:0 -i -w 1",
    ]);
  });

  it("are none between equal tables, all lines of a new one, and the virtual servers alone of one that goes", () => {
    expect(ipvsChanges(before, before)).toEqual([]);
    expect(ipvsChanges("", before)).toHaveLength(6);
    expect(ipvsChanges(before, "")).toEqual(["-D -t 203.0.113.10:80", "-D -u 203.0.113.10:53"]);
  });
});
