/** `npm test [-- VITEST ARGUMENTS]`: every test, unit to lab, ending in one line `N passed, N failed`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The counts of vitest's JSON report that we read. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-test-"));
const file = join(directory, "report.json");
const vitest = join(__dirname, "..", "node_modules", "vitest", "vitest.mjs");
const argv = [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, argv, { stdio: ["ignore", "inherit", "inherit"] });
const { passed, failed, skipped } = counts();
rmSync(directory, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : 1;

/** A file that could not even be loaded has no tests of its own, and counts as one failure; so does a run that left no report. */
function counts(): { passed: number; failed: number; skipped: number } {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Report;
    const broken = report.testResults.filter((result) => result.status === "failed" && result.assertionResults.length === 0).length;
    const failed = report.numFailedTests + broken;
    return { passed: report.numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed, skipped: report.numPendingTests + report.numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
