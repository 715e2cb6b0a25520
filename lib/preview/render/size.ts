import { type Block, type Content, type Part, type Words } from "../document";

/** What a word about what is missing takes at the most, in most documents. */
const NOTE_SIZE = 300;

/** A part, or the whole document. */
interface Container {
  readonly part: Part | undefined;
  readonly outer: Container | undefined;
  /** In the order of the document. */
  readonly position: number;
  /** Of all that is still in it. */
  size: number;
  /** Whether a part of it is left out, so that there is a word about it. */
  noted: boolean;
  gone: boolean;
}

/** Which parts have to go so that the rest fits: those of the smallest rank first, of several the last. What is no part always stays. */
export function partsLeftOut(document: readonly Block[], room: number, sizeOf: (content: Content) => number): ReadonlySet<Part> {
  const whole: Container = { part: undefined, outer: undefined, position: 0, size: 0, noted: false, gone: false };
  const parts = measured(document, whole, sizeOf);
  const leaving = [...parts].sort((a, b) => (a.part?.rank ?? 0) - (b.part?.rank ?? 0) || b.position - a.position);
  const left = new Set<Part>();
  for (const one of leaving) {
    if (whole.size <= room) break;
    if (one.part === undefined || isGone(one)) continue;
    one.gone = true;
    left.add(one.part);
    resize(one.outer, -one.size);
    if (one.outer?.noted === false) {
      one.outer.noted = true;
      resize(one.outer, NOTE_SIZE);
    }
  }
  return left;
}

function measured(blocks: readonly Block[], outer: Container, sizeOf: (content: Content) => number): Container[] {
  const found: Container[] = [];
  for (const block of blocks) {
    if (block.kind !== "part") {
      resize(outer, sizeOf(block));
      continue;
    }
    const container: Container = { part: block, outer, position: 0, size: 0, noted: false, gone: false };
    found.push(container, ...measured(block.blocks, container, sizeOf));
  }
  return outer.part === undefined ? found.map((one, position) => Object.assign(one, { position })) : found;
}

function resize(container: Container | undefined, by: number): void {
  for (let one = container; one !== undefined; one = one.outer) one.size += by;
}

function isGone(container: Container): boolean {
  return container.gone || (container.outer !== undefined && isGone(container.outer));
}

/** The blocks without those parts, each with what of its own is left out. */
export interface Remaining {
  readonly contents: readonly (Content | { readonly kind: "missing"; readonly called: readonly string[] })[];
}

/** What stays, in order; where something is missing, a word about it at the end of what held it. */
export function remaining(blocks: readonly Block[], left: ReadonlySet<Part>): Remaining["contents"] {
  return joined(kept(blocks, left));
}

function kept(blocks: readonly Block[], left: ReadonlySet<Part>): Remaining["contents"] {
  const missing = blocks.filter((block) => block.kind === "part").filter((part) => left.has(part));
  const rest = blocks.flatMap((block) => (block.kind !== "part" ? [block] : left.has(block) ? [] : kept(block.blocks, left)));
  return missing.length === 0 ? rest : [...rest, { kind: "missing", called: calledOf(missing) }];
}

function calledOf(parts: readonly Part[]): string[] {
  const counts = new Map<string, number>();
  for (const { called, counted } of parts) if (counted === true) counts.set(called, (counts.get(called) ?? 0) + 1);
  return [...[...counts].map(([called, count]) => `${count} ${called}`), ...parts.flatMap(({ called, counted }) => (counted === true ? [] : [called]))];
}

/** With lists of one run in one. */
function joined(contents: Remaining["contents"]): Remaining["contents"] {
  const result: Remaining["contents"][number][] = [];
  let items: Words[] = [];
  let run: string | undefined;
  for (const content of contents) {
    if (content.kind === "list" && content.run !== undefined && content.run === run) {
      items.push(...content.items);
      continue;
    }
    if (content.kind !== "list" || content.run === undefined) {
      run = undefined;
      result.push(content);
      continue;
    }
    ({ run } = content);
    items = [...content.items];
    result.push({ ...content, items });
  }
  return result;
}
