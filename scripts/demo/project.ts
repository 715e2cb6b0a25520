import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(__dirname, "..", "..");

/** Who wants to know what of a deploy. */
export interface Following {
  /** Each line that the provider says. */
  readonly onProgress: (line: string) => void;
  /** Terraform's plan, once, before it is carried out. */
  readonly onPlan?: (plan: string) => void;
}

/** Which example, and what it finds in its environment. */
export interface ProjectProps {
  /** Name of its directory below examples/. */
  readonly example: string;
  readonly sshConfig: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A directory of its own with a cdktf.json that runs an example, so that the demo's state and the one of a deployment by hand never meet. */
export class ExampleProject {
  readonly directory = mkdtempSync(join(tmpdir(), "cdktf-lvs-demo-"));
  private readonly progressFile = join(this.directory, "progress");

  constructor(private readonly props: ProjectProps) {
    const app = `node --import ${JSON.stringify(require.resolve("tsx"))} ${JSON.stringify(join(repository, "examples", props.example, "main.ts"))}`;
    const settings = { language: "typescript", app, projectId: "c3b7e0b2-7a53-4f0d-8d0f-1b1d4b8f4a11", sendCrashReports: "false" };
    writeFileSync(join(this.directory, "cdktf.json"), JSON.stringify(settings));
    writeFileSync(this.progressFile, "");
  }

  /** Runs `cdktf deploy` to its end. @param stacks none where there is one only */
  deploy(follow: Following, env: NodeJS.ProcessEnv = {}, stacks: readonly string[] = []): Promise<void> {
    return this.run(["deploy", ...stacks, ...flagsFor(stacks)], follow, env);
  }

  /** Runs `cdktf destroy` to its end. */
  destroy(follow: Following, env: NodeJS.ProcessEnv, stacks: readonly string[]): Promise<void> {
    return this.run(["destroy", ...stacks, ...flagsFor(stacks)], follow, env);
  }

  private async run(argv: readonly string[], follow: Following, env: NodeJS.ProcessEnv): Promise<void> {
    const progress = new Follower(this.progressFile, follow.onProgress);
    try {
      await this.cdktf(argv, env, planReader(follow.onPlan));
    } finally {
      progress.end();
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async cdktf(argv: readonly string[], env: NodeJS.ProcessEnv, onOutput: (soFar: string) => void): Promise<void> {
    const all = { ...process.env, CI: "1", CHECKPOINT_DISABLE: "1", CDKTF_LVS_SSH_CONFIG: this.props.sshConfig, CDKTF_LVS_PROGRESS: this.progressFile, ...this.props.env, ...env };
    const child = spawn(process.execPath, [join(repository, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf.js"), ...argv], { cwd: this.directory, env: all, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        onOutput(output.replace(/\u001b\[[0-9;]*m/g, ""));
      });
    }
    const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
    if (code !== 0) throw new Error(`cdktf ${argv.join(" ")} ended with ${code}:\n${output}`);
  }
}

/** Without questions. Stacks that are named go without those that they rest on; where all go, cdktf would forget with that flag which one has to wait for which. */
function flagsFor(stacks: readonly string[]): readonly string[] {
  return stacks.length === 0 || stacks.includes("*") ? ["--auto-approve"] : ["--auto-approve", "--ignore-missing-stack-dependencies"];
}

function planReader(onPlan: Following["onPlan"]): (soFar: string) => void {
  let told = false;
  return (soFar) => {
    const end = /^.*Plan: \d+ to add.*$/m.exec(soFar);
    if (told || end === null) return;
    told = true;
    onPlan?.(soFar.slice(0, end.index + end[0].length));
  };
}

/** Hands on what is appended to a file, line by line. */
class Follower {
  private readonly timer: NodeJS.Timeout;
  private offset: number;

  constructor(
    private readonly path: string,
    private readonly onLine: (line: string) => void,
  ) {
    this.offset = statSync(path).size;
    this.timer = setInterval(() => this.read(), 200);
  }

  end(): void {
    clearInterval(this.timer);
    this.read();
  }

  private read(): void {
    const length = statSync(this.path).size - this.offset;
    if (length <= 0) return;
    const bytes = Buffer.alloc(length);
    const file = openSync(this.path, "r");
    readSync(file, bytes, 0, length, this.offset);
    closeSync(file);
    this.offset += length;
    for (const line of bytes.toString().split("\n")) if (line !== "") this.onLine(line);
  }
}
