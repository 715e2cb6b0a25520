// Vitest's JSON report says nothing of errors outside any test, such as a promise that nobody waited for. scripts/test.ts counts them by this file.
import { writeFileSync } from "node:fs";

export default class UnhandledErrorsReporter {
  onTestRunEnd(_modules, unhandledErrors) {
    writeFileSync(process.env.LVS_TEST_UNHANDLED, String(unhandledErrors.length));
  }
}
