import { UNKNOWN as MODEL_UNKNOWN } from "../../model/unknown";
import { type Attributes, type AttributeType, type ObjectValue, type Value, UNKNOWN, isNested, isObjectValue } from "../server";

/** A tree as the model's parser takes it: camelCase keys, unknown leaves as the model's own symbol, nulls left out. */
export type ModelInput = string | number | boolean | typeof MODEL_UNKNOWN | readonly ModelInput[] | { readonly [key: string]: ModelInput };

/** The attributes of a configuration or state as input of the model; what the schema given doesn't name is left out. */
export function modelInput(value: ObjectValue, attributes: Attributes): ModelInput {
  const input: Record<string, ModelInput> = {};
  for (const [name, attribute] of Object.entries(attributes)) {
    const member = inputOf(value[name] ?? null, attribute.type);
    if (member !== undefined) input[camelCase(name)] = member;
  }
  return input;
}

function inputOf(value: Value, type: AttributeType): ModelInput | undefined {
  if (value === null) return undefined;
  if (value === UNKNOWN) return MODEL_UNKNOWN;
  if (isNested(type)) return nestedInput(value, type);
  if (Array.isArray(value)) return value.map((item: Value) => inputOf(item, "string")).filter((item) => item !== undefined);
  return typeof value === "bigint" ? String(value) : (value as ModelInput);
}

function nestedInput(value: Value, type: AttributeType & { nested: string; attributes: Attributes }): ModelInput | undefined {
  const element = (item: Value): ModelInput | undefined => (isObjectValue(item) ? modelInput(item, type.attributes) : inputOf(item, "string"));
  if (type.nested === "single") return element(value);
  if (Array.isArray(value)) return value.map(element).filter((item) => item !== undefined);
  if (!isObjectValue(value)) return undefined;
  // Keys of a map are names that a person chose: they stay as they are.
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => [[key, element(item)] as const]).filter((entry): entry is [string, ModelInput] => entry[1] !== undefined));
}

/** The opposite way: a model's input as attributes; every attribute that the input lacks is null. */
export function attributesValue(input: unknown, attributes: Attributes): ObjectValue {
  const members = (typeof input === "object" && input !== null ? input : {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, valueOf(members[camelCase(name)], type)]));
}

function valueOf(input: unknown, type: AttributeType): Value {
  if (input === undefined || input === null) return null;
  if (!isNested(type)) return input as Value;
  if (type.nested === "single") return attributesValue(input, type.attributes);
  if (Array.isArray(input)) return input.map((item) => attributesValue(item, type.attributes));
  return Object.fromEntries(Object.entries(input).map(([key, item]) => [key, attributesValue(item, type.attributes)]));
}

/** Remembered: the schema's names are few, and asked for once for each real server. */
const camelNames = new Map<string, string>();

function camelCase(name: string): string {
  const known = camelNames.get(name);
  if (known !== undefined) return known;
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  camelNames.set(name, camel);
  return camel;
}
