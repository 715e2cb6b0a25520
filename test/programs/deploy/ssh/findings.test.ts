import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOM = join(__dirname, "../../../../lib/deploy/ssh");
const read = (folder: string, pattern: RegExp): string =>
  readdirSync(folder)
    .filter((name) => pattern.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");

describe("the catalogue of SSH findings", () => {
  const factories = [...read(ROOM, /^findings.*\.ts$/).matchAll(/\/\*\* (LVS\d{3})[^*]*\*\/\nexport function (\w+)[\s\S]*?sshError\("(LVS\d{3})"/g)];
  const made = [...read(ROOM, /\.ts$/).matchAll(/"(LVS\d+)"/g)].map(([, code]) => code);
  const tests = read(__dirname, /(?<!^findings)\.test\.ts$/);

  it("has one factory per code, all from 200 to 249, named in its comment", () => {
    expect(factories.length).toBeGreaterThan(30);
    expect(factories.map(([, commented]) => commented)).toEqual(factories.map(([, , , code]) => code));
    expect(new Set(made).size).toBe(made.length);
    expect([...made].sort()).toEqual(factories.map(([, , , code]) => code).sort());
    expect(made.every((code) => /^LVS2[0-4]\d$/.test(code ?? ""))).toBe(true);
  });

  it.each(factories.map(([, code, name]) => [code, name]))("%s (%s) is provoked by a test", (code) => {
    expect(tests).toContain(code);
  });
});
