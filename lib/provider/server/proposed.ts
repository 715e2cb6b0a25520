import { isNested, type Attribute, type Attributes, type NestedType } from "./schema";
import { isObjectValue, UNKNOWN, type ObjectValue, type Value } from "./value";

/** The three views of one object while planning. */
interface Views {
  readonly proposed: ObjectValue;
  /** Null when the object is new. */
  readonly prior: ObjectValue | null;
  readonly config: ObjectValue;
}

/**
 * Terraform's proposal with UNKNOWN where a new object has a computed attribute that the configuration leaves open.
 * Terraform itself says null there and leaves this to providers. Objects that were there before keep what they had, null
 * included, so that a plan without changes stays empty.
 */
export function markUnknown(views: Views, attributes: Attributes): ObjectValue {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, markAttribute(views, name, attribute)]));
}

function markAttribute({ proposed, prior, config }: Views, name: string, attribute: Attribute): Value {
  if (attribute.writeOnly === true) return null;
  const value = proposed[name] ?? null;
  const configured = config[name] ?? null;
  if (value === null) return prior === null && attribute.computed === true && configured === null ? UNKNOWN : null;
  if (configured === null || value === UNKNOWN || !isNested(attribute.type)) return value;
  return markNested({ value, prior: prior?.[name] ?? null, configured }, attribute.type);
}

function markNested(at: { value: Value; prior: Value; configured: Value }, type: NestedType): Value {
  const mark = (value: Value, prior: Value | undefined, configured: Value | undefined): Value => {
    if (!isObjectValue(value)) return value;
    const views = { proposed: value, prior: isObjectValue(prior) ? prior : null, config: isObjectValue(configured) ? configured : value };
    return markUnknown(views, type.attributes);
  };
  const { value, prior, configured } = at;
  if (type.nested === "single") return mark(value, prior, configured);
  if (Array.isArray(value)) {
    // Members of a set have no place of their own: Terraform has matched them already, and what it left null is new.
    if (type.nested === "set") return value.map((item: Value) => mark(item, null, item));
    return value.map((item: Value, index) => mark(item, itemAt(prior, index), itemAt(configured, index)));
  }
  if (!isObjectValue(value)) return value;
  const memberOf = (of: Value, key: string): Value | undefined => (isObjectValue(of) ? of[key] : undefined);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mark(item, memberOf(prior, key), memberOf(configured, key))]));
}

function itemAt(list: Value, index: number): Value | undefined {
  return Array.isArray(list) ? (list as readonly Value[])[index] : undefined;
}
