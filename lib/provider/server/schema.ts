/** A type without flags of its own inside. `object` members are always all present. */
export type PlainType =
  | "string"
  | "number"
  | "bool"
  | { readonly list: PlainType }
  | { readonly set: PlainType }
  | { readonly map: PlainType }
  | { readonly object: Readonly<Record<string, PlainType>> };

/** How often an object with attributes of its own may stand: once, in a list, or in a map or set. */
export type Nesting = "single" | "list" | "map" | "set";

/** An object (or a list, map or set of objects) whose attributes carry their own flags. */
export interface NestedType {
  readonly nested: Nesting;
  readonly attributes: Attributes;
}

/** The type of one attribute. */
export type AttributeType = PlainType | NestedType;

/** Attributes by name (snake_case). */
export type Attributes = Readonly<Record<string, Attribute>>;

/** One attribute. Exactly one of required, optional, computed, or optional with computed must be set. */
export interface Attribute {
  readonly type: AttributeType;
  /** The configuration must set it. */
  readonly required?: boolean;
  /** The configuration may set it. */
  readonly optional?: boolean;
  /** The provider may set it where the configuration doesn't. */
  readonly computed?: boolean;
  /** Hidden in plans; still stands in state in clear. */
  readonly sensitive?: boolean;
  /** Reaches the provider through `config` only; null in plan and state. Terraform 1.11 and later. */
  readonly writeOnly?: boolean;
  /** Markdown. */
  readonly description: string;
  /** Terraform warns whoever sets it. */
  readonly deprecated?: boolean;
}

/** The schema of a provider's configuration, a resource or a data source. */
export interface Schema {
  /** Version of the stored state; raised with every change that old state doesn't fit. Providers and data sources: 0. */
  readonly version: number;
  readonly attributes: Attributes;
  /** Markdown. */
  readonly description: string;
}

/** Tells a nested object type from a plain one. */
export function isNested(type: AttributeType): type is NestedType {
  return typeof type === "object" && "nested" in type;
}
