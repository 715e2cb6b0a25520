import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Yaml, plainYaml } from "./plain-yaml";

export const ROOT = join(__dirname, "..", "..", "..");
export const EXAMPLE = join(ROOT, "examples", "pull-request-preview");

export type Mapping = Readonly<Record<string, Yaml>>;

/** One run of all jobs for one push. */
export interface Push {
  /** Counted by the platform. */
  readonly run: number;
  readonly commit: string;
  /** What each stack's cdk.tf.json holds once the request's program is synthesised. */
  readonly stacks: Readonly<Record<string, object>>;
  /** Of the login that may only look, and what known_hosts is to say. */
  readonly look?: { readonly key: string; readonly knownHosts: string };
}

export interface JobRun {
  readonly code: number;
  readonly log: string;
}

export function jobsOf(file: string): Mapping {
  return plainYaml(readFileSync(join(EXAMPLE, file), "utf8")) as Mapping;
}

/** A job's own directories on its own machine, with stand-ins of what would be installed. */
export class Machine {
  readonly home: string;
  readonly work: string;
  constructor(
    private readonly directory: string,
    private readonly programs: string,
  ) {
    [this.home, this.work] = [join(directory, "home"), join(directory, "work")];
    for (const path of [this.home, this.work]) mkdirSync(path, { recursive: true });
  }

  /** Runs lines as a platform's runner does: nothing is in the environment but what the job has. */
  async sh(text: string, environment: Readonly<Record<string, string>>): Promise<JobRun> {
    const script = join(this.directory, "script.sh");
    writeFileSync(script, text);
    const own = { PATH: `${this.programs}:${process.env["PATH"]}`, HOME: this.home, CHECKPOINT_DISABLE: "1", COMMENT_RETRY_MS: "1" };
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], { cwd: this.work, env: { ...own, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (log += String(chunk)));
    const [code] = (await once(child, "close")) as [number | null];
    return { code: code ?? -1, log };
  }
}

/** What a checkout of either branch has. The request's own comment.mjs must never run. */
export function makeBranches(directory: string): { readonly base: string; readonly request: string } {
  const [base, request] = [join(directory, "base"), join(directory, "request")];
  for (const path of [base, request]) cpSync(EXAMPLE, path, { recursive: true });
  writeFileSync(join(request, "comment.mjs"), 'console.log("the script of the request ran"); process.exit(9);\n');
  execFileSync("sh", ["-c", "git init -q -b main && git add . && git -c user.name=me -c user.email=me@example.com commit -qm base"], { cwd: base });
  return { base, request };
}

/** npm, npx and a Terraform that tells how it may look, in the form of a warning, since nothing else of it comes into a log. `stacks` is what `cdktf synth` leaves. */
export function makePrograms(directory: string, stacks: string): string {
  const programs = join(directory, "bin");
  rmSync(programs, { recursive: true, force: true });
  mkdirSync(programs);
  const real = execFileSync("sh", ["-c", "command -v terraform || command -v tofu"], { encoding: "utf8" }).trim();
  const texts = {
    npm: "exit 0",
    npx: `case $1 in cdktf) mkdir cdktf.out && cp -R '${stacks}' cdktf.out/stacks ;; cdktf-lvs) shift; exec '${process.execPath}' '${join(ROOT, "dist/cli/main.js")}' "$@" ;; *) exit 127 ;; esac`,
    terraform: `case " $* " in *" plan "*) echo "Warning: LVS402: look: \${CDKTF_LVS_LOOK_ONLY-no} key: $(ssh-add -l 2>&1) $*" ;; esac; exec '${real}' "$@"`,
  };
  for (const [name, text] of Object.entries(texts)) {
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(programs, name), 0o755);
  }
  return programs;
}

/** Copies what a job's artifact has, flat or with its directories. */
export function keep(from: string, patterns: readonly string[], to: string): void {
  for (const pattern of patterns) {
    const [directory = "", name = ""] = [join(from, pattern, ".."), pattern.split("/").at(-1)];
    const isKept = (one: string): boolean => (name.endsWith("*") ? one.startsWith(name.slice(0, -1)) : one === name);
    for (const one of existsSync(directory) ? readdirSync(directory).filter(isKept) : []) {
      mkdirSync(to, { recursive: true });
      cpSync(join(directory, one), join(to, one));
    }
  }
}
