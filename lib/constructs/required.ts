import { type Construct } from "constructs";

/**
 * Refuses what TypeScript would, where nobody asked it: in JavaScript, or with a value that is not there at run time. All that is missing is named at once.
 * @throws with the construct's path, the property and what belongs there
 */
export function required(construct: Construct, props: unknown, expected: Readonly<Record<string, string>>): void {
  const given = (typeof props === "object" && props !== null ? props : {}) as Readonly<Record<string, unknown>>;
  const missing = Object.entries(expected).filter(([name]) => given[name] === undefined || given[name] === null);
  if (missing.length === 0) return;
  throw new Error(missing.map(([name, what]) => `${construct.node.path}: ${name} is missing; give it ${what}`).join("\n"));
}
