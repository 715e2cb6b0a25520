import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Lab, type LabNode } from "../../../lib/lab";
import { type ClusterConfig } from "./cluster-config";
import { type RunningProcess, descendants } from "./processes";

/** How a project differs from the usual one. */
export interface ProjectOptions {
  /** More of the provider's `ssh` block. */
  readonly ssh?: Readonly<Record<string, unknown>>;
  /** The built provider; default dist/provider.cjs, or what $LVS_TEST_PROVIDER names (scripts/mutations). */
  readonly provider?: string;
  /** More of Terraform's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a run of Terraform left; `output` is stdout and stderr in the order they came, without colour and frames. */
export interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** A run that goes on; its process group holds terraform and the providers it started, as in a terminal. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
  /** As Ctrl-C does: to the whole group. */
  interrupt(): void;
  /** The provider that changes hosts, without a chance to say anything. */
  killProvider(): void;
  /** Waits until the provider has begun a step, such as `lvs1: staging the release`. @throws when the run ends before */
  begins(step: string): Promise<void>;
  /** Cuts the provider's connections to a node in the middle; the node and the provider see them end. @returns how many */
  cutConnection(node: LabNode): number;
}

/** A directory with the built provider in it, configured for a lab's hosts. */
export class TerraformProject {
  readonly directory = mkdtempSync(join(tmpdir(), "lvs terraform "));
  private readonly log = join(this.directory, "provider.log");

  private constructor(
    private readonly provider: object,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** A project whose provider logs in by the lab's SSH configuration. */
  static async create(lab: Pick<Lab, "sshConfigPath">, { ssh = {}, provider = process.env["LVS_TEST_PROVIDER"] ?? join(__dirname, "../../../dist/provider.cjs"), environment = {} }: ProjectOptions = {}): Promise<TerraformProject> {
    const project = new TerraformProject({ lvs: { ssh: { config_file: lab.sshConfigPath, ...ssh } } }, environment);
    project.install(provider);
    project.configure({});
    await project.must("init");
    return project;
  }

  /** Writes the configuration: `lvs_cluster.www` and whatever else; `undefined` takes the cluster out. */
  cluster(cluster: ClusterConfig | undefined, more: Readonly<Record<string, unknown>> = {}): this {
    this.configure({ ...(cluster === undefined ? {} : { resource: { lvs_cluster: { www: cluster } } }), ...more });
    return this;
  }

  /** Runs terraform to its end. */
  terraform(...args: readonly string[]): Promise<Run> {
    return this.start(...args).ended;
  }

  /** The same for a run that has to succeed. @throws with its output */
  async must(...args: readonly string[]): Promise<string> {
    const { code, output } = await this.terraform(...args);
    if (code !== 0) throw new Error(`terraform ${args.join(" ")} ended with ${code}:\n${output}`);
    return output;
  }

  /** `plan`: code 0 when nothing is to do, 2 when something is, 1 on errors. */
  plan(...args: readonly string[]): Promise<Run> {
    return this.terraform("plan", "-input=false", "-detailed-exitcode", ...args);
  }

  /** `apply` without questions. */
  apply(...args: readonly string[]): Promise<Run> {
    return this.terraform("apply", "-input=false", "-auto-approve", ...args);
  }

  /** `apply` that has to succeed. @throws with its output */
  deploy(): Promise<string> {
    return this.must("apply", "-input=false", "-auto-approve");
  }

  /** `destroy` that has to succeed. @throws with its output */
  destroy(): Promise<string> {
    return this.must("destroy", "-input=false", "-auto-approve");
  }

  /** Values of the outputs after a refresh; needs a configuration that plans nothing. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    await this.must("apply", "-input=false", "-auto-approve", "-refresh-only");
    const outputs = JSON.parse(await this.must("output", "-json")) as Record<string, { readonly value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  /** Starts terraform without waiting. */
  start(...args: readonly string[]): Running {
    rmSync(this.log, { force: true });
    const logging = { TF_LOG_PROVIDER: "info", TF_LOG_PATH: this.log };
    const env: NodeJS.ProcessEnv = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_CLI_ARGS: "-no-color", ...logging, ...this.environment };
    delete env["TF_CLI_CONFIG_FILE"];
    const child = spawn("terraform", args, { cwd: this.directory, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    const ended = new Promise<Run>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output: output.replace(/\n[│╷╵] ?/g, "\n") }));
    });
    const below = (pid = child.pid ?? -1): RunningProcess[] => descendants(pid);
    return {
      child,
      ended,
      interrupt: () => void (child.pid !== undefined && process.kill(-child.pid, "SIGINT")),
      killProvider: () => below().filter(({ command }) => command.includes("terraform-provider-lvs")).forEach(({ pid }) => process.kill(pid, "SIGKILL")),
      begins: (step) => this.begins(step, child),
      cutConnection: ({ address }) => below().filter(({ command }) => command.includes(`TCP:${address}:22`)).map(({ pid }) => process.kill(pid, "SIGKILL")).length,
    };
  }

  /** What the provider said it does during the last run, one line a step. */
  steps(): string[] {
    if (!existsSync(this.log)) return [];
    const lines = readFileSync(this.log, "utf8").split("\n");
    return lines.flatMap((line) => /\[INFO\]\s+provider\.terraform-provider-lvs_v[0-9.]+: (.*): @module=provider\.lvs/.exec(line)?.[1] ?? []);
  }

  /** Attributes of the one resource of a type in the state, `status` being Terraform's own (`tainted`); undefined when it isn't there. */
  state(ofType = "lvs_cluster"): (Record<string, unknown> & { readonly status?: string }) | undefined {
    const file = join(this.directory, "terraform.tfstate");
    if (!existsSync(file)) return undefined;
    const state = JSON.parse(readFileSync(file, "utf8")) as StateFile;
    const instance = state.resources.find(({ type }) => type === ofType)?.instances[0];
    return instance === undefined ? undefined : { ...instance.attributes, ...(instance.status === undefined ? {} : { status: instance.status }) };
  }

  /** Removes the directory; hosts stay as they are. */
  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async begins(step: string, child: ChildProcess): Promise<void> {
    while (!this.steps().some((line) => line.startsWith(step))) {
      if (child.exitCode !== null) throw new Error(`terraform ended without "${step}", but with:\n${this.steps().join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Writes any configuration beside the provider's. */
  configure(content: Readonly<Record<string, unknown>>): void {
    const terraform = { required_providers: { lvs: { source: "terraform.local/cdktf-lvs/lvs", version: "1.0.0" } } };
    writeFileSync(join(this.directory, "main.tf.json"), JSON.stringify({ terraform, provider: this.provider, ...content }));
  }

  private install(provider: string): void {
    const plugins = join(this.directory, `terraform.d/plugins/terraform.local/cdktf-lvs/lvs/1.0.0/${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`);
    mkdirSync(plugins, { recursive: true });
    const launcher = join(plugins, "terraform-provider-lvs_v1.0.0");
    writeFileSync(launcher, `#!/usr/bin/env node\nrequire(${JSON.stringify(provider)});\n`);
    chmodSync(launcher, 0o755);
  }
}

interface StateFile {
  readonly resources: readonly { readonly type: string; readonly instances: readonly { readonly attributes: Record<string, unknown>; readonly status?: string }[] }[];
}
