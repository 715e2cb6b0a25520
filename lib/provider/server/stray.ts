import { bugDiagnostic } from "./bug";
import { type Diagnostic } from "./diagnostic";
import { type Answering } from "./in-flight";

/** How a call is answered that gives diagnostics alone. */
export function aboutDiagnostics(onBug: Answering<readonly Diagnostic[]>["onBug"]): Answering<readonly Diagnostic[]> {
  return { onBug, alsoSay: (answer, stray) => [...answer, strayWarning(stray)] };
}

/** How a call is answered that gives diagnostics among others. */
export function aboutReply<T extends { readonly diagnostics: readonly Diagnostic[] }>(onBug: (error: unknown) => T): Answering<T> {
  return { onBug, alsoSay: (answer, stray) => ({ ...answer, diagnostics: [...answer.diagnostics, strayWarning(stray)] }) };
}

/** A warning: whether the call failed is said by its own answer, and an error would taint what was created well. */
function strayWarning(error: unknown): Diagnostic {
  return { ...bugDiagnostic("nothing in particular, so the run was stopped", error), severity: "warning" };
}
