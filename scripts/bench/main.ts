/** `npm run bench [-- --only NAME] [--json] [--strict]`: what the project costs, beside what it may cost. See docs/benchmarks.md. */
import { parseArgs } from "node:util";
import { deploy } from "./deploy";
import { dnsUpdates } from "./dns-updates";
import { type Findings, type Measurement, figureLine, verdict } from "./figure";
import { noOpPlan } from "./no-op-plan";
import { preview } from "./preview";
import { providerStart } from "./provider-start";
import { synth } from "./synth";

const MEASUREMENTS: readonly Measurement[] = [providerStart, noOpPlan, synth, preview, dnsUpdates, deploy];

/** What became of one measurement. */
type Outcome = { readonly measurement: Measurement } & ({ readonly findings: Findings } | { readonly failure: string });

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: "string", multiple: true }, json: { type: "boolean" }, strict: { type: "boolean" } } });
  const unknown = values.only?.find((name) => MEASUREMENTS.every((measurement) => measurement.name !== name));
  if (unknown !== undefined) throw new Error(`nothing is measured as ${unknown}; there is ${MEASUREMENTS.map(({ name }) => name).join(", ")}`);
  // With --json, standard output is for the machine.
  const say = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
  const outcomes: Outcome[] = [];
  for (const measurement of MEASUREMENTS.filter(({ name }) => values.only?.includes(name) ?? true)) {
    const outcome = await outcomeOf(measurement);
    outcomes.push(outcome);
    report(outcome, say);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(machineReadable(outcomes), null, 2)}\n`);
  const over = outcomes.some((outcome) => "findings" in outcome && outcome.findings.figures.some((figure) => verdict(figure) === "over"));
  return outcomes.some((outcome) => "failure" in outcome) || (values.strict && over) ? 1 : 0;
}

async function outcomeOf(measurement: Measurement): Promise<Outcome> {
  const began = performance.now();
  const progress = (line: string): void => void process.stderr.write(`  ${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line} …\n`);
  try {
    return { measurement, findings: await measurement.measure(progress) };
  } catch (error) {
    return { measurement, failure: error instanceof Error ? error.message : String(error) };
  }
}

function report(outcome: Outcome, say: (line: string) => void): void {
  say(`\n${outcome.measurement.name}: ${outcome.measurement.about}`);
  if ("failure" in outcome) {
    say(`  FAILED: ${outcome.failure}`);
    return;
  }
  for (const figure of outcome.findings.figures) say(figureLine(figure));
  for (const note of outcome.findings.notes) say(`    ${note}`);
}

function machineReadable(outcomes: readonly Outcome[]): unknown {
  const measurements = outcomes.map(({ measurement: { name, about }, ...result }) => {
    if ("failure" in result) return { name, about, failure: result.failure };
    return { name, about, figures: result.findings.figures.map((figure) => ({ ...figure, verdict: verdict(figure) })), notes: result.findings.notes };
  });
  return { date: new Date().toISOString(), node: process.version, measurements };
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
