import { canonicalNumber, decimalText } from "./number";
import { type Json } from "./value";

const numbers = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Stored state as JSON. Numbers that a double can't hold become decimal text, which the schema turns into numbers again:
 * JSON.parse alone would quietly round them.
 * @throws SyntaxError when the text isn't JSON.
 */
export function parseStateJson(text: string): Json {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const opens = quote < 0 ? text.length : quote;
    parts.push(text.slice(at, opens).replace(numbers, quoteWhenInexact));
    at = endOfString(text, opens);
    parts.push(text.slice(opens, at));
  }
  return JSON.parse(parts.join("")) as Json;
}

/** Behind the closing quote. By indexOf and not by an expression: strings hold whole files, and V8's would run out of stack. */
function endOfString(text: string, opens: number): number {
  for (let close = text.indexOf('"', opens + 1); close >= 0; close = text.indexOf('"', close + 1)) {
    let before = close - 1;
    while (text[before] === "\\") before--;
    if ((close - before) % 2 === 1) return close + 1;
  }
  return text.length;
}

function quoteWhenInexact(token: string): string {
  const value = canonicalNumber(token);
  return typeof value === "number" || value === undefined ? token : `"${decimalText(value)}"`;
}
