import ts from "typescript";
import { type Import, type Source } from "./imports";
import { IMPURE_NAMES, LIBRARIES, NODE_EXCEPTIONS, ROOM_EXCEPTIONS, ROOMS, WITHOUT_NODE } from "./rules";

/** Imports between rooms that no rule allows, each with the reason. */
export function forbiddenArrows(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    const [here, there] = [roomOf(from), to === undefined ? undefined : roomOf(to)];
    if (here === undefined || there === undefined || here === there) return [];
    const rule = ROOMS.find(({ room }) => room === here);
    if (rule === undefined) return [`${from}: no rule says what ${here}/ may import`];
    if (rule.mayImport === "*" || rule.mayImport.includes(there)) return [];
    if (ROOM_EXCEPTIONS.some(({ file, room }) => file === from && room === there)) return [];
    return [`${from} imports ${to}: ${here}/ may not import ${there}/, because ${rule.because}`];
  });
}

/** Foreign libraries imported outside their home, or that have none. */
export function strayLibraries(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, specifier }) => {
    if (specifier.startsWith(".") || specifier.startsWith("node:")) return [];
    const rule = LIBRARIES.find(({ library }) => library.test(specifier));
    if (rule === undefined) return [`${from} imports ${specifier}, which has no home: give it one in the rules, with the reason`];
    if (rule.homes.some((home) => from === home || from.startsWith(`${home}/`))) return [];
    return [`${from} imports ${specifier}, whose home is ${rule.homes.join(" or ")}, because ${rule.because}`];
  });
}

/** Modules of Node.js in rooms that do without. */
export function nodeInPureRooms(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, specifier }) => {
    const rule = WITHOUT_NODE.find(({ room }) => room === roomOf(from));
    if (rule === undefined || !specifier.startsWith("node:")) return [];
    if (NODE_EXCEPTIONS.some(({ file, module }) => file === from && module === specifier)) return [];
    return [`${from} imports ${specifier}: ${rule.room}/ does without Node.js, because ${rule.because}`];
  });
}

/** Names of the machine or of chance used in those rooms without an import. */
export function impureNames(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const rule = WITHOUT_NODE.find(({ room }) => room === roomOf(path));
    if (rule === undefined) return [];
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const name = impureName(node);
      if (name !== undefined) found.push(`${path} uses ${name}: ${rule.room}/ does without, because ${rule.because}`);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
    return found;
  });
}

function impureName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && node.getText() === "Math.random") return "Math.random";
  if (!ts.isIdentifier(node) || !IMPURE_NAMES.some((name) => name === node.text)) return undefined;
  const { parent } = node;
  // `x.process`, `{ process: … }` and declarations of that name are other things.
  const isOwn = (ts.isPropertyAccessExpression(parent) && parent.name === node) || ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node);
  return isOwn ? undefined : node.text;
}

/** One line per circle of files that load one another, shortest way first. */
export function runtimeCycles(imports: readonly Import[]): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to, typeOnly, lazy } of imports) {
    // A lazy import runs after all files are loaded, so that no order of loading can break it.
    if (to !== undefined && !typeOnly && !lazy) edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const cycles = new Map<string, string>();
  for (const start of edges.keys()) {
    const way = shortestWayBack(start, edges);
    const members = way === undefined ? "" : [...way].sort().join();
    if (way !== undefined && !cycles.has(members)) cycles.set(members, [...way, start].join(" → "));
  }
  return [...cycles.values()];
}

function shortestWayBack(start: string, edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const seen = new Set<string>();
  let ways = [[start]];
  while (ways.length > 0) {
    const next: string[][] = [];
    for (const way of ways) {
      for (const to of edges.get(way.at(-1) ?? "") ?? []) {
        if (to === start) return way;
        if (!seen.has(to)) next.push([...way, to]);
        seen.add(to);
      }
    }
    ways = next;
  }
  return undefined;
}

/** `model` for `lib/model/vip.ts`; nothing for files of lib/ itself and outside it. */
export function roomOf(path: string): string | undefined {
  return /^lib\/([^/]+)\//.exec(path)?.[1];
}

/** What is wrong with a folder's charter: the comment at the head of its index.ts. */
export function charterProblem(folder: string, index: string | undefined): string | undefined {
  if (index === undefined) return `${folder} has no index.ts`;
  const charter = /^\/\*\*\s*@module\s+([\s\S]*?)\s*\*\//.exec(index)?.[1]?.replace(/\s*\n\s*\*?\s*/g, " ");
  if (charter === undefined) return `${folder}/index.ts does not begin with /** @module … */`;
  if (!/^\S[\s\S]{30,}\.$/.test(charter)) return `${folder}/index.ts: a charter is a whole sentence: ${charter}`;
  if (/[.!?]\s+[A-Z]/.test(charter)) return `${folder}/index.ts: a charter is ONE sentence: ${charter}`;
  return undefined;
}
