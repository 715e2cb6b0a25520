/** Where a value stands in a JSON text, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** How deep lists and objects are nested in it; 0 for a scalar. */
  readonly depth: number;
}

/** A JSON text, and what is known of it so far. */
export interface JsonText {
  readonly bytes: Buffer;
  /** Lists and objects that were walked over on the way to the end of one around them, by where they begin: a large one isn't walked through once for each level above it. */
  readonly passed: Map<number, Span>;
}

/** What is there is not JSON; the message says where. */
export class NotJson extends Error {}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** No plan of ours is nested so deeply; a text that is would cost whoever walks through it the stack. */
const DEEPEST = 60;

/** So many levels below what is walked over are remembered; what stands deeper is small, or is parsed as a whole. */
const REMEMBERED_LEVELS = 5;

/** Shorter ones are walked through again sooner than they are looked up. */
const REMEMBERED_BYTES = 256;

export function jsonText(bytes: Buffer): JsonText {
  return { bytes, passed: new Map() };
}

/** The outermost value of a text; a byte order mark before it doesn't count. */
export function wholeText(json: JsonText): Span {
  const { bytes } = json;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return valueAt(json, afterBlanks(json, start));
}

/**
 * The members of an object, one after the other, without reading their values: a plan holds every text four times and more, and only a few of its members matter.
 * @throws NotJson
 */
export function* membersOf(json: JsonText, object: Span): Generator<readonly [name: string, value: Span]> {
  let at = opened(json, object, OPEN_OBJECT);
  while (json.bytes[at] !== CLOSE_OBJECT) {
    const name = valueAt(json, at);
    at = expected(json, afterBlanks(json, name.end), COLON);
    const value = valueAt(json, at);
    yield [String(parsed(json, name)), value];
    at = behind(json, value, CLOSE_OBJECT);
  }
}

/** The elements of a list. @throws NotJson */
export function* elementsOf(json: JsonText, list: Span): Generator<Span> {
  let at = opened(json, list, OPEN_LIST);
  while (json.bytes[at] !== CLOSE_LIST) {
    const value = valueAt(json, at);
    yield value;
    at = behind(json, value, CLOSE_LIST);
  }
}

/** The value itself. @throws NotJson */
export function parsed(json: JsonText, { start, end, depth }: Span): unknown {
  if (depth > DEEPEST) throw new NotJson(`byte ${start}: nested too deeply`);
  try {
    return JSON.parse(json.bytes.toString("utf8", start, end));
  } catch (error) {
    throw new NotJson(`byte ${start}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What was read of a text already. */
export interface Read {
  readonly span: Span;
  readonly value: unknown;
}

/** Smaller ones are read sooner than they are compared. */
const WORTH_COMPARING = 1024;

/**
 * The value itself, of which those parts that another one has too, at the same place and to the byte, are its very own: what changes in a plan is mostly a small part of what it holds.
 * @throws NotJson
 */
export function parsedBeside(json: JsonText, span: Span, other: Read): unknown {
  if (span.end - span.start < WORTH_COMPARING || kindOf(json, span) !== "object" || kindOf(json, other.span) !== "object") return parsed(json, span);
  if (json.bytes.compare(json.bytes, other.span.start, other.span.end, span.start, span.end) === 0) return other.value;
  if (span.depth > DEEPEST) throw new NotJson(`byte ${span.start}: nested too deeply`);
  const others = new Map(membersOf(json, other.span));
  const values = other.value as Readonly<Record<string, unknown>>;
  return Object.fromEntries([...membersOf(json, span)].map(([name, member]) => {
    const there = others.get(name);
    return [name, there === undefined ? parsed(json, member) : parsedBeside(json, member, { span: there, value: values[name] })];
  }));
}

/** Whether it is a list or an object, or something else. */
export function kindOf(json: JsonText, { start }: Span): "object" | "list" | "scalar" {
  return json.bytes[start] === OPEN_OBJECT ? "object" : json.bytes[start] === OPEN_LIST ? "list" : "scalar";
}

function opened(json: JsonText, { start }: Span, bracket: number): number {
  return expected(json, start, bracket);
}

/** Behind a member: where the next one begins, or the end. */
function behind(json: JsonText, { end }: Span, close: number): number {
  const at = afterBlanks(json, end);
  if (json.bytes[at] === close) return at;
  const next = expected(json, at, COMMA);
  if (json.bytes[next] === close) throw new NotJson(`byte ${next}: something has to follow a comma`);
  return next;
}

function expected(json: JsonText, at: number, byte: number): number {
  if (json.bytes[at] !== byte) throw new NotJson(`byte ${at}: ${String.fromCharCode(byte)} is missing`);
  return afterBlanks(json, at + 1);
}

function afterBlanks(json: JsonText, from: number): number {
  let at = from;
  while (json.bytes[at] === 0x20 || json.bytes[at] === 0x0a || json.bytes[at] === 0x0d || json.bytes[at] === 0x09) at++;
  return at;
}

function valueAt(json: JsonText, start: number): Span {
  if (json.bytes[start] === QUOTE) return { start, end: endOfString(json.bytes, start), depth: 0 };
  if (json.bytes[start] === OPEN_OBJECT || json.bytes[start] === OPEN_LIST) return nestedAt(json, start);
  let end = start;
  while (end < json.bytes.length && /[-+.\w]/.test(String.fromCharCode(json.bytes[end] ?? 0))) end++;
  if (end === start) throw new NotJson(`byte ${start}: a value is missing`);
  return { start, end, depth: 0 };
}

/** Which bracket closes which is left to the parser, for what is parsed at all. */
function nestedAt(json: JsonText, start: number): Span {
  const known = json.passed.get(start);
  if (known !== undefined) return known;
  const { bytes, passed } = json;
  // Of the outermost lists and objects that are open around a place: where each begins, and the deepest level in it.
  const starts: number[] = [];
  const deepest: number[] = [];
  let open = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at) - 1;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      const level = Math.min(open++, REMEMBERED_LEVELS);
      if (open - 1 === level) [starts[level], deepest[level]] = [at, open];
      else deepest[level] = Math.max(deepest[level] as number, open);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (--open > REMEMBERED_LEVELS) continue;
      const span = { start: starts[open] as number, end: at + 1, depth: (deepest[open] as number) - open };
      if (open === 0) return span;
      deepest[open - 1] = Math.max(deepest[open - 1] as number, deepest[open] as number);
      if (span.end - span.start >= REMEMBERED_BYTES) passed.set(span.start, span);
    }
  }
  throw new NotJson(`byte ${start}: what opens here is never closed`);
}

/** Most strings are names, which are passed sooner byte by byte than by a search. */
const SHORT = 40;

/** Behind the closing quote: the first one before which stands an even number of backslashes. */
function endOfString(bytes: Buffer, start: number): number {
  for (let close = quoteFrom(bytes, start + 1); close >= 0; close = quoteFrom(bytes, close + 1)) {
    let before = close - 1;
    while (bytes[before] === BACKSLASH) before--;
    if ((close - before) % 2 === 1) return close + 1;
  }
  throw new NotJson(`byte ${start}: a text is never closed`);
}

function quoteFrom(bytes: Buffer, from: number): number {
  const near = Math.min(from + SHORT, bytes.length);
  for (let at = from; at < near; at++) if (bytes[at] === QUOTE) return at;
  return bytes.indexOf(QUOTE, near);
}
