/** `npm run test:mutations [-- --only WORD]`: takes the line that each feature rests on out of the bundles, and expects the feature's test to fail. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Feature, features } from "./features";
import { buildMutatedProvider } from "./mutated-provider";

const root = join(__dirname, "..", "..");

/** What became of the test: `killed` is what has to be. */
type Verdict = { readonly verdict: "killed"; readonly by: string } | { readonly verdict: "survived" | "no such test" | "broken provider" };

/** As many at a time as test files, each with a lab of its own. */
const LABS = ["mutation-1", "mutation-2", "mutation-3"];

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: "string", multiple: true } } });
  const chosen = features().filter((row) => values.only?.some((word) => `${row.feature} ${row.line} ${row.test}`.includes(word)) ?? true);
  if (chosen.length === 0) throw new Error("no feature of docs/features.md is called so");
  const directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-mutation-"));
  const waiting = [...chosen.entries()];
  let done = 0;
  let bad = 0;
  const worker = async (lab: string): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, row] = next;
      const provider = join(directory, `provider-${index}.cjs`);
      await buildMutatedProvider(row, provider);
      const outcome = await judge(row, { provider, report: join(directory, `report-${index}.json`), lab });
      if (outcome.verdict !== "killed") bad += 1;
      console.log(`${String(++done).padStart(3)}/${chosen.length}  ${outcome.verdict.toUpperCase().padEnd(12)}  ${row.feature}: ${row.file} without "${row.line}"${outcome.verdict === "killed" ? ` (${outcome.by})` : ""}`);
    }
  };
  await Promise.all(LABS.map(worker)).finally(() => rmSync(directory, { recursive: true, force: true }));
  console.log(`${chosen.length - bad} passed, ${bad} failed`);
  return bad === 0 ? 0 : 1;
}

interface Report {
  readonly testResults: readonly { readonly status: string; readonly message: string; readonly assertionResults: readonly { readonly status: string; readonly failureMessages: readonly string[] }[] }[];
}

async function judge({ test, title }: Feature, { provider, report, lab }: { readonly provider: string; readonly report: string; readonly lab: string }): Promise<Verdict> {
  const argv = [join(root, "node_modules", "vitest", "vitest.mjs"), "run", test, "-t", title, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const stdout = await outputOf(argv, { ...process.env, NO_COLOR: "1", LVS_TEST_PROVIDER: provider, LVS_TEST_LABS: lab });
  // A provider that breaks down proves nothing.
  if (stdout.includes("Please report this")) return { verdict: "broken provider" };
  const results = (JSON.parse(readFileSync(report, "utf8")) as Report).testResults;
  const tests = results.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === "failed").flatMap(({ failureMessages }) => failureMessages);
  if (failed.length > 0) return { verdict: "killed", by: firstLine(failed[0] ?? "") };
  // A deployment that fails before the tests fails all of them.
  const broken = results.find(({ status }) => status === "failed");
  if (broken !== undefined) return { verdict: "killed", by: `before the test: ${firstLine(broken.message)}` };
  return tests.some(({ status }) => status === "passed") ? { verdict: "survived" } : { verdict: "no such test" };
}

function outputOf(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ["ignore", "pipe", "ignore"], env });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(output));
  });
}

/** Enough to see whether the test itself failed or the deployment before it. */
function firstLine(text: string): string {
  return (/LVS\d{3}: [^\n]*/.exec(text)?.[0] ?? text.split("\n")[0] ?? "").slice(0, 140);
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
