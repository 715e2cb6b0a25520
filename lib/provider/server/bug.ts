import { renderPath, type Diagnostic } from "./diagnostic";
import { type Misfit } from "./conform";

/** An exception or a broken rule of ours, for the person who meets it: what we were at, and that it isn't their fault. */
export function bugDiagnostic(doing: string, error: unknown): Diagnostic {
  return {
    severity: "error",
    summary: `LVS900: the provider met a bug of its own while ${doing}`,
    detail: [
      error instanceof Error ? error.message : String(error),
      "Nothing in your configuration needs to be wrong. Please report this with the lines below.",
      error instanceof Error ? (error.stack ?? "") : "",
    ]
      .join("\n\n")
      .trimEnd(),
  };
}

/** Values of ours that don't fit our own schema. */
export function misfitDiagnostics(doing: string, misfits: readonly Misfit[]): readonly Diagnostic[] {
  return misfits.map((misfit) => ({
    severity: "error",
    summary: `LVS901: the provider's answer doesn't fit its own schema while ${doing}`,
    detail: `At ${renderPath(misfit.path) || "the resource itself"}: ${misfit.what}.\n\nNothing in your configuration needs to be wrong. Please report this.`,
    attribute: misfit.path,
  }));
}
