import { readFileSync, writeFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type Finding, type Result, renderFinding } from "../diagnostics";
import { type Differing, type Limit, type Preview } from "../preview";

/** What `preview` exits with. */
export const previewExitCodes = { done: 0, unreadable: 1, usage: 2, limit: 5 } as const;
/** What `verify-plan` exits with. */
export const verifyExitCodes = { same: 0, unreadable: 1, usage: 2, differs: 3, uncertain: 4 } as const;

const plans = `
PLAN is a plan file, what \`terraform show -json\` printed of one, or a directory that cdktf wrote (cdktf.out), of which every stack that \`cdktf diff\`
left a plan of is taken. NAME=PLAN gives a stack another name than its directory's or its file's. Plan files are read by Terraform itself
($TERRAFORM_BINARY_NAME, default terraform) in the directory they are in.`;

const explanation = `${plans}

Exit codes: 0 previewed · 1 a plan can't be read, the reason is on standard error · 2 wrong usage · 5 --fail-on is reached.`;

const verification = `${plans}

Give the same plans as were previewed, under the same names. Then apply those very plan files (terraform apply PLANFILE): what is planned anew may be something else.

With --json, standard output is one object: verdict (same, differs, uncertain, unreadable, usage), reviewed and planned (the digests; planned is null where there is none), differing (of
each cluster, name, resource and stack that is not as reviewed: what, stack, address, how, hosts; null without --preview) and findings. Findings are on standard error as well.

Exit codes: 0 it is what was reviewed · 1 a plan can't be read · 2 wrong usage · 3 it is not what was reviewed ·
4 nobody can say, because a value is not known yet or another version made the plan; which one is on standard error.`;

const FORMATS = ["markdown", "text", "json", "html"] as const;

interface PreviewOptions {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly maxSize?: number;
  readonly failOn: readonly string[];
}

interface VerifyOptions {
  readonly reviewed: string;
  readonly preview?: string;
  readonly json?: true;
}

/** What `verify-plan` comes to, whatever its exit code is. */
interface Verification {
  readonly verdict: keyof typeof verifyExitCodes;
  readonly findings: readonly Finding[];
  /** As asked for; as given where that is no digest. */
  readonly reviewed: string;
  readonly planned?: Preview;
  readonly differing?: readonly Differing[] | null;
}

/** Adds `cdktf-lvs preview` and `cdktf-lvs verify-plan`. What they do is loaded when they are called. */
export function addPreviewCommands(program: Command): void {
  program
    .command("preview <plan...>")
    .description("say what plans will do to traffic, for people who review them")
    .addOption(new Option("--format <format>", "markdown is for comments on GitHub and GitLab, html a page that loads nothing").choices(FORMATS).default("text"))
    .option("--output <file>", "write it there (default: standard output)")
    .option("--max-size <characters>", "of markdown: what matters least is left out, and named (default: 65536, as GitHub allows)", size)
    .option("--fail-on <limit>", "exit with 5 when a cluster's class is failover or worse, drops, …, or a virtual server loses so many percent: failover, drops, new-connections, capacity:20; also when a stack has no plan, or an outdated one; may be given several times", gathered, [])
    .addHelpText("after", explanation)
    .action(async (args: readonly string[], options: PreviewOptions) => {
      process.exitCode = await preview(args, options);
    });
  program
    .command("verify-plan <plan...>")
    .description("refuse plans that are not what was reviewed")
    .requiredOption("--reviewed <digest>", "the digest that the preview ended with")
    .option("--preview <file>", "the preview that was reviewed, in JSON: what differs is then named")
    .option("--json", "what it comes to, for programs")
    .addHelpText("after", verification)
    .action(async (args: readonly string[], options: VerifyOptions) => {
      process.exitCode = await verifyPlan(args, options);
    });
}

async function preview(args: readonly string[], options: PreviewOptions): Promise<number> {
  const room = await import("../preview/index.js");
  const limits = options.failOn.map((text) => room.parseLimit(text));
  if (!limits.every((limit) => limit !== undefined)) return misused("--fail-on is failover, drops, new-connections or capacity: and 1 to 100 percent");
  const made = await previewOf(args);
  if (!made.ok) return complain(made.findings, previewExitCodes);
  report(made.findings);
  const written = await write(made.value, options);
  if (!written) return previewExitCodes.unreadable;
  return overLimits(limits, room.reached(limits, made.value));
}

function overLimits(limits: readonly Limit[], reached: readonly string[]): number {
  for (const words of reached) console.error(`--fail-on ${words}`);
  return limits.length > 0 && reached.length > 0 ? previewExitCodes.limit : previewExitCodes.done;
}

async function previewOf(args: readonly string[]): Promise<Result<Preview>> {
  const { planSources, previewPlans } = await import("../preview/index.js");
  const sources = planSources(args);
  if (!sources.ok) return sources;
  const made = await previewPlans(sources.value, { progress: lateProgress(), findings: sources.findings });
  return made.ok ? { ...made, findings: [...sources.findings, ...made.findings] } : made;
}

/** Silent for two seconds, after which a person begins to wonder. */
function lateProgress(): (line: string) => void {
  const began = performance.now();
  return (line) => {
    const seconds = (performance.now() - began) / 1000;
    if (seconds > 2) console.error(`${seconds.toFixed(1).padStart(6)} s  ${line}`);
  };
}

async function write(value: Preview, { format, output, maxSize }: PreviewOptions): Promise<boolean> {
  const { notWritten, renderHtml, renderJson, renderMarkdown, renderText } = await import("../preview/index.js");
  const render = { html: renderHtml, json: renderJson, text: renderText, markdown: (one: Preview) => renderMarkdown(one, maxSize === undefined ? {} : { maxSize }) }[format];
  const text = render(value);
  if (output === undefined) {
    process.stdout.write(text);
    return true;
  }
  try {
    writeFileSync(output, text);
    return true;
  } catch (problem) {
    report([notWritten(output, problem instanceof Error ? problem.message : String(problem))]);
    return false;
  }
}

async function verifyPlan(args: readonly string[], options: VerifyOptions): Promise<number> {
  const verification = await verified(args, options);
  report(verification.findings);
  if (options.json) console.log(JSON.stringify(forPrograms(verification), undefined, 2));
  else if (verification.verdict === "same") console.log(`This is what was reviewed: ${verification.reviewed}`);
  return verifyExitCodes[verification.verdict];
}

async function verified(args: readonly string[], { reviewed, preview: path }: VerifyOptions): Promise<Verification> {
  const { parseDigest, verify } = await import("../preview/index.js");
  const digest = parseDigest(reviewed);
  if (!digest.ok) return unverified(reviewed, digest.findings);
  const read = path === undefined ? undefined : await readPreview(path, digest.value);
  if (read?.ok === false) return unverified(digest.value, read.findings);
  const made = await previewOf(args);
  if (!made.ok) return unverified(digest.value, made.findings);
  const said = verify(digest.value, made.value, read?.value);
  const verdict = said.same ? "same" : said.why;
  return { verdict, findings: [...made.findings, ...(said.same ? [] : said.findings)], reviewed: digest.value, planned: made.value, differing: said.differing };
}

function unverified(reviewed: string, findings: readonly Finding[]): Verification {
  return { verdict: isMisuse(findings) ? "usage" : "unreadable", findings, reviewed };
}

function forPrograms({ verdict, findings, reviewed, planned, differing = null }: Verification): object {
  const digest = planned?.certificate.certified === true ? planned.certificate.digest : null;
  return { verdict, reviewed, planned: digest, differing, findings };
}

async function readPreview(path: string, digest: string): Promise<Result<Preview>> {
  const { parsePreview, unreadable } = await import("../preview/index.js");
  try {
    return parsePreview(readFileSync(path, "utf8"), path, digest);
  } catch (problem) {
    return { ok: false, findings: [unreadable(path, problem instanceof Error ? problem.message : String(problem))] };
  }
}

/** Arguments that no file can mend. */
const USAGE = ["LVS716", "LVS721", "LVS730"];

function complain(findings: readonly Finding[], codes: { readonly usage: number; readonly unreadable: number }): number {
  report(findings);
  return isMisuse(findings) ? codes.usage : codes.unreadable;
}

function isMisuse(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => USAGE.includes(code));
}

function report(findings: readonly Finding[]): void {
  for (const finding of findings) console.error(renderFinding(finding));
}

function misused(text: string): number {
  console.error(`error: ${text}`);
  return previewExitCodes.usage;
}

function gathered(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function size(text: string): number {
  const value = Number(text);
  if (!/^\d{4,9}$/.test(text) || value < 4096) throw new InvalidArgumentError("A whole number of characters, at least 4096.");
  return value;
}
