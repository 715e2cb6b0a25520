import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Finding, type Result, all, failed, ok } from "../diagnostics";
import { ambiguous, noPlan, olderPlan, sameName, severalPlans, stackWithoutPlan, unreadable } from "./findings";

/** Where a plan is, and of which stack. */
export interface PlanSource {
  readonly stack: string;
  readonly path: string;
}

/** What `cdktf diff` calls the plan that it leaves in a stack's directory. */
const CDKTF_PLAN = "plan";

/**
 * The plans that arguments name: files, or a directory that `cdktf synth` wrote (`cdktf.out`), of which every stack that has a plan is taken, or one stack's own. A plan in a stack's own directory has
 * the stack's name, another one its file's; NAME=FILE, or NAME=DIRECTORY where one stack of it has a plan, gives it another.
 */
export function planSources(args: readonly string[]): Result<PlanSource[]> {
  const found = all(args.map(sourcesOf));
  if (!found.ok) return found;
  const sources = found.value.flat();
  const twice = sources.find(({ stack }, index) => sources.findIndex((other) => other.stack === stack) < index);
  return twice === undefined ? ok(sources, found.findings) : failed(sameName(twice.stack));
}

function sourcesOf(argument: string): Result<PlanSource[]> {
  const [, name, path = ""] = /^(?:([A-Za-z0-9_.-]+)=)?(.*)$/s.exec(argument) ?? [];
  // A file may have that sign in its name; but one that somebody lays beside the plan that is meant must not be read instead.
  if (name === undefined || !existsSync(argument)) return namedFile(name, path);
  return existsSync(path) ? failed(ambiguous(argument, path)) : namedFile(undefined, argument);
}

function namedFile(name: string | undefined, path: string): Result<PlanSource[]> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return failed(unreadable(path, "there is no such file"));
  if (found.isDirectory()) return named(stacksIn(path), name);
  const stack = name ?? stackOf(path);
  return ok([{ stack, path }], isOutdated(path) ? [olderPlan(stack)] : []);
}

/** A name is for one plan. */
function named(found: Result<PlanSource[]>, name: string | undefined): Result<PlanSource[]> {
  if (!found.ok || name === undefined) return found;
  const stacks = found.value.map(({ stack }) => stack);
  return stacks.length > 1 ? failed(severalPlans(name, stacks)) : ok(found.value.map(({ path }) => ({ stack: name, path })), found.findings);
}

function stacksIn(directory: string): Result<PlanSource[]> {
  // One stack's own
  if (existsSync(join(directory, "cdk.tf.json")) && existsSync(join(directory, CDKTF_PLAN))) return namedFile(undefined, join(directory, CDKTF_PLAN));
  const stacks = existsSync(join(directory, "stacks")) ? join(directory, "stacks") : directory;
  const isStack = (name: string): boolean => existsSync(join(stacks, name, "cdk.tf.json"));
  const names = readdirSync(stacks).filter(isStack).sort();
  const planned = names.filter((name) => existsSync(join(stacks, name, CDKTF_PLAN)));
  const findings = names.filter((name) => !planned.includes(name)).map((name): Finding => stackWithoutPlan(name));
  const sources = planned.map((stack) => ({ stack, path: join(stacks, stack, CDKTF_PLAN) }));
  const outdated = sources.filter(({ path }) => isOutdated(path)).map(({ stack }) => olderPlan(stack));
  return planned.length === 0 ? failed(noPlan(directory, names)) : ok(sources, [...findings, ...outdated]);
}

/** Whether the configuration beside it was written after it. Nothing is beside a plan that was taken elsewhere. */
function isOutdated(plan: string): boolean {
  const written = statSync(join(dirname(resolve(plan)), "cdk.tf.json"), { throwIfNoEntry: false });
  return written !== undefined && written.mtimeMs > statSync(plan).mtimeMs;
}

function stackOf(path: string): string {
  const directory = dirname(resolve(path));
  return basename(dirname(directory)) === "stacks" ? basename(directory) : basename(path).replace(/(\.tfplan|\.plan)?\.json$|\.tfplan$/, "");
}
