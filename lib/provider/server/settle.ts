import { type AttributePath } from "./diagnostic";
import { isObjectValue, UNKNOWN, type ObjectValue, type Value } from "./value";

/** The object with nothing unknown left: what isn't known keeps the prior value, or becomes null. */
export function settle(value: ObjectValue, prior: ObjectValue | null): ObjectValue {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, settleValue(item, prior?.[name] ?? null)]));
}

function settleValue(value: Value, prior: Value): Value {
  if (value === UNKNOWN) return prior;
  if (Array.isArray(value)) {
    return value.map((item: Value, index) => settleValue(item, Array.isArray(prior) ? ((prior as readonly Value[])[index] ?? null) : null));
  }
  return isObjectValue(value) ? settle(value, isObjectValue(prior) ? prior : null) : value;
}

/** Where something is unknown. Keys of maps are given as attributes: good enough for a message. */
export function unknownPaths(value: Value, path: AttributePath = []): readonly AttributePath[] {
  if (value === UNKNOWN) return [path];
  if (Array.isArray(value)) return value.flatMap((item: Value, index) => unknownPaths(item, [...path, { index }]));
  if (!isObjectValue(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => unknownPaths(item, [...path, { attribute: name }]));
}
