import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { failing, isNested, type Attribute, type AttributePath, type Attributes, type Diagnostic, type Nesting, type PlainType, type Schema } from "../server";
import {
  Diagnostic_Severity,
  Schema_AttributeSchema,
  Schema_Object_Nesting,
  Schema_StringKind,
  type AttributePathSchema,
  type DiagnosticSchema,
  type Schema_Attribute,
  type SchemaSchema,
} from "./generated/tfplugin6_pb";

/** Diagnostics in the protocol's form. */
export function diagnosticMessages(diagnostics: readonly Diagnostic[]): MessageInitShape<typeof DiagnosticSchema>[] {
  return diagnostics.map((diagnostic) => ({
    severity: failing([diagnostic]) ? Diagnostic_Severity.ERROR : Diagnostic_Severity.WARNING,
    summary: diagnostic.summary,
    detail: diagnostic.detail,
    ...(diagnostic.attribute === undefined ? {} : { attribute: pathMessage(findable(diagnostic.attribute)) }),
  }));
}

/**
 * As much of a path as Terraform finds in the source: an attribute and one element of it. A longer path would make it
 * point at the head of the whole resource.
 */
function findable(path: AttributePath): AttributePath {
  const second = path[1];
  return path.slice(0, second === undefined || "attribute" in second ? 1 : 2);
}

/** A path in the protocol's form. */
export function pathMessage(path: AttributePath): MessageInitShape<typeof AttributePathSchema> {
  return {
    steps: path.map((step) => {
      if ("attribute" in step) return { selector: { case: "attributeName", value: step.attribute } };
      if ("key" in step) return { selector: { case: "elementKeyString", value: step.key } };
      return { selector: { case: "elementKeyInt", value: BigInt(step.index) } };
    }),
  };
}

/** A schema in the protocol's form. */
export function schemaMessage(schema: Schema): MessageInitShape<typeof SchemaSchema> {
  const version = BigInt(schema.version);
  const { description } = schema;
  return { version, block: { version, description, descriptionKind: Schema_StringKind.MARKDOWN, attributes: attributeMessages(schema.attributes) } };
}

function attributeMessages(attributes: Attributes): Schema_Attribute[] {
  return Object.entries(attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, attribute]) => attributeMessage(name, attribute));
}

function attributeMessage(name: string, attribute: Attribute): Schema_Attribute {
  const { type, description } = attribute;
  return create(Schema_AttributeSchema, {
    name,
    description,
    descriptionKind: Schema_StringKind.MARKDOWN,
    required: attribute.required ?? false,
    optional: attribute.optional ?? false,
    computed: attribute.computed ?? false,
    sensitive: attribute.sensitive ?? false,
    writeOnly: attribute.writeOnly ?? false,
    deprecated: attribute.deprecated ?? false,
    ...(isNested(type)
      ? { nestedType: { nesting: nestings[type.nested], attributes: attributeMessages(type.attributes) } }
      : { type: new TextEncoder().encode(JSON.stringify(ctyType(type))) }),
  });
}

const nestings: Readonly<Record<Nesting, Schema_Object_Nesting>> = {
  single: Schema_Object_Nesting.SINGLE,
  list: Schema_Object_Nesting.LIST,
  set: Schema_Object_Nesting.SET,
  map: Schema_Object_Nesting.MAP,
};

type CtyType = string | readonly [string, CtyType | { readonly [name: string]: CtyType }];

/** cty's JSON notation: `"string"`, `["list","string"]`, `["object",{"a":"number"}]`. */
function ctyType(type: PlainType): CtyType {
  if (typeof type === "string") return type;
  if ("list" in type) return ["list", ctyType(type.list)];
  if ("set" in type) return ["set", ctyType(type.set)];
  if ("map" in type) return ["map", ctyType(type.map)];
  return ["object", Object.fromEntries(Object.entries(type.object).map(([name, member]) => [name, ctyType(member)]))];
}
