/**
 * Makes the L1 bindings in lib/constructs/generated from the provider's own schema with cdktf's generator. `--check` only says which files
 * are stale (exit 1). What the generator leaves unfit is mended here: links to a registry that doesn't exist, and missing `override`s.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { LVS_PROVIDER_ADDRESS, LVS_PROVIDER_VERSION } from "../lib/constructs/provider-address";
import { lvsSchemas, providerSchemaJson } from "./provider-schema-json";

const root = join(__dirname, "..");
const target = join(root, "lib", "constructs", "generated");
const CHARTER = "/** @module L1 bindings, generated from the provider's own schema by `npm run generate`; nothing written by hand: edit the model or the schema. */\n";
const check = process.argv.includes("--check");

async function generate(): Promise<Map<string, string>> {
  // Imported late: it runs `terraform version` when loaded, and complains on standard error where there is none.
  const { generateProviderBindingsFromSchema } = await import("@cdktf/provider-generator");
  const schema = {
    format_version: "1.0",
    provider_schemas: { [LVS_PROVIDER_ADDRESS]: providerSchemaJson(lvsSchemas) },
    provider_versions: { [LVS_PROVIDER_ADDRESS]: LVS_PROVIDER_VERSION },
  };
  // Beside the target, so that the generated imports find their packages when the compiler looks for missing overrides.
  const directory = mkdtempSync(join(root, "node_modules", ".bindings-"));
  try {
    await generateProviderBindingsFromSchema(directory, schema as unknown as Parameters<typeof generateProviderBindingsFromSchema>[1]);
    return mended(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function mended(directory: string): Map<string, string> {
  const source = join(directory, "providers", "lvs");
  const files = filesUnder(source).filter((file) => file.endsWith(".ts") && file !== "lazy-index.ts");
  const withOverrides = addOverrides(files.map((file) => join(source, file)));
  return new Map(files.map((file) => [file, CHARTER + withoutRegistryLinks(withOverrides(join(source, file)))]));
}

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

/** The compiler's own repair for `noImplicitOverride`, which the project has on and the generator doesn't know. */
function addOverrides(paths: readonly string[]): (path: string) => string {
  const options = ts.getParsedCommandLineOfConfigFile(join(root, "tsconfig.json"), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined })?.options ?? {};
  const service = ts.createLanguageService({
    getScriptFileNames: () => [...paths],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => (existsSync(path) ? ts.ScriptSnapshot.fromString(readFileSync(path, "utf8")) : undefined),
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  return (path) => {
    const fixes = service.getCombinedCodeFix({ type: "file", fileName: path }, "fixAddOverrideModifier", {}, {});
    const changes = fixes.changes.flatMap((change) => change.textChanges).sort((a, b) => b.span.start - a.span.start);
    return changes.reduce((text, { span, newText }) => text.slice(0, span.start) + newText + text.slice(span.start + span.length), readFileSync(path, "utf8"));
  };
}

function withoutRegistryLinks(text: string): string {
  return text
    .replace(/^(\/\/ .*\n)+/, "")
    .replace(/^ *\*\s*\n *\* Docs at Terraform Registry: .*\n/gm, "")
    .replace(/^ *\* Docs at Terraform Registry: .*\n/gm, "")
    .replace(/\{@link https:\/\/terraform\.local\/\S* ([^}]*)\}/g, "$1");
}

async function main(): Promise<void> {
  const wanted = await generate();
  const present = existsSync(target) ? filesUnder(target) : [];
  const surplus = present.filter((file) => !wanted.has(file));
  const stale = [...wanted].filter(([file, text]) => !existsSync(join(target, file)) || readFileSync(join(target, file), "utf8") !== text);
  for (const file of [...surplus, ...stale.map(([name]) => name)]) console.log(`${check ? "stale" : "written"}: ${join(target, file)}`);
  if (check) {
    process.exitCode = surplus.length + stale.length > 0 ? 1 : 0;
    return;
  }
  for (const file of surplus) rmSync(join(target, file));
  for (const [file, text] of stale) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), text);
  }
}

void main();
