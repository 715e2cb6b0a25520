/** `npm test [-- VITEST ARGUMENTS]`: every test, unit to lab, ending in one line `N passed, N failed`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { machinePace } from "./machine-pace";

/** One test, by what vitest's JSON report says of it. */
interface Test {
  readonly fullName: string;
  readonly status: "passed" | "failed" | "pending" | "skipped" | "todo";
}

/** One test file of the report. A file that could not even be loaded has no tests. */
interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly Test[];
}

interface Run {
  /** None where vitest left no report. */
  readonly files: readonly TestFile[];
  /** What went wrong beside all tests: errors that no test caught, and a run that ended badly for no reason that stands in its report. */
  readonly strayFailures: number;
}

/** What `npm test` runs; the long proofs have a command of their own (vitest.config.mts). */
const EVERYTHING = ["--project", "!proofs"];

const root = join(__dirname, "..");
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");

function main(): void {
  const pace = Number((process.env["LVS_TEST_PACE"] ??= machinePace().toFixed(1)));
  if (pace >= 2) console.log(`this machine starts programs ${pace} times slower than usual: one lab at a time, and longer time limits`);
  const asked = process.argv.slice(2);
  const first = run(asked.length > 0 ? asked : EVERYTHING);
  tellOfLeftOut(first.files);
  const again = first.files.filter(isFailed).map(({ name }) => name);
  // A few lab files at most: more is no matter of a busy moment.
  const second = again.length > 0 && again.length <= 4 && again.every(isLabFile) ? secondLook(first.files, again) : undefined;
  const files = second === undefined ? first.files : first.files.map((file) => second.files.find(({ name }) => name === file.name) ?? file);
  const count = (status: Test["status"]): number => files.flatMap(({ assertionResults }) => assertionResults).filter((test) => test.status === status).length;
  const failed = count("failed") + files.filter(failedBeforeItsTests).length + first.strayFailures + (second?.strayFailures ?? 0);
  const skipped = count("pending") + count("skipped") + count("todo");
  console.log(`${count("passed")} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  process.exitCode = failed === 0 && count("passed") > 0 ? 0 : 1;
}

/**
 * Lab files that failed run once more, whole and with nothing beside them; that result counts (docs/decisions/0016). Each test that failed first is named, so that a fault which shows only
 * now and then is not passed over.
 */
function secondLook(first: readonly TestFile[], names: readonly string[]): Run {
  console.log(`\n${names.length} lab file(s) failed; once more, with nothing beside: ${names.map((name) => relative(root, name)).join(", ")}`);
  const second = run(["--maxWorkers=1", ...names]);
  const now = new Map(second.files.map((file) => [file.name, file]));
  for (const file of first.filter(isFailed)) {
    const again = now.get(file.name);
    const passed = new Set(again?.assertionResults.filter(({ status }) => status === "passed").map(({ fullName }) => fullName));
    const tell = (what: string, well: boolean): void => console.log(`FAILED FIRST, ${well ? "then passed alone" : "and again"}: ${relative(root, file.name)} ${what}`);
    if (failedBeforeItsTests(file)) tell(`before its tests: ${file.message.split("\n")[0]}`, again !== undefined && !isFailed(again));
    for (const { fullName, status } of file.assertionResults) if (status === "failed") tell(`"${fullName}"`, passed.has(fullName));
  }
  return second;
}

/** On a machine that is too slow for all of them within the time limit of continuous integration (vitest.config.mts). */
function tellOfLeftOut(files: readonly TestFile[]): void {
  if (process.env["CI"] === undefined || process.argv.length > 2) return;
  const there = readdirSync(join(root, "test", "lab")).filter((name) => name.endsWith(".test.ts")).map((name) => join(root, "test", "lab", name));
  const missing = there.filter((name) => !files.some((file) => file.name === name));
  if (missing.length > 0) console.log(`NOT RUN, since this machine is too slow for all lab files within the time limit: ${missing.map((name) => relative(root, name)).join(", ")}`);
}

function run(argv: readonly string[]): Run {
  const directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-test-"));
  const [report, unhandled] = [join(directory, "report.json"), join(directory, "unhandled")];
  const reporters = ["--reporter=default", "--reporter=json", `--reporter=${join(__dirname, "unhandled-errors-reporter.mjs")}`, `--outputFile.json=${report}`];
  const { status } = spawnSync(process.execPath, [vitest, "run", ...reporters, ...argv], { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, LVS_TEST_UNHANDLED: unhandled } });
  try {
    const { testResults: files } = JSON.parse(readFileSync(report, "utf8")) as { readonly testResults: readonly TestFile[] };
    const errors = Number(readFileSync(unhandled, "utf8"));
    return { files, strayFailures: errors + (status !== 0 && errors === 0 && !files.some(isFailed) ? 1 : 0) };
  } catch {
    return { files: [], strayFailures: 1 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A file that could not be loaded, or whose preparations failed. */
function failedBeforeItsTests(file: TestFile): boolean {
  return isFailed(file) && file.assertionResults.every(({ status }) => status !== "failed");
}

function isFailed({ status }: TestFile): boolean {
  return status === "failed";
}

function isLabFile(name: string): boolean {
  return relative(root, name).startsWith(join("test", "lab"));
}

main();
