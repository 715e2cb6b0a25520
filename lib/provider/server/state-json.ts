import { canonicalNumber, decimalText } from "./number";
import { type Json } from "./value";

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Stored state as JSON. Numbers that a double can't hold become decimal text, which the schema turns into numbers again:
 * JSON.parse alone would quietly round them.
 * @throws SyntaxError when the text isn't JSON.
 */
export function parseStateJson(text: string): Json {
  return JSON.parse(text.replace(stringOrNumber, quoteWhenInexact)) as Json;
}

function quoteWhenInexact(token: string): string {
  if (token.startsWith('"')) return token;
  const value = canonicalNumber(token);
  return typeof value === "number" || value === undefined ? token : `"${decimalText(value)}"`;
}
