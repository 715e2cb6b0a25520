import ts from "typescript";

/** The sentence that an expression makes: its literals as they stand, and the names of what is put in, as in `‹host› refuses the release`. */
export function sentenceOf(expression: ts.Expression): string {
  return literalIn(expression) ?? `‹${nameOf(expression)}›`;
}

/** As {@link sentenceOf}; `undefined` for an expression without any words of its own. */
function literalIn(expression: ts.Expression): string | undefined {
  if (ts.isParenthesizedExpression(expression)) return literalIn(expression.expression);
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isTemplateExpression(expression)) return [expression.head.text, ...expression.templateSpans.map((span) => sentenceOf(span.expression) + span.literal.text)].join("");
  if (ts.isConditionalExpression(expression)) return literalOfCondition(expression);
  if (ts.isIdentifier(expression)) return literalOfConstant(expression);
  if (ts.isCallExpression(expression)) return literalOfCall(expression);
  return undefined;
}

function literalOfCondition({ whenTrue, whenFalse }: ts.ConditionalExpression): string | undefined {
  const hasWords = [whenTrue, whenFalse].some((each) => (literalIn(each) ?? "") !== "");
  return hasWords ? choice([whenTrue, whenFalse].map(sentenceOf)) : undefined;
}

/** Every wording; what is left out in one case stands in brackets. */
function choice(wordings: readonly string[]): string {
  const said = wordings.filter((wording) => wording !== "");
  return said.length < wordings.length ? `[${said.join(" / ")}]` : said.join(" / ");
}

/** A sentence may be put together in a constant just before. */
function literalOfConstant(name: ts.Identifier): string | undefined {
  for (let node: ts.Node | undefined = name.parent; node !== undefined; node = node.parent as ts.Node | undefined) {
    if (!ts.isBlock(node) && !ts.isSourceFile(node)) continue;
    const declarations = node.statements.filter(ts.isVariableStatement).flatMap((statement) => [...statement.declarationList.declarations]);
    const initializer = declarations.find((declaration) => declaration.name.getText() === name.text)?.initializer;
    if (initializer !== undefined) return literalIn(initializer);
  }
  return undefined;
}

/** A list is joined with its own words between, or words are made by a function of the same file. */
function literalOfCall(call: ts.CallExpression): string | undefined {
  const { expression: callee } = call;
  if (!ts.isPropertyAccessExpression(callee)) return literalOfFunction(callee);
  if (callee.name.text === "join") return literalOfList(callee.expression);
  return callee.name.text.startsWith("trim") ? literalIn(callee.expression) : undefined;
}

function literalOfFunction(callee: ts.Expression): string | undefined {
  const declared = callee.getSourceFile().statements.filter(ts.isFunctionDeclaration).find(({ name }) => name?.text === callee.getText());
  const wordings = declared?.body === undefined ? [] : returnedBy(declared.body).flatMap((returned) => literalIn(returned) ?? []);
  return wordings.length === 0 ? undefined : choice(wordings);
}

function returnedBy(node: ts.Node): ts.Expression[] {
  if (ts.isReturnStatement(node)) return node.expression === undefined ? [] : [node.expression];
  const found: ts.Expression[] = [];
  ts.forEachChild(node, (child) => void (ts.isStatement(child) && found.push(...returnedBy(child))));
  return found;
}

function literalOfList(list: ts.Expression): string | undefined {
  if (ts.isArrayLiteralExpression(list)) return list.elements.flatMap((element) => literalIn(element) ?? []).join(" ");
  const [each] = ts.isCallExpression(list) ? list.arguments : [];
  return each !== undefined && ts.isArrowFunction(each) && !ts.isBlock(each.body) ? literalIn(each.body) : undefined;
}

/** The word for a value: the last name that leads to it, without the ways in which it is trimmed, listed and joined. */
function nameOf(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return inWords(expression.text);
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text === "length" ? "number" : inWords(expression.name.text);
  if (ts.isElementAccessExpression(expression)) return ts.isStringLiteral(expression.argumentExpression) ? inWords(expression.argumentExpression.text) : nameOf(expression.expression);
  if (ts.isCallExpression(expression)) return nameOf(subjectOf(expression));
  if (ts.isBinaryExpression(expression)) return nameOf(expression.left);
  if (ts.isConditionalExpression(expression)) return nameOf(expression.whenTrue);
  return ts.isParenthesizedExpression(expression) ? nameOf(expression.expression) : "…";
}

/** What a method or a function is called for; `JSON` and its like are none. */
function subjectOf({ expression: callee, arguments: [first] }: ts.CallExpression): ts.Expression {
  if (ts.isPropertyAccessExpression(callee) && !/^[A-Z]/.test(callee.expression.getText())) return callee.expression;
  return first ?? callee;
}

function inWords(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}
