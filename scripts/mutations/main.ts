/**
 * `npm run test:mutations [-- --only WORD]`: takes the line that each feature rests on out of the bundles, and expects the feature's test to fail, which then has to pass
 * with the line.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Feature, features } from "./features";
import { buildMutatedProvider } from "./mutated-provider";
import { type Report, type Verdict, verdictOf } from "./verdict";

const root = join(__dirname, "..", "..");

/** As many at a time as test files, each with a lab of its own. */
const LABS = ["mutation-1", "mutation-2", "mutation-3"];

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: "string", multiple: true } } });
  const chosen = features().filter((row) => values.only?.some((word) => `${row.feature} ${row.line} ${row.test}`.includes(word)) ?? true);
  if (chosen.length === 0) throw new Error("no feature of docs/features.md is called so");
  const directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-mutation-"));
  const waiting = [...chosen.entries()];
  const baselines = new Map<string, Promise<Outcome>>();
  const count = { killed: 0, undeployed: 0, done: 0 };
  const worker = async (lab: string): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, row] = next;
      const run = (name: string, provider?: string): Promise<Outcome> => outcomeOf(row, { provider, report: join(directory, `${name}-${index}.json`), lab });
      const provider = join(directory, `provider-${index}.cjs`);
      await buildMutatedProvider(row, provider);
      const mutant = await run("mutant", provider);
      const { verdict, by }: Outcome = mutant.verdict === "killed" || mutant.verdict === "not deployed" ? await confirmed(mutant, row, () => run("baseline")) : mutant;
      count.done += 1;
      if (verdict === "killed") count.killed += 1;
      if (verdict === "not deployed") count.undeployed += 1;
      console.log(`${String(count.done).padStart(3)}/${chosen.length}  ${verdict.toUpperCase().padEnd(15)}  ${row.feature}: ${row.file} without "${row.line}"${by === undefined ? "" : ` (${by})`}`);
    }
  };
  /** A test that fails with the line, too, says nothing of it. Many rows have the same test. */
  const confirmed = async (outcome: Outcome, { test, title }: Feature, baseline: () => Promise<Outcome>): Promise<Outcome> => {
    const key = `${test} ${title}`;
    if (!baselines.has(key)) baselines.set(key, baseline());
    const { verdict, by } = await baselines.get(key)!;
    if (verdict === "no verdict") baselines.delete(key);
    return verdict === "survived" ? outcome : { verdict: verdict === "no verdict" ? verdict : "fails as it is", by };
  };
  await Promise.all(LABS.map(worker)).finally(() => rmSync(directory, { recursive: true, force: true }));
  const passed = count.killed + count.undeployed;
  if (count.undeployed > 0) console.log(`${count.undeployed} of them are noticed by the deployment's own look at what became of it, before their test is`);
  console.log(`${passed} passed, ${chosen.length - passed} failed`);
  return passed === chosen.length ? 0 : 1;
}

interface Outcome {
  readonly verdict: Verdict["verdict"] | "broken provider" | "fails as it is";
  readonly by?: string | undefined;
}

async function outcomeOf({ test, title }: Feature, { provider, report, lab }: { readonly provider: string | undefined; readonly report: string; readonly lab: string }): Promise<Outcome> {
  const argv = [join(root, "node_modules", "vitest", "vitest.mjs"), "run", test, "-t", title, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const stdout = await outputOf(argv, { ...process.env, NO_COLOR: "1", ...(provider === undefined ? {} : { LVS_TEST_PROVIDER: provider }), LVS_TEST_LABS: lab });
  // A provider that breaks down proves nothing.
  if (stdout.includes("Please report this")) return { verdict: "broken provider" };
  return verdictOf(JSON.parse(readFileSync(report, "utf8")) as Report);
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

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
