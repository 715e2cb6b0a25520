import { expect, it } from "vitest";
import { type Report, verdictOf } from "../../scripts/mutations/verdict";

const report = (status: string, message: string, ...tests: readonly [status: string, ...failures: string[]][]): Report => ({ testResults: [{ status, message, assertionResults: tests.map(([one, ...failureMessages]) => ({ status: one, failureMessages })) }] });

it.each<[string, Report, ReturnType<typeof verdictOf>]>([
  ["an expectation that fails", report("failed", "", ["failed", "AssertionError: expected 3 to be 2\n at x"], ["skipped"]), { verdict: "killed", by: "AssertionError: expected 3 to be 2" }],
  ["a test that passes", report("passed", "", ["passed"], ["skipped"]), { verdict: "survived" }],
  ["no test of that name", report("passed", "", ["skipped"]), { verdict: "no such test" }],
  ["a deployment before the tests that didn't become what was expected", report("failed", "Error: terraform apply ended with 1:\nError: LVS330: lvs1 did not become what was expected: x", ["skipped"]), { verdict: "not deployed", by: "LVS330: lvs1 did not become what was expected: x" }],
  ["the same within a test", report("failed", "", ["failed", "Error: terraform\nLVS320: lvs2 refuses the release: y"]), { verdict: "not deployed", by: "LVS320: lvs2 refuses the release: y" }],
  ["a machine that did not start", report("failed", "Error: LVS957: web1 did not start within 300 s", ["skipped"]), { verdict: "no verdict", by: "LVS957: web1 did not start within 300 s" }],
  ["a test that took too long", report("failed", "", ["failed", "Error: Test timed out in 180000ms.\nIf this"]), { verdict: "no verdict", by: "Test timed out in 180000ms." }],
])("%s", (_, given, verdict) => {
  expect(verdictOf(given)).toEqual(verdict);
});
