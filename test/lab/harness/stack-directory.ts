import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Run } from "./terraform-project";

/** One stack as synth left it, and Terraform run there as cdktf would, but without the time that cdktf's own command line takes. */
export class StackDirectory {
  private readonly directory: string;

  /** @param project the directory that holds `cdktf.out` */
  constructor(project: string, stack: string) {
    this.directory = join(project, "cdktf.out", "stacks", stack);
  }

  /** `init` where it is the first time, then `apply`. @throws with Terraform's output */
  async deploy(): Promise<string> {
    if (!existsSync(join(this.directory, ".terraform"))) await this.must("init", "-input=false");
    return this.must("apply", "-input=false", "-auto-approve");
  }

  /** `plan`: code 0 when nothing is to do, 2 when something is, 1 on errors. */
  plan(): Promise<Run> {
    return this.terraform("plan", "-input=false", "-detailed-exitcode");
  }

  private async must(...args: readonly string[]): Promise<string> {
    const { code, output } = await this.terraform(...args);
    if (code !== 0) throw new Error(`terraform ${args.join(" ")} in ${this.directory} ended with ${code}:\n${output}`);
    return output;
  }

  private terraform(...args: readonly string[]): Promise<Run> {
    const env: NodeJS.ProcessEnv = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_CLI_ARGS: "-no-color" };
    delete env["TF_CLI_CONFIG_FILE"];
    const child = spawn("terraform", args, { cwd: this.directory, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output }));
    });
  }
}
