import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript";

/** A source file by its path from the project's root, such as `lib/model/vip.ts`. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** One way in which a file names another module. */
export interface Import {
  readonly from: string;
  /** As written. */
  readonly specifier: string;
  /** For a relative specifier: the file it resolves to, from the project's root. */
  readonly to?: string;
  /** Gone when compiled. */
  readonly typeOnly: boolean;
  /** Loaded when reached (`import(…)`, `require(…)`), not when the file is. */
  readonly lazy: boolean;
}

const ROOT = join(__dirname, "../../..");

/** Every TypeScript file below a folder, sorted. */
export function sourcesBelow(folder: string): Source[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.m?ts$/.test(path) && !path.includes("node_modules") && !path.includes("cdktf.out"))
    .sort()
    .map((path) => ({ path: `${folder}/${path}`, text: readFileSync(join(ROOT, folder, path), "utf8") }));
}

/** Whether the project has this file or folder. */
export function isThere(path: string): boolean {
  return existsSync(join(ROOT, path));
}

/** Every folder below one, itself included, that holds TypeScript files directly. */
export function foldersOf(sources: readonly Source[]): string[] {
  return [...new Set(sources.map(({ path }) => posix.dirname(path)))].sort();
}

/** All imports of the files; a relative specifier that leads nowhere is an error. */
export function importsOf(sources: readonly Source[]): Import[] {
  const paths = new Set(sources.map(({ path }) => path));
  return sources.flatMap((source) => {
    const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
    const found: Omit<Import, "from" | "to">[] = [];
    const visit = (node: ts.Node): void => {
      found.push(...namedBy(node));
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found.map((one) => ({ ...one, from: source.path, to: resolve(source.path, one.specifier, paths) }));
  });
}

function namedBy(node: ts.Node): Omit<Import, "from" | "to">[] {
  if (ts.isImportDeclaration(node)) return named(node.moduleSpecifier, { typeOnly: isTypeOnlyImport(node.importClause), lazy: false });
  if (ts.isExportDeclaration(node)) return named(node.moduleSpecifier, { typeOnly: isTypeOnlyExport(node), lazy: false });
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return named(node.moduleReference.expression, { typeOnly: node.isTypeOnly, lazy: false });
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return named(node.argument.literal, { typeOnly: true, lazy: false });
  if (ts.isCallExpression(node)) {
    const loads = node.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(node.expression) && node.expression.text === "require");
    if (loads) return named(node.arguments[0], { typeOnly: false, lazy: true });
  }
  return [];
}

function named(specifier: ts.Node | undefined, how: { typeOnly: boolean; lazy: boolean }): Omit<Import, "from" | "to">[] {
  return specifier !== undefined && ts.isStringLiteralLike(specifier) ? [{ specifier: specifier.text, ...how }] : [];
}

function isTypeOnlyImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const bindings = clause.namedBindings;
  return clause.name === undefined && bindings !== undefined && ts.isNamedImports(bindings) && bindings.elements.length > 0 && bindings.elements.every((one) => one.isTypeOnly);
}

function isTypeOnlyExport(node: ts.ExportDeclaration): boolean {
  if (node.isTypeOnly) return true;
  const clause = node.exportClause;
  return clause !== undefined && ts.isNamedExports(clause) && clause.elements.length > 0 && clause.elements.every((one) => one.isTypeOnly);
}

function resolve(from: string, specifier: string, paths: ReadonlySet<string>): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const base = posix.normalize(posix.join(posix.dirname(from), specifier)).replace(/\/$/, "");
  const candidates = [`${base}.ts`, `${base.replace(/\.js$/, "")}.ts`, `${base}/index.ts`, base];
  const found = candidates.find((path) => paths.has(path)) ?? candidates.find((path) => isThere(path) && statSync(join(ROOT, path)).isFile());
  if (found === undefined) throw new Error(`${from} imports ${specifier}, which is nowhere`);
  return found;
}
