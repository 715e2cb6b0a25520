/** Where a value stands in a JSON text, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** How deep lists and objects are nested in it; 0 for a scalar. */
  readonly depth: number;
}

/** What is there is not JSON; the message says where. */
export class NotJson extends Error {}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** No plan of ours is nested so deeply; a text that is would cost whoever walks through it the stack. */
const DEEPEST = 60;

/** The outermost value of a text; a byte order mark before it doesn't count. */
export function wholeText(json: Buffer): Span {
  const start = json[0] === 0xef && json[1] === 0xbb && json[2] === 0xbf ? 3 : 0;
  return valueAt(json, afterBlanks(json, start));
}

/**
 * The members of an object, one after the other, without reading their values: a plan holds every text four times and more, and only a few of its members matter.
 * @throws NotJson
 */
export function* membersOf(json: Buffer, object: Span): Generator<readonly [name: string, value: Span]> {
  let at = opened(json, object, OPEN_OBJECT);
  while (json[at] !== CLOSE_OBJECT) {
    const name = valueAt(json, at);
    at = expected(json, afterBlanks(json, name.end), COLON);
    const value = valueAt(json, at);
    yield [String(parsed(json, name)), value];
    at = behind(json, value, CLOSE_OBJECT);
  }
}

/** The elements of a list. @throws NotJson */
export function* elementsOf(json: Buffer, list: Span): Generator<Span> {
  let at = opened(json, list, OPEN_LIST);
  while (json[at] !== CLOSE_LIST) {
    const value = valueAt(json, at);
    yield value;
    at = behind(json, value, CLOSE_LIST);
  }
}

/** The value itself. @throws NotJson */
export function parsed(json: Buffer, { start, end, depth }: Span): unknown {
  if (depth > DEEPEST) throw new NotJson(`byte ${start}: nested too deeply`);
  try {
    return JSON.parse(json.toString("utf8", start, end));
  } catch (error) {
    throw new NotJson(`byte ${start}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whether it is a list or an object, or something else. */
export function kindOf(json: Buffer, { start }: Span): "object" | "list" | "scalar" {
  return json[start] === OPEN_OBJECT ? "object" : json[start] === OPEN_LIST ? "list" : "scalar";
}

function opened(json: Buffer, { start }: Span, bracket: number): number {
  return expected(json, start, bracket);
}

/** Behind a member: where the next one begins, or the end. */
function behind(json: Buffer, { end }: Span, close: number): number {
  const at = afterBlanks(json, end);
  if (json[at] === close) return at;
  const next = expected(json, at, COMMA);
  if (json[next] === close) throw new NotJson(`byte ${next}: something has to follow a comma`);
  return next;
}

function expected(json: Buffer, at: number, byte: number): number {
  if (json[at] !== byte) throw new NotJson(`byte ${at}: ${String.fromCharCode(byte)} is missing`);
  return afterBlanks(json, at + 1);
}

function afterBlanks(json: Buffer, from: number): number {
  let at = from;
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at++;
  return at;
}

function valueAt(json: Buffer, start: number): Span {
  if (json[start] === QUOTE) return { start, end: endOfString(json, start), depth: 0 };
  if (json[start] === OPEN_OBJECT || json[start] === OPEN_LIST) return nestedAt(json, start);
  let end = start;
  while (end < json.length && /[-+.\w]/.test(String.fromCharCode(json[end] ?? 0))) end++;
  if (end === start) throw new NotJson(`byte ${start}: a value is missing`);
  return { start, end, depth: 0 };
}

/** Which bracket closes which is left to the parser, for what is parsed at all. */
function nestedAt(json: Buffer, start: number): Span {
  let [open, depth] = [0, 0];
  for (let at = start; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfString(json, at) - 1;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth = Math.max(depth, ++open);
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_LIST) && --open === 0) return { start, end: at + 1, depth };
  }
  throw new NotJson(`byte ${start}: what opens here is never closed`);
}

/** Behind the closing quote: the first one before which stands an even number of backslashes. */
function endOfString(json: Buffer, start: number): number {
  for (let close = json.indexOf(QUOTE, start + 1); close >= 0; close = json.indexOf(QUOTE, close + 1)) {
    let before = close - 1;
    while (json[before] === BACKSLASH) before--;
    if ((close - before) % 2 === 1) return close + 1;
  }
  throw new NotJson(`byte ${start}: a text is never closed`);
}
