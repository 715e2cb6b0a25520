import { type Place } from "../../../../lib/diagnostics";
import { type LeafSpec, UNKNOWN } from "../../../../lib/model";
import { leafSpecs } from "../../../../scripts/findings-page";

/** The codes of the leaves that refuse some values of their type, sorted: a flag refuses none. */
export function leafCodes(): string[] {
  return [...new Set(leafSpecs().flatMap(({ code, type }) => (type === "bool" ? [] : [code])))].sort();
}

/** Runs something while the leaves with this code accept every value of their type. */
export function acceptingAll<T>(code: string, run: () => T): T {
  const specs = leafSpecs().filter((spec) => spec.code === code) as { -readonly [K in keyof LeafSpec]: LeafSpec[K] }[];
  const former = specs.map(({ accepts }) => accepts);
  for (const spec of specs) spec.accepts = () => true;
  try {
    return run();
  } finally {
    specs.forEach((spec, index) => (spec.accepts = former[index] ?? spec.accepts));
  }
}

/** The places of all scalars in a configuration. */
export function scalarPlaces(tree: unknown, place: Place = []): Place[] {
  if (typeof tree !== "object" || tree === null) return tree === undefined ? [] : [place];
  return Object.entries(tree).flatMap(([key, member]) => scalarPlaces(member, [...place, key]));
}

/** The same configuration where the scalar at this place isn't known yet. */
export function unknownAt<T>(tree: T, [step, ...rest]: Place): T {
  if (step === undefined) return UNKNOWN as T;
  const copy = (Array.isArray(tree) ? [...tree] : { ...tree }) as Record<string | number, unknown>;
  copy[step] = unknownAt(copy[step], rest);
  return copy as T;
}
