import { type Place } from "../diagnostics";

/**
 * Stands where a value is not known yet: a token at synth, an unknown value at plan. Any leaf of a model may be this one symbol; the types do
 * not show it, because whoever reads a model reads it through {@link knownOnly} or {@link attempt}.
 */
export const UNKNOWN: unique symbol = Symbol.for("cdktf-lvs.unknown");

/** Whether this value is not known yet. */
export function isUnknown(value: unknown): value is typeof UNKNOWN {
  return value === UNKNOWN;
}

/** Thrown when a reader of {@link knownOnly} touches an unknown leaf; caught by {@link attempt}, never seen by users. */
export class UnknownReached extends Error {
  constructor(readonly place: Place) {
    super(`not known yet: ${place.join(".")}`);
  }
}

/** Outcome of a computation over a model: its value, or the place of the first unknown leaf it needed. */
export type Attempt<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly place: Place };

/** Runs a computation; reaching an unknown leaf is an outcome, every other exception is a bug and passes on. */
export function attempt<T>(compute: () => T): Attempt<T> {
  try {
    return { known: true, value: compute() };
  } catch (error) {
    if (error instanceof UnknownReached) return { known: false, place: error.place };
    throw error;
  }
}

/** Whether any leaf below is unknown. Most models have none and are then read without a proxy. */
export function hasUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  // Without a list of the members: every model is asked this several times.
  for (const name in value) if (hasUnknown((value as Readonly<Record<string, unknown>>)[name])) return true;
  return false;
}

/** The same value, where touching an unknown leaf throws {@link UnknownReached} with the leaf's place. */
export function knownOnly<T extends object>(value: T, place: Place = []): T {
  return hasUnknown(value) ? guard(value, place) : value;
}

function guard<T extends object>(target: T, place: Place): T {
  // One guard per member, so that reading a member twice gives the same object.
  const guards = new Map<string, object>();
  // A proxy has to give a frozen object's own members and not their guards, so it stands before a copy, which is never frozen.
  return new Proxy(shallowCopy(target), {
    get(object, key, receiver): unknown {
      const value: unknown = Reflect.get(object, key, receiver);
      if (typeof key === "symbol" || typeof value === "function") return value;
      const here = [...place, Array.isArray(object) && /^\d+$/.test(key) ? Number(key) : key];
      if (isUnknown(value)) throw new UnknownReached(here);
      if (typeof value !== "object" || value === null) return value;
      const known = guards.get(key) ?? guard(value, here);
      guards.set(key, known);
      return known;
    },
    // Object.entries and the like read through descriptors first; the get trap still runs for each value.
  });
}

function shallowCopy<T extends object>(target: T): T {
  return (Array.isArray(target) ? [...(target as readonly unknown[])] : { ...target }) as T;
}
