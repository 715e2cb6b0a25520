import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type JobRun, type Mapping, type Push, Machine, jobsOf, keep } from "./jobs";

interface Step extends Mapping {
  readonly run: string;
  readonly uses: string;
  readonly with: Mapping;
  readonly env: Readonly<Record<string, string>>;
}

interface Surroundings {
  readonly directory: string;
  readonly programs: string;
  readonly branches: { readonly base: string; readonly request: string };
  readonly api: string;
}

/** Both jobs of github-actions.yml in their order, step by step. */
export async function githubRun(push: Push, around: Surroundings): Promise<{ readonly plan: JobRun; readonly comment: JobRun }> {
  const jobs = jobsOf("github-actions.yml")["jobs"] as Readonly<Record<string, Mapping>>;
  const plan = await job(jobs["plan"] ?? {}, push, { ...around, directory: join(around.directory, "plan") });
  return { plan, comment: await job(jobs["comment"] ?? {}, push, { ...around, directory: join(around.directory, "comment") }) };
}

async function job(definition: Mapping, push: Push, around: Surroundings): Promise<JobRun> {
  const machine = new Machine(around.directory, around.programs);
  const known = new Map(Object.entries(valuesOf(push)));
  let [failed, log] = [false, ""];
  for (const step of definition["steps"] as readonly Step[]) {
    if (failed && step["if"] !== "always()") continue;
    const resolved = (text: string): string => text.replace(/\$\{\{ (.*?) \}\}/g, (_, name: string) => known.get(name) ?? unknown(name));
    const { code, log: said } = step.run === undefined ? action(step, resolved, { ...around, machine }) : await machine.sh(step.run, { ...standard(push, around), ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, resolved(value)])) });
    log += said;
    if (step["id"] !== undefined) known.set(`steps.${String(step["id"])}.outcome`, code === 0 ? "success" : "failure");
    failed ||= code !== 0 && step["continue-on-error"] !== "true";
    if (code !== 0) log += `[exit code ${code}]\n`;
  }
  return { code: failed ? 1 : 0, log };
}

function action(step: Step, resolved: (text: string) => string, { machine, directory, branches }: Surroundings & { readonly machine: Machine }): JobRun {
  const artifact = join(directory, "..", "artifact");
  const [name, given] = [step.uses.split("@")[0], step.with];
  if (name === "actions/checkout") {
    const ref = given["ref"] === undefined ? "request" : resolved(given["ref"] as string);
    cpSync(ref === "request" ? branches.request : ref === "refs/heads/main" ? branches.base : unknown(ref), machine.work, { recursive: true });
  } else if (name === "actions/upload-artifact") keep(machine.work, (given["path"] as string).trim().split("\n"), artifact);
  else if (name === "actions/download-artifact") {
    if (!existsSync(artifact)) return { code: 1, log: "no artifact\n" };
    cpSync(artifact, join(machine.work, given["path"] as string), { recursive: true });
  } else if (name !== "actions/setup-node" && name !== "hashicorp/setup-terraform") unknown(step.uses);
  return { code: 0, log: "" };
}

function standard(push: Push, { api, directory }: Surroundings): Record<string, string> {
  const summary = `${directory}/summary.md`;
  if (!existsSync(summary)) writeFileSync(summary, "");
  return { GITHUB_REPOSITORY: "me/site", GITHUB_API_URL: api, GITHUB_RUN_NUMBER: String(push.run), GITHUB_RUN_ID: `9000${push.run}`, GITHUB_STEP_SUMMARY: summary };
}

function valuesOf({ commit, look }: Push): Record<string, string> {
  return {
    "github.token": "secret",
    "github.base_ref": "main",
    "github.event.pull_request.number": "7",
    "github.event.pull_request.head.sha": commit,
    "secrets.LVS_LOOK_KEY": look?.key ?? "",
    "vars.LVS_KNOWN_HOSTS": look?.knownHosts ?? "",
  };
}

function unknown(name: string): never {
  throw new Error(`no runner knows ${name}`);
}
