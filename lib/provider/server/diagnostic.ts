import { type Severity } from "../../diagnostics";

/** One step into a value: an object's attribute, a map's key, or a list's position (from 0). */
export type PathStep = { readonly attribute: string } | { readonly key: string } | { readonly index: number };

/** Where in a resource, from the outside in. Elements of a set have no path; stop at the set. */
export type AttributePath = readonly PathStep[];

/**
 * What Terraform shows a person: `summary` as the headline, `detail` below, beside the source line of `attribute`. Terraform
 * finds the line of an attribute and of one element of it and never prints the path: `detail` has to say where exactly.
 */
export interface Diagnostic {
  readonly severity: Severity;
  readonly summary: string;
  readonly detail: string;
  readonly attribute?: AttributePath;
}

/** `routers["lvs1"].addresses[0]`; an empty path is the resource itself. */
export function renderPath(path: AttributePath): string {
  return path.reduce((text, step) => {
    if ("attribute" in step) return text === "" ? step.attribute : `${text}.${step.attribute}`;
    return `${text}[${"key" in step ? JSON.stringify(step.key) : step.index}]`;
  }, "");
}

/** True when any of them is an error. */
export function failing(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
