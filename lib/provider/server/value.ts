/**
 * A value Terraform will only know at apply. Stands for a leaf, or for a whole list, map or object.
 * From the global registry, so that two copies of this module agree on it.
 */
export const UNKNOWN: unique symbol = Symbol.for("cdktf-lvs.provider.unknown");

/** The type of {@link UNKNOWN}. */
export type Unknown = typeof UNKNOWN;

/**
 * A value as Terraform has it, in plain JavaScript: `null` is null, lists and sets are arrays, maps and objects are
 * objects. Numbers are `number` where that is exact; integers beyond 2^53 are `bigint`; fractions with more digits than
 * a double holds are decimal text. The schema says which of these a string is.
 */
export type Value = string | number | bigint | boolean | null | Unknown | readonly Value[] | ObjectValue;

/** An object or a map. Keys of an object are attribute names (snake_case). */
export interface ObjectValue {
  readonly [name: string]: Value;
}

/** What JSON can say; the form state is stored in. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** True for objects and maps; false for null, {@link UNKNOWN}, arrays and leaves. */
export function isObjectValue(value: Value | undefined): value is ObjectValue {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True when the value is, or holds anywhere inside, something not known yet. */
export function hasUnknown(value: Value): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some((item: Value) => hasUnknown(item));
  return isObjectValue(value) && Object.values(value).some(hasUnknown);
}
