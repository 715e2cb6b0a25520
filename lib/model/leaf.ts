import { z } from "zod";
import { isUnknown } from "./unknown";

/** Attribute type of a leaf at Terraform's side. */
export type LeafType = "string" | "number" | "bool";

/** What one scalar of the model may be. Each kind of leaf has its own finding code and remedy. */
export interface LeafSpec {
  readonly type: LeafType;
  /** Finding code when the value is not acceptable. */
  readonly code: string;
  /** What is expected, as it follows "must be": `an IPv4 or IPv6 address`. */
  readonly expects: string;
  readonly remedy: string;
  readonly accepts: (value: never) => boolean;
}

const specs = new WeakMap<object, LeafSpec>();

/**
 * A scalar that may be {@link isUnknown unknown}. zod keeps the structure of the model; what a scalar may hold is decided here, so that each
 * wrong value gets its own code, and so that the provider's schema can be derived from the same tree.
 */
export function leaf<T extends string | number | boolean>(spec: LeafSpec & { accepts: (value: T) => boolean }): z.ZodType<T, T> {
  const nativeType = spec.type === "bool" ? "boolean" : spec.type;
  const schema = z.custom<T>((value) => isUnknown(value) || (typeof value === nativeType && spec.accepts(value as never)), {
    message: `must be ${spec.expects}`,
    params: { code: spec.code, remedy: spec.remedy },
  });
  specs.set(schema, spec);
  return schema;
}

/** The leaf's description, for whoever derives another schema from the model; `undefined` for a structure. */
export function leafSpec(schema: object): LeafSpec | undefined {
  return specs.get(schema);
}
