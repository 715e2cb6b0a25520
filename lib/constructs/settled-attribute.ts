import { type IResolvable, type IResolveContext } from "cdktf";

/**
 * An attribute without tokens, which cdktf takes as it is. Otherwise cdktf looks for tokens in each value of each attribute three times, at a price for
 * each leaf; with hundreds of real servers that is most of what synth costs. The last of the three, over the stack as a whole, still sees every value.
 */
class SettledAttribute implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly value: unknown) {}

  resolve(context: IResolveContext): unknown {
    context.registerPostProcessor({ postProcess: () => this.value });
    return null;
  }

  toString(): string {
    return JSON.stringify(this.value);
  }
}

/** The same attributes, those without tokens wrapped for cdktf. */
export function settledWherePossible(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, isCollection(value) && hasNoTokens(value) ? new SettledAttribute(value) : value]));
}

function isCollection(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Says no when in doubt, which costs time and nothing else. */
function hasNoTokens(value: unknown): boolean {
  if (typeof value === "string") return !MAY_HOLD_TOKEN.test(value);
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (!isCollection(value)) return typeof value === "boolean" || value === undefined;
  if (Array.isArray(value)) return value.every(hasNoTokens);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const [name, member] of Object.entries(value)) if (MAY_HOLD_TOKEN.test(name) || !hasNoTokens(member)) return false;
  return true;
}

/** cdktf writes tokens into strings with this name; those of numbers as huge numbers, which have an exponent. */
const MAY_HOLD_TOKEN = /TfToken|e\+\d/;
