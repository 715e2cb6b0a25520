import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "../../..");

/** What a command left; both streams in the order they came, without colour. */
export interface CommandRun {
  readonly code: number | null;
  readonly output: string;
}

/** The package as npm would publish it, and a home that several projects share. Everything in it has a space in its path. */
export class Workbench {
  readonly directory = mkdtempSync(join(tmpdir(), "lvs packed "));
  private readonly tarball: string;

  constructor() {
    const packed = spawnSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", this.directory], { cwd: ROOT, encoding: "utf8" });
    if (packed.status !== 0) throw new Error(packed.stderr);
    const [{ filename = "" } = {}] = JSON.parse(packed.stdout) as { filename?: string }[];
    this.tarball = join(this.directory, filename);
    mkdirSync(this.home);
  }

  /** Terraform's plugin cache stands here. */
  get home(): string {
    return join(this.directory, "a home");
  }

  /** A project with what `npm install` would leave of the package at some version, and what `cdktf-lvs init` makes. */
  project(name: string, version: string): PackedProject {
    const directory = join(this.directory, name);
    const modules = join(directory, "node_modules");
    mkdirSync(modules, { recursive: true });
    spawnSync("tar", ["-xzf", this.tarball, "-C", modules]);
    renameSync(join(modules, "package"), join(modules, "cdktf-lvs"));
    const project = new PackedProject(directory, this.home);
    project.become(version);
    project.linkDependencies();
    return project;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

interface PackageJson {
  version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** A user's project. */
export class PackedProject {
  constructor(
    readonly directory: string,
    private readonly home: string,
  ) {}

  /** Another version of the package, whose provider notes in its working directory that it ran. */
  become(version: string): void {
    const path = join(this.directory, "node_modules", "cdktf-lvs", "package.json");
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, "utf8")) as PackageJson), version }));
    const code = join(dirname(path), "dist", "provider.cjs");
    writeFileSync(code, `require("node:fs").appendFileSync("versions-run", ${JSON.stringify(`${version}\n`)});\n${readFileSync(code, "utf8")}`);
  }

  /** What the package and its project declare, and no more, out of this repository's own node_modules. */
  linkDependencies(): void {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(this.directory, "node_modules", "cdktf-lvs", "package.json"), "utf8")) as PackageJson;
    for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), "cdktf-cli", "tsx"]) symlinkSync(join(ROOT, "node_modules", name), join(this.directory, "node_modules", name));
    const bin = join(this.directory, "node_modules", ".bin");
    mkdirSync(bin);
    symlinkSync("../cdktf-cli/bundle/bin/cdktf", join(bin, "cdktf"));
    symlinkSync("../cdktf-lvs/dist/cli/main.js", join(bin, "cdktf-lvs"));
  }

  /** `main.ts` with one thing changed. */
  edit(from: string, to: string): void {
    const path = join(this.directory, "main.ts");
    const text = readFileSync(path, "utf8");
    if (!text.includes(from)) throw new Error(`main.ts has no ${from}`);
    writeFileSync(path, text.replace(from, to));
  }

  /** `npx …` with the shared home, without any network, Terraform's or cdktf's settings taken out of the environment. */
  npx(...args: readonly string[]): Promise<CommandRun> {
    return this.run("npx", "--no-install", ...args);
  }

  /** Any program in the same surroundings. */
  run(program: string, ...args: readonly string[]): Promise<CommandRun> {
    return ended(spawn(program, args, { cwd: this.directory, env: this.environment(), stdio: ["ignore", "pipe", "pipe"] }));
  }

  /** The same at a terminal, at which somebody presses Ctrl-C as soon as the provider says that it begins this step. */
  async npxInterrupted(step: string, ...args: readonly string[]): Promise<CommandRun> {
    const progress = join(this.directory, "progress");
    rmSync(progress, { force: true });
    const command = `npx --no-install ${args.join(" ")}`;
    // At a terminal from which its registry can't be reached, cdktf looks for a newer version of itself for over a minute.
    const env = { ...this.environment(), CDKTF_LVS_PROGRESS: progress, DISABLE_VERSION_CHECK: "1" };
    const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], { cwd: this.directory, env, stdio: ["pipe", "pipe", "pipe"] });
    const run = ended(child);
    const timer = setInterval(() => {
      if (!existsSync(progress) || !readFileSync(progress, "utf8").includes(step)) return;
      clearInterval(timer);
      child.stdin.write("\x03");
    }, 50);
    return run.finally(() => clearInterval(timer));
  }

  private environment(): NodeJS.ProcessEnv {
    return { HOME: this.home, PATH: process.env["PATH"], LANG: "C.UTF-8", CI: "1", HTTPS_PROXY: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9" };
  }

  /** Versions of the package whose provider ran since the last look, each once. */
  versionsRun(): string[] {
    const note = join(this.directory, "cdktf.out", "stacks", "quickstart", "versions-run");
    if (!existsSync(note)) appendFileSync(note, "");
    const versions = readFileSync(note, "utf8").split("\n").filter((line) => line !== "");
    rmSync(note);
    return [...new Set(versions)];
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

function ended(child: ChildProcess): Promise<CommandRun> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: output.replace(/\x1b\[[0-9;]*m/g, "") }));
  });
}
