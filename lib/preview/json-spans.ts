import { type ByteWindow } from "./byte-window";

/** Where a value stands in a JSON text, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** How deep lists and objects are nested in it; 0 for a scalar. */
  readonly depth: number;
}

/** A JSON text, and what is known of it so far. */
export interface JsonText {
  readonly window: ByteWindow;
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

export function jsonText(window: ByteWindow): JsonText {
  return { window, passed: new Map() };
}

/** The same text for somebody who reads at another place of it. */
export function anotherReader({ window, passed }: JsonText): JsonText {
  return { window: window.another(), passed };
}

/** The outermost value of a text; a byte order mark before it doesn't count. What follows it is not looked at. */
export function wholeText(json: JsonText): Span {
  const start = [0xef, 0xbb, 0xbf].every((byte, at) => byteAt(json, at) === byte) ? 3 : 0;
  return valueAt(json, afterBlanks(json, start));
}

/** Where anything but blanks follows a value that should be the last; `undefined`: nowhere. */
export function followedAt(json: JsonText, { end }: Span): number | undefined {
  const at = afterBlanks(json, end);
  return byteAt(json, at) === undefined ? undefined : at;
}

/**
 * The members of an object, one after the other, without reading their values: a plan holds every text four times and more, and only a few of its members matter.
 * @throws NotJson
 */
export function* membersOf(json: JsonText, object: Span): Generator<readonly [name: string, value: Span]> {
  let at = opened(json, object, OPEN_OBJECT);
  while (byteAt(json, at) !== CLOSE_OBJECT) {
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
  while (byteAt(json, at) !== CLOSE_LIST) {
    const value = valueAt(json, at);
    yield value;
    at = behind(json, value, CLOSE_LIST);
  }
}

/** Whether {@link parsed} refuses it. */
export function isTooDeep({ depth }: Span): boolean {
  return depth > DEEPEST;
}

/** Larger objects are read member by member: a text this long is one that the engine lays out by itself each time, in memory that nothing was in before. */
const LARGE = 64 * 1024;

/** The value itself. @throws NotJson */
export function parsed(json: JsonText, { start, end, depth }: Span): unknown {
  if (isTooDeep({ start, end, depth })) throw new NotJson(`byte ${start}: nested too deeply`);
  if (end - start > LARGE && byteAt(json, start) === OPEN_OBJECT) {
    return Object.fromEntries([...membersOf(json, { start, end, depth })].map(([name, member]) => [name, parsed(json, member)]));
  }
  try {
    return JSON.parse(bytesOf(json, start, end).toString("utf8"));
  } catch (error) {
    throw new NotJson(`byte ${start}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What was read of a text already; by the same reader or by {@link anotherReader}. */
export interface Read {
  readonly json: JsonText;
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
  if (span.end - span.start < WORTH_COMPARING || kindOf(json, span) !== "object" || kindOf(other.json, other.span) !== "object") return parsed(json, span);
  if (isSame(json, span, other)) return other.value;
  if (isTooDeep(span)) throw new NotJson(`byte ${span.start}: nested too deeply`);
  const others = new Map(membersOf(other.json, other.span));
  const values = other.value as Readonly<Record<string, unknown>>;
  return Object.fromEntries([...membersOf(json, span)].map(([name, member]) => {
    const there = others.get(name);
    return [name, there === undefined ? parsed(json, member) : parsedBeside(json, member, { json: other.json, span: there, value: values[name] })];
  }));
}

function isSame(json: JsonText, { start, end }: Span, other: Read): boolean {
  if (end - start !== other.span.end - other.span.start) return false;
  // A window that both are in has to hold both at once.
  if (other.json.window === json.window) json.window.hold(Math.min(start, other.span.start), Math.max(end, other.span.end));
  return bytesOf(json, start, end).equals(bytesOf(other.json, other.span.start, other.span.end));
}

/** Whether these characters stand anywhere in it. */
export function mentions(json: JsonText, { start, end }: Span, characters: string): boolean {
  return bytesOf(json, start, end).includes(characters);
}

/** Whether it is a list or an object, or something else. */
export function kindOf(json: JsonText, { start }: Span): "object" | "list" | "scalar" {
  const byte = byteAt(json, start);
  return byte === OPEN_OBJECT ? "object" : byte === OPEN_LIST ? "list" : "scalar";
}

function opened(json: JsonText, { start }: Span, bracket: number): number {
  return expected(json, start, bracket);
}

/** Behind a member: where the next one begins, or the end. */
function behind(json: JsonText, { end }: Span, close: number): number {
  const at = afterBlanks(json, end);
  if (byteAt(json, at) === close) return at;
  const next = expected(json, at, COMMA);
  if (byteAt(json, next) === close) throw new NotJson(`byte ${next}: something has to follow a comma`);
  return next;
}

function expected(json: JsonText, at: number, byte: number): number {
  if (byteAt(json, at) !== byte) throw new NotJson(`byte ${at}: ${String.fromCharCode(byte)} is missing`);
  return afterBlanks(json, at + 1);
}

function afterBlanks(json: JsonText, from: number): number {
  let at = from;
  for (let byte = byteAt(json, at); byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = byteAt(json, at)) at++;
  return at;
}

function valueAt(json: JsonText, start: number): Span {
  const first = byteAt(json, start);
  if (first === QUOTE) return { start, end: endOfString(json, start), depth: 0 };
  if (first === OPEN_OBJECT || first === OPEN_LIST) return nestedAt(json, start);
  let end = start;
  while (/[-+.\w]/.test(String.fromCharCode(byteAt(json, end) ?? 0))) end++;
  if (end === start) throw new NotJson(`byte ${start}: a value is missing`);
  return { start, end, depth: 0 };
}

/** Which bracket closes which is left to the parser, for what is parsed at all. */
function nestedAt(json: JsonText, start: number): Span {
  const known = json.passed.get(start);
  if (known !== undefined) return known;
  const { window, passed } = json;
  // Of the outermost lists and objects that are open around a place: where each begins, and the deepest level in it.
  const starts: number[] = [];
  const deepest: number[] = [];
  let open = 0;
  let { held, base } = window;
  for (let at = start; at < window.size; at++) {
    if (at < base || at - base >= held.length) ({ held, base } = heldAt(window, at));
    const byte = held[at - base];
    if (byte === QUOTE) {
      const end = endIn(held, at - base);
      at = (end < 0 ? endOfString(json, at) : base + end) - 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
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

/** Behind the closing quote of a string. What is held of it may end before. */
function endOfString({ window }: JsonText, start: number): number {
  let { held, base } = heldAt(window, start);
  for (let known = 0; base + held.length - start > known; { held, base } = window) {
    const end = endIn(held, start - base);
    if (end >= 0) return base + end;
    known = base + held.length - start;
    window.hold(start, start + 2 * known);
  }
  throw new NotJson(`byte ${start}: a text is never closed`);
}

/** Most strings are names, which are passed sooner byte by byte than by a search. */
const SHORT = 40;

/** Behind the closing quote, the first one before which stands an even number of backslashes; -1 where there is none. */
function endIn(bytes: Buffer, start: number): number {
  for (let close = quoteFrom(bytes, start + 1); close >= 0; close = quoteFrom(bytes, close + 1)) {
    let before = close - 1;
    while (bytes[before] === BACKSLASH) before--;
    if ((close - before) % 2 === 1) return close + 1;
  }
  return -1;
}

function quoteFrom(bytes: Buffer, from: number): number {
  const near = Math.min(from + SHORT, bytes.length);
  for (let at = from; at < near; at++) if (bytes[at] === QUOTE) return at;
  return bytes.indexOf(QUOTE, near);
}

function heldAt(window: ByteWindow, at: number): ByteWindow {
  window.hold(at, at + 1);
  return window;
}

/** `undefined` behind the end. */
function byteAt({ window }: JsonText, at: number): number | undefined {
  if (at < window.base || at - window.base >= window.held.length) window.hold(at, at + 1);
  return window.held[at - window.base];
}

/** To be looked at before anything else is: what is held may change with that. */
function bytesOf({ window }: JsonText, start: number, end: number): Buffer {
  window.hold(start, end);
  return window.held.subarray(start - window.base, end - window.base);
}
