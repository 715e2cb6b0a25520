/** What Vitest's JSON reporter leaves of a run; what is used of it. */
export interface Report {
  readonly testResults: readonly { readonly status: string; readonly message: string; readonly assertionResults: readonly { readonly status: string; readonly failureMessages: readonly string[] }[] }[];
}

/**
 * What became of a feature's test without the feature's line.
 * - `killed`: it failed, as it has to.
 * - `not deployed`: the deployment was refused, by our own look at what became of it or by the host: the feature is missed, though not by its test.
 * - `survived`: it passed.
 * - `no verdict`: a machine didn't start, or something took too long, which proves nothing.
 */
export interface Verdict {
  readonly verdict: "killed" | "not deployed" | "survived" | "no such test" | "no verdict";
  /** Of a failure, its first line. */
  readonly by?: string;
}

/** Codes of a deployment that hosts refused or that did not become what was expected (docs/findings.md). */
const DEPLOYMENT = /LVS3\d{2}: [^\n]*/;
/** Of the lab itself, and of Vitest. */
const NO_FAULT_OF_THE_LINE = /LVS9\d{2}: [^\n]*|(?:Test|Hook) timed out in [^\n]*|connect ECONNREFUSED[^\n]*|No space left[^\n]*/;

/** The verdict of a run with the mutant. */
export function verdictOf({ testResults }: Report): Verdict {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failures = tests.filter(({ status }) => status === "failed").map(({ failureMessages }) => failureMessages.join("\n"));
  // What fails before the tests fails all of them.
  const before = testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.every((one) => one.status !== "failed")).map(({ message }) => message);
  const all = [...failures, ...before];
  if (all.length === 0) return { verdict: tests.some(({ status }) => status === "passed") ? "survived" : "no such test" };
  const text = all.join("\n");
  const machine = NO_FAULT_OF_THE_LINE.exec(text)?.[0];
  if (machine !== undefined) return { verdict: "no verdict", by: shortened(machine) };
  const refused = DEPLOYMENT.exec(text)?.[0];
  return refused === undefined ? { verdict: "killed", by: shortened(text.split("\n")[0] ?? "") } : { verdict: "not deployed", by: shortened(refused) };
}

function shortened(text: string): string {
  return text.slice(0, 140);
}
