import { renderPlace, type Finding, type Place } from "../../diagnostics";
import { type AttributePath, type Diagnostic, type PathStep } from "./diagnostic";
import { isNested, type Attributes, type AttributeType } from "./schema";

/**
 * A finding as Terraform shows it: code and summary as the headline; place, value, remedy and what the host does next below.
 * The place is followed through the schema as far as it leads, so that Terraform can show the line of the configuration.
 */
export function findingDiagnostic(finding: Finding, attributes: Attributes): Diagnostic {
  const attribute = attributePath(finding.place, attributes);
  return {
    severity: finding.severity,
    summary: `${finding.code}: ${finding.summary}`,
    detail: [whereAndWhat(finding), sentence(finding.remedy), ...(finding.hostNext === undefined ? [] : [sentence(finding.hostNext)])]
      .filter((part) => part !== "")
      .join("\n"),
    ...(attribute.length > 0 ? { attribute } : {}),
  };
}

/**
 * A place in the model as a path in the schema. Steps may be the model's camelCase names. Ends early, at the last step the
 * schema knows: a path that Terraform can't follow would hide the diagnostic's line altogether.
 */
export function attributePath(place: Place, attributes: Attributes): AttributePath {
  const path: PathStep[] = [];
  let inside: Inside | undefined = { attributes };
  for (const step of place) {
    const next: { step: PathStep; inside: Inside | undefined } | undefined = inside === undefined ? undefined : enter(step, inside);
    if (next === undefined) break;
    path.push(next.step);
    inside = next.inside;
  }
  return path;
}

/** What the next step goes into: an object, or a collection of something. */
type Inside =
  | { readonly attributes: Readonly<Record<string, { readonly type: AttributeType }>> }
  | { readonly each: "key" | "index"; readonly element: Inside | undefined };

function enter(step: string | number, inside: Inside): { step: PathStep; inside: Inside | undefined } | undefined {
  if ("each" in inside) {
    if (inside.each === "key") return { step: { key: String(step) }, inside: inside.element };
    return /^\d+$/.test(String(step)) ? { step: { index: Number(step) }, inside: inside.element } : undefined;
  }
  const name = [String(step), snakeCase(String(step))].find((candidate) => Object.hasOwn(inside.attributes, candidate));
  const attribute = name === undefined ? undefined : inside.attributes[name];
  return name === undefined || attribute === undefined ? undefined : { step: { attribute: name }, inside: insideOf(attribute.type) };
}

function insideOf(type: AttributeType): Inside | undefined {
  if (typeof type === "string") return undefined;
  if (isNested(type)) {
    const object = { attributes: type.attributes };
    if (type.nested === "single") return object;
    return type.nested === "set" ? undefined : { each: type.nested === "map" ? "key" : "index", element: object };
  }
  if ("map" in type) return { each: "key", element: insideOf(type.map) };
  if ("list" in type) return { each: "index", element: insideOf(type.list) };
  if ("set" in type) return undefined;
  return { attributes: Object.fromEntries(Object.entries(type.object).map(([name, member]) => [name, { type: member }])) };
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

function whereAndWhat({ place, value }: Finding): string {
  const shown = value === undefined ? "" : (JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? String(part) : part)) ?? "");
  return [renderPlace(place), shown].filter((part) => part !== "").join(" = ");
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
