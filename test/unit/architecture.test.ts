import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { foldersOf, importsOf, isThere, type Source, sourcesBelow } from "./architecture/imports";
import { EMPTY_NAMES, LIBRARIES, NODE_EXCEPTIONS, ROOM_EXCEPTIONS, ROOMS, WITHOUT_NODE } from "./architecture/rules";
import { charterProblem, forbiddenArrows, impureNames, nodeInPureRooms, roomOf, runtimeCycles, strayLibraries } from "./architecture/violations";

const lib = sourcesBelow("lib");
const examples = sourcesBelow("examples");
const imports = importsOf([...lib, ...examples]);

describe("the rooms under lib/", () => {
  it("import each other only along the arrows", () => {
    expect(forbiddenArrows(imports)).toEqual([]);
  });

  it("load without going round in circles", () => {
    expect(runtimeCycles(imports)).toEqual([]);
  });

  it("use each foreign library in its own home only", () => {
    expect(strayLibraries(imports)).toEqual([]);
  });

  it("keep Node.js, clock, environment and chance out of the pure ones", () => {
    expect([...nodeInPureRooms(imports), ...impureNames(lib)]).toEqual([]);
  });

  it("say in every folder what is in and what is not", () => {
    const folders = foldersOf(lib).filter((folder) => !folder.split("/").includes("generated"));
    const index = (folder: string): string | undefined => lib.find(({ path }) => path === `${folder}/index.ts`)?.text;
    expect(folders.map((folder) => charterProblem(folder, index(folder))).filter((problem) => problem !== undefined)).toEqual([]);
  });

  it("have names that say what is inside, also in tests and scripts", () => {
    const sources = [...lib, ...examples, ...sourcesBelow("test"), ...sourcesBelow("scripts")];
    const below = (path: string): string[] => path.split("/").slice(1).map((step) => posix.basename(step).replace(/(\.(test|d|generated))?\.m?ts$/, ""));
    expect(sources.filter(({ path }) => below(path).some((step) => EMPTY_NAMES.test(step))).map(({ path }) => path)).toEqual([]);
  });
});

describe("the rules", () => {
  it("name only rooms, homes and files that are there, and every room that is there", () => {
    expect(ROOMS.map(({ room }) => room).sort()).toEqual([...new Set(lib.flatMap(({ path }) => roomOf(path) ?? []))].sort());
    const places = [
      ...WITHOUT_NODE.map(({ room }) => `lib/${room}`),
      ...[...ROOM_EXCEPTIONS, ...NODE_EXCEPTIONS].map(({ file }) => file),
      ...LIBRARIES.flatMap(({ homes }) => homes),
    ];
    expect(places.filter((place) => !isThere(place))).toEqual([]);
  });

  it("make no exception that nobody needs", () => {
    const used = (file: string, what: (one: (typeof imports)[number]) => boolean): boolean => imports.some((one) => one.from === file && what(one));
    expect(ROOM_EXCEPTIONS.filter(({ file, room }) => !used(file, ({ to }) => to !== undefined && roomOf(to) === room))).toEqual([]);
    expect(NODE_EXCEPTIONS.filter(({ file, module }) => !used(file, ({ specifier }) => specifier === module))).toEqual([]);
  });

  it.each([
    ["an arrow against the rules", "lib/model/vip.ts", 'import { x } from "../compile";', "lib/model/vip.ts imports lib/compile/index.ts: model/ may not import compile/, because"],
    ["also of a type", "lib/net/a.ts", 'import type { x } from "../model";', "net/ may not import model/"],
    ["also by export", "lib/net/a.ts", 'export * from "../model";', "net/ may not import model/"],
    ["also in a type", "lib/net/a.ts", 'type X = import("../model").Vip;', "net/ may not import model/"],
    ["also when it is loaded late", "lib/net/a.ts", 'async () => import("../model");', "net/ may not import model/"],
    ["a library away from home", "lib/model/a.ts", 'import { Client } from "ssh2";', "lib/model/a.ts imports ssh2, whose home is lib/deploy/ssh"],
    ["a library without a home", "lib/cli/a.ts", 'import chalk from "chalk";', "lib/cli/a.ts imports chalk, which has no home"],
    ["Node.js in a pure room", "lib/compile/a.ts", 'import { readFileSync } from "node:fs";', "compile/ does without Node.js, because"],
    ["the clock in a pure room", "lib/compile/a.ts", "export const now = Date.now();", "lib/compile/a.ts uses Date: compile/ does without"],
    ["chance in a pure room", "lib/model/a.ts", "export const id = Math.random();", "lib/model/a.ts uses Math.random"],
  ])("see %s", (_what, path, text, problem) => {
    const files: Source[] = [{ path, text }, ...["lib/compile/index.ts", "lib/model/index.ts"].map((other) => ({ path: other, text: "" }))];
    const found = importsOf(files);
    const problems = [...forbiddenArrows(found), ...strayLibraries(found), ...nodeInPureRooms(found), ...impureNames(files)];
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it("see a circle of files, but not one of types or of late imports", () => {
    const circle = (back: string): string[] =>
      runtimeCycles(
        importsOf([
          { path: "lib/net/a.ts", text: 'import { b } from "./b";' },
          { path: "lib/net/b.ts", text: 'export { c } from "./c";' },
          { path: "lib/net/c.ts", text: back },
        ]),
      );
    expect(circle('import { a } from "./a";')).toEqual(["lib/net/a.ts → lib/net/b.ts → lib/net/c.ts → lib/net/a.ts"]);
    expect(circle('import { type a } from "./a";')).toEqual([]);
    expect(circle('import { type a, b } from "./a";')).toHaveLength(1);
    expect(circle('async () => (await import("./a.js")).a;')).toEqual([]);
  });

  it.each([
    [undefined, "lib/x has no index.ts"],
    ['export * from "./a";', "lib/x/index.ts does not begin with /** @module … */"],
    ["/** @module Things. */", "a charter is a whole sentence"],
    ["/** @module What a cluster is and nothing about hosts; not even that. There is more. */", "a charter is ONE sentence"],
  ])("see a folder without a charter: %s", (index, problem) => {
    expect(charterProblem("lib/x", index)).toContain(problem);
  });
});
