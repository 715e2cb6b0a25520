/** Whether a version meets a constraint in Terraform's notation, such as `~> 3.2, != 3.2.1`. What can't be read counts as met: Terraform will say. */
export function meets(version: string, constraint: string): boolean {
  return constraint.split(",").every((part) => meetsOne(version, part.trim()));
}

function meetsOne(version: string, part: string): boolean {
  const match = /^(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+)*)(-\S+)?$/.exec(part);
  if (match === null || !/^\d+(\.\d+)*$/.test(version)) return true;
  const [, operator = "=", bound = ""] = match;
  const order = compareVersions(version, bound);
  switch (operator) {
    case "!=":
      return order !== 0;
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case "~>":
      return order >= 0 && version.split(".").slice(0, segments(bound) - 1).join(".") === bound.split(".").slice(0, -1).join(".");
    default:
      return order === 0;
  }
}

function segments(version: string): number {
  return version.split(".").length;
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
