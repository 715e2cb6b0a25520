import { appendFileSync } from "node:fs";

/**
 * Terraform shows nothing of what a provider does while it applies, so whoever wants to watch names a file in `$CDKTF_LVS_PROGRESS`: one line is appended for each step.
 * A file that can't be written to is no reason to break off a change.
 */
export function followProgress(line: string): void {
  const file = process.env["CDKTF_LVS_PROGRESS"];
  if (file === undefined || file === "") return;
  try {
    appendFileSync(file, `${line}\n`);
  } catch {
    // Watching is a convenience.
  }
}
