/**
 * Derives the provider's attributes for clusters and names from the zod model, so that the two can't drift apart and the provider need not load zod
 * to tell its schema. Descriptions are the model's own doc comments. `--check` only says whether a file is stale (exit 1).
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { z } from "zod";
import * as model from "../lib/model";
import { leafSpec } from "../lib/model";
import { type Attribute, type Attributes, type AttributeType } from "../lib/provider/server";

const modelRoom = join(__dirname, "..", "lib", "model");
const resources = join(__dirname, "..", "lib", "provider", "resources");

/** Doc comments of the properties of `const xSchema = z.strictObject({ … })`, by schema constant and property. */
function readDocComments(): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const file of readdirSync(modelRoom).filter((entry) => entry.endsWith(".ts"))) {
    const source = ts.createSourceFile(file, readFileSync(join(modelRoom, file), "utf8"), ts.ScriptTarget.ES2022, true);
    source.forEachChild((node) => {
      if (!ts.isVariableStatement(node)) return;
      for (const declaration of node.declarationList.declarations) {
        const call = declaration.initializer;
        if (call === undefined || !ts.isCallExpression(call)) continue;
        const literal = call.arguments[0];
        if (literal === undefined || !ts.isObjectLiteralExpression(literal)) continue;
        found.set(declaration.name.getText(), new Map(literal.properties.map((property) => [property.name?.getText() ?? "", docOf(property)])));
      }
    });
  }
  return found;
}

function docOf(node: ts.Node): string {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return docs.map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? "").join(" ").replace(/\s+/g, " ").trim();
}

const docs = readDocComments();
const schemaNames = new Map<object, string>(
  [...Object.entries(model as Record<string, unknown>)].filter((entry): entry is [string, object] => entry[1] instanceof z.ZodObject).map(([name, schema]) => [schema, name]),
);

function attributesOf(schema: z.ZodObject): Attributes {
  const name = schemaNames.get(schema) ?? fail("a nested object of the model that is not exported as a constant of its own");
  return Object.fromEntries(
    Object.entries(schema.shape).map(([property, member]) => [snakeCase(property), attributeOf(member as z.ZodType, docs.get(name)?.get(property) || fail(`${name}.${property} has no doc comment`))]),
  );
}

function attributeOf(schema: z.ZodType, description: string): Attribute {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return { type: typeOf(schema.unwrap() as z.ZodType), optional: true, description };
  }
  return { type: typeOf(schema), required: true, description };
}

function typeOf(schema: z.ZodType): AttributeType {
  const spec = leafSpec(schema);
  if (spec !== undefined) return spec.type;
  if (schema instanceof z.ZodObject) return { nested: "single", attributes: attributesOf(schema) };
  if (schema instanceof z.ZodRecord) return { nested: "map", attributes: attributesOf(schema.valueType as z.ZodObject) };
  if (schema instanceof z.ZodArray) return listOf(schema.element as z.ZodType);
  return fail(`no Terraform type for ${schema.constructor.name}`);
}

function listOf(element: z.ZodType): AttributeType {
  const spec = leafSpec(element);
  return spec === undefined ? { nested: "list", attributes: attributesOf(element as z.ZodObject) } : { list: spec.type };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function fail(message: string): never {
  throw new Error(message);
}

const FILES = [
  { file: "cluster-attributes.generated.ts", constant: "CLUSTER_ATTRIBUTES", says: "The cluster model as attributes", schema: model.clusterSchema },
  { file: "dns-attributes.generated.ts", constant: "DNS_ATTRIBUTES", says: "The model of a name as attributes", schema: model.dnsRoundRobinSchema },
] as const;

const check = process.argv.includes("--check");
for (const { file, constant, says, schema } of FILES) {
  const target = join(resources, file);
  const text = `// Generated from lib/model by \`npm run generate\`; edit the model.
import { type Attributes } from "../server";

/** ${says}: names in snake_case, what has a default in the model is optional. */
export const ${constant}: Attributes = ${JSON.stringify(attributesOf(schema), null, 2)};
`;
  if (existsSync(target) && readFileSync(target, "utf8") === text) continue;
  if (!check) writeFileSync(target, text);
  console.log(`${check ? "stale" : "written"}: ${target}`);
  if (check) process.exitCode = 1;
}
