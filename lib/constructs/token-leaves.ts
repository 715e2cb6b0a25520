import { Token, Tokenization } from "cdktf";
import { UNKNOWN } from "../model";

/**
 * The same tree with every token (string, number, list or object) replaced by the model's one value for what isn't known yet. Parts without tokens are
 * not copied: most clusters have none, and some have hundreds of real servers.
 */
export function tokensAsUnknown(value: unknown): unknown {
  if (typeof value === "string") return Token.isUnresolved(value) ? UNKNOWN : value;
  if (typeof value === "number") return !Number.isSafeInteger(value) && Token.isUnresolved(value) ? UNKNOWN : value; // cdktf writes tokens as huge numbers
  if (typeof value !== "object" || value === null) return value;
  if (Tokenization.isResolvable(value)) return UNKNOWN;
  if (Array.isArray(value)) return Token.isUnresolved(value) ? [UNKNOWN] : listWithoutTokens(value);
  return objectWithoutTokens(value);
}

function listWithoutTokens(list: readonly unknown[]): readonly unknown[] {
  const replaced = list.map(tokensAsUnknown);
  return replaced.every((item, index) => item === list[index]) ? list : replaced;
}

function objectWithoutTokens(value: object): object {
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const replaced = tokensAsUnknown(member);
    if (replaced === member) continue;
    copy ??= { ...value };
    copy[key] = replaced;
  }
  return copy ?? value;
}
