/** Reads from the code itself what it says to people: code, severity, sentence and remedy of every finding that is written out there. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { sentenceOf } from "./sentence-of-expression";

/** One finding as the code words it; what is put in when it is said stands in ‹ ›. */
export interface WrittenFinding {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly says: string;
  readonly remedy: string;
}

/** A code as it begins a literal: alone, or before its sentence. */
const CODE = /^(LVS\d{3})(?:$|: )/;

/** Every TypeScript file below a folder that was written by hand, as text by path. */
export function handWritten(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts") && !/generated/.test(name));
  return new Map(names.sort().map((name) => [join(folder, name), readFileSync(join(folder, name), "utf8")]));
}

/** Every finding that is written out in this source. A code that is only compared or listed makes none. */
export function writtenFindings(path: string, text: string): WrittenFinding[] {
  if (!/LVS\d{3}/.test(text)) return [];
  const findings: WrittenFinding[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) findings.push(...findingAround(node));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return findings;
}

function findingAround(literal: ts.StringLiteralLike | ts.TemplateExpression): WrittenFinding[] {
  const code = CODE.exec(ts.isTemplateExpression(literal) ? literal.head.text : literal.text)?.[1];
  const words = code === undefined ? undefined : wordsAround(literal);
  if (code === undefined || words === undefined) return [];
  const read = (expression: ts.Expression): string => sentenceOf(expression).replace(`${code}: `, "").replace(/\s+/g, " ").trim();
  return [{ code, severity: isWarning(literal) ? "warning" : "error", says: read(words.says), remedy: read(words.remedy) }];
}

/** The two expressions that belong to this code: members of its object literal, or what follows it in a call. */
function wordsAround(literal: ts.Expression): { says: ts.Expression; remedy: ts.Expression } | undefined {
  const { parent } = literal;
  if (ts.isPropertyAssignment(parent) && ts.isObjectLiteralExpression(parent.parent)) return wordsIn(parent.parent);
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== literal) return undefined;
  const object = parent.arguments.find(ts.isObjectLiteralExpression);
  if (object !== undefined) return wordsIn(object);
  const [, says, remedy] = parent.arguments;
  return says === undefined || remedy === undefined ? undefined : { says, remedy };
}

/** A diagnostic's detail says what to do where there is no remedy. */
function wordsIn(object: ts.ObjectLiteralExpression): { says: ts.Expression; remedy: ts.Expression } | undefined {
  const [says, remedy] = [member(object, "summary"), member(object, "remedy") ?? member(object, "detail")];
  return says === undefined || remedy === undefined ? undefined : { says, remedy };
}

function member(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = object.properties.find((each) => each.name?.getText() === name);
  if (property === undefined) return undefined;
  return ts.isPropertyAssignment(property) ? property.initializer : ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

/** Said by an object literal around it, or by the function that makes it. */
function isWarning(literal: ts.Node): boolean {
  const says = (node: ts.Node): boolean => /severity: "warning"/.test(node.getText());
  for (let node = literal.parent; !ts.isFunctionLike(node) && !ts.isSourceFile(node); node = node.parent) {
    if (ts.isObjectLiteralExpression(node) && says(node)) return true;
  }
  const maker = ts.isCallExpression(literal.parent) ? literal.parent.expression.getText() : undefined;
  // Makers that several files share are imported under the severity's own name.
  if (maker === "warning") return true;
  return literal.getSourceFile().statements.some((statement) => ts.isVariableStatement(statement) && statement.declarationList.declarations.some((each) => each.name.getText() === maker && says(each)));
}
