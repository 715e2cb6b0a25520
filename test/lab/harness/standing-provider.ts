import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/**
 * The built provider as one process that Terraform finds running instead of starting it for every step: where a test runs Terraform a hundred times and is not about
 * starts, they would be most of its time.
 */
export class StandingProvider {
  private constructor(
    private readonly child: ChildProcess,
    /** What Terraform's environment needs to find it. */
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async start(provider = join(__dirname, "../../../dist/provider.cjs")): Promise<StandingProvider> {
    const child = spawn(process.execPath, [provider, "--debug"], { stdio: ["ignore", "pipe", "ignore"] });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const how = /^TF_REATTACH_PROVIDERS='(.*)'\n$/.exec(line.toString())?.[1];
    if (how === undefined) throw new Error(`the provider printed ${line.toString()}`);
    return new StandingProvider(child, { TF_REATTACH_PROVIDERS: how });
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    await once(this.child, "exit");
  }
}
