import { type AttributePath } from "./diagnostic";
import { canonicalNumber } from "./number";
import { isNested, type Attribute, type Attributes, type AttributeType, type NestedType, type PlainType } from "./schema";
import { isObjectValue, UNKNOWN, type ObjectValue, type Value } from "./value";

/** A value made to fit its schema, and where it didn't. */
export interface Conformed<T> {
  readonly value: T;
  readonly misfits: readonly Misfit[];
}

/** One place where a value isn't what the schema says; it has become null. */
export interface Misfit {
  readonly path: AttributePath;
  /** "expected a number, got text". */
  readonly what: string;
}

/** What to do with attributes the schema doesn't know: old state may hold them, our own answers may not. */
export interface Strictness {
  readonly strangers: "report" | "drop";
}

/**
 * An object with exactly the schema's attributes: what is missing becomes null, write-only attributes become null,
 * numbers take their one form, and every misfit is listed.
 */
export function conform(value: unknown, attributes: Attributes, strictness: Strictness): Conformed<ObjectValue> {
  const walk = new Walk(strictness);
  const result = walk.object(value, attributes, []);
  return { value: result, misfits: walk.misfits };
}

class Walk {
  readonly misfits: Misfit[] = [];

  constructor(private readonly strictness: Strictness) {}

  object(value: unknown, attributes: Attributes, path: AttributePath): ObjectValue {
    const given = isPlainObject(value) ? value : {};
    if (given !== value) this.misfit(path, "an object", value);
    this.strangers(given, attributes, path);
    // Most attributes of most objects are left out: those need no path.
    const member = (name: string, attribute: Attribute): Value => (given[name] === undefined || given[name] === null ? null : this.attribute(given[name], attribute, [...path, { attribute: name }]));
    return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, member(name, attribute)]));
  }

  private attribute(value: unknown, attribute: Attribute, path: AttributePath): Value {
    return attribute.writeOnly === true ? null : this.typed(value, attribute.type, path);
  }

  private typed(value: unknown, type: AttributeType, path: AttributePath): Value {
    if (value === undefined || value === null) return null;
    if (value === UNKNOWN) return UNKNOWN;
    if (isNested(type)) return this.nested(value, type, path);
    return typeof type === "string" ? this.leaf(value, type, path) : this.collection(value, type, path);
  }

  private nested(value: unknown, type: NestedType, path: AttributePath): Value {
    const element = (item: unknown, at: AttributePath): Value =>
      item === UNKNOWN ? UNKNOWN : item === null ? null : this.object(item, type.attributes, at);
    switch (type.nested) {
      case "single":
        return isPlainObject(value) ? this.object(value, type.attributes, path) : this.misfit(path, "an object", value);
      case "map":
        return this.map(value, path, element);
      case "list":
        return this.list(value, path, element);
      case "set":
        return this.list(value, path, (item) => element(item, path));
    }
  }

  private collection(value: unknown, type: Exclude<PlainType, string>, path: AttributePath): Value {
    if ("list" in type) return this.list(value, path, (item, at) => this.typed(item, type.list, at));
    if ("set" in type) return this.list(value, path, (item) => this.typed(item, type.set, path));
    if ("map" in type) return this.map(value, path, (item, at) => this.typed(item, type.map, at));
    if (!isPlainObject(value)) return this.misfit(path, "an object", value);
    this.strangers(value, type.object, path);
    const members = Object.entries(type.object);
    return Object.fromEntries(members.map(([name, member]) => [name, this.typed(value[name], member, [...path, { attribute: name }])]));
  }

  private leaf(value: unknown, type: "string" | "number" | "bool", path: AttributePath): Value {
    switch (type) {
      case "string":
        return typeof value === "string" ? value : this.misfit(path, "text", value);
      case "bool":
        return typeof value === "boolean" ? value : this.misfit(path, "true or false", value);
      case "number":
        return canonicalNumber(value) ?? this.misfit(path, "a number", value);
    }
  }

  private list(value: unknown, path: AttributePath, each: (item: unknown, at: AttributePath) => Value): Value {
    if (!Array.isArray(value)) return this.misfit(path, "a list", value);
    return value.map((item: unknown, index) => each(item, [...path, { index }]));
  }

  private map(value: unknown, path: AttributePath, each: (item: unknown, at: AttributePath) => Value): Value {
    if (!isPlainObject(value)) return this.misfit(path, "a map", value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, each(item, [...path, { key }])]));
  }

  private strangers(given: object, known: object, path: AttributePath): void {
    if (this.strictness.strangers === "drop") return;
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(known, name)) this.misfits.push({ path, what: `"${name}" isn't in the schema` });
    }
  }

  private misfit(path: AttributePath, expected: string, value: unknown): null {
    this.misfits.push({ path, what: `expected ${expected}, got ${describe(value)}` });
    return null;
  }
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObjectValue(value as Value);
}

/** Names the kind and not the value: it may be a secret. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "text";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
