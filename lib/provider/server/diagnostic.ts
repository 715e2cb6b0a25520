import { type Severity } from "../../diagnostics";

/** One step into a value: an object's attribute, a map's key, or a list's position (from 0). */
export type PathStep = { readonly attribute: string } | { readonly key: string } | { readonly index: number };

/** Where in a resource, from the outside in. Elements of a set have no path; stop at the set. */
export type AttributePath = readonly PathStep[];

/** What Terraform shows a person: `summary` as the headline, `detail` below, beside the source line `attribute` leads to. */
export interface Diagnostic {
  readonly severity: Severity;
  readonly summary: string;
  readonly detail: string;
  readonly attribute?: AttributePath;
}
