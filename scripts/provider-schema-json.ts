import { CLUSTER_SCHEMA } from "../lib/provider/resources/cluster-schema";
import { CLUSTER_STATUS_SCHEMA } from "../lib/provider/resources/cluster-status-schema";
import { DNS_SCHEMA } from "../lib/provider/resources/dns-schema";
import { PROVIDER_SCHEMA } from "../lib/provider/resources/provider-schema";
import { type Attribute, type AttributeType, type Attributes, type PlainType, type Schema, isNested } from "../lib/provider/server";

/** What `terraform providers schema -json` says of one provider (format version 1.0 of its machine-readable output). */
export interface ProviderSchemaJson {
  readonly provider: SchemaJson;
  readonly resource_schemas: Readonly<Record<string, SchemaJson>>;
  readonly data_source_schemas: Readonly<Record<string, SchemaJson>>;
}

interface SchemaJson {
  readonly version: number;
  readonly block: { readonly attributes: Readonly<Record<string, unknown>>; readonly description: string; readonly description_kind: "markdown" };
}

/** All schemas of one provider. */
export interface ProviderSchemas {
  readonly provider: Schema;
  readonly resources: Readonly<Record<string, Schema>>;
  readonly dataSources: Readonly<Record<string, Schema>>;
}

/** Those of our provider. */
export const lvsSchemas: ProviderSchemas = {
  provider: PROVIDER_SCHEMA,
  resources: { lvs_cluster: CLUSTER_SCHEMA, lvs_dns_round_robin: DNS_SCHEMA },
  dataSources: { lvs_cluster_status: CLUSTER_STATUS_SCHEMA },
};

/** Terraform's way of telling a provider's schemas, made from ours without running Terraform. */
export function providerSchemaJson(schemas: ProviderSchemas): ProviderSchemaJson {
  return {
    provider: schemaJson(schemas.provider),
    resource_schemas: mapValues(schemas.resources, schemaJson),
    data_source_schemas: mapValues(schemas.dataSources, schemaJson),
  };
}

function schemaJson(schema: Schema): SchemaJson {
  return {
    version: schema.version,
    block: { attributes: attributesJson(schema.attributes), description: schema.description, description_kind: "markdown" },
  };
}

function attributesJson(attributes: Attributes): Record<string, unknown> {
  return mapValues(attributes, attributeJson);
}

function attributeJson(attribute: Attribute): Record<string, unknown> {
  return {
    ...typeJson(attribute.type),
    description: attribute.description,
    description_kind: "markdown",
    ...(attribute.deprecated === true && { deprecated: true }),
    ...(attribute.required === true && { required: true }),
    ...(attribute.optional === true && { optional: true }),
    ...(attribute.computed === true && { computed: true }),
    ...(attribute.sensitive === true && { sensitive: true }),
    ...(attribute.writeOnly === true && { write_only: true }),
  };
}

function typeJson(type: AttributeType): Record<string, unknown> {
  if (isNested(type)) return { nested_type: { attributes: attributesJson(type.attributes), nesting_mode: type.nested } };
  return { type: plainTypeJson(type) };
}

function plainTypeJson(type: PlainType): unknown {
  if (typeof type === "string") return type;
  if ("list" in type) return ["list", plainTypeJson(type.list)];
  if ("set" in type) return ["set", plainTypeJson(type.set)];
  if ("map" in type) return ["map", plainTypeJson(type.map)];
  return ["object", mapValues(type.object, plainTypeJson)];
}

function mapValues<A, B>(members: Readonly<Record<string, A>>, change: (member: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member)]));
}
