import { Token, Tokenization } from "cdktf";
import { UNKNOWN } from "../model";

/** The same tree with every token (string, number, list or object) replaced by the model's one value for what isn't known yet. */
export function tokensAsUnknown(value: unknown): unknown {
  if (typeof value === "string" || typeof value === "number") return Token.isUnresolved(value) ? UNKNOWN : value;
  if (typeof value !== "object" || value === null) return value;
  if (Tokenization.isResolvable(value)) return UNKNOWN;
  if (Array.isArray(value)) return Token.isUnresolved(value) ? [UNKNOWN] : value.map(tokensAsUnknown);
  const members: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) members[key] = tokensAsUnknown(member);
  return members;
}
