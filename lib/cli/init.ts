import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { type Command } from "commander";
import { PACKAGE, type PackageJson, ownPackage } from "./own-package";

/** Adds `cdktf-lvs init`. */
export function addInitCommand(program: Command): void {
  program
    .command("init [directory]")
    .description("make a project that deploys a cluster to the lab's site, to start one's own from")
    .option("--package <spec>", "what npm is to install as cdktf-lvs: a version, a range or a file (default: this version)")
    .addHelpText("after", "\nNothing is overwritten: where main.ts, cdktf.json or tsconfig.json exist, nothing is written (exit code 1). A package.json is left as it is.")
    .action((directory: string | undefined, options: { package?: string }) => {
      process.exitCode = init(resolve(directory ?? "."), options.package);
    });
}

function init(directory: string, spec: string | undefined): number {
  const wanted = packageJson(basename(directory), ownPackage(), spec);
  const files = projectFiles(directory, wanted);
  const inTheWay = files.filter(({ path, keep }) => !keep && existsSync(path));
  if (inTheWay.length > 0) {
    console.error(`Nothing was written: ${inTheWay.map(({ path }) => readable(path)).join(", ")} would be overwritten. Take another directory.`);
    return 1;
  }
  const steps = nextSteps(directory, wanted);
  try {
    makeDirectory(directory);
    for (const { path, text, keep } of files) {
      const kept = keep && existsSync(path);
      if (!kept) writeFileSync(path, text);
      console.log(`${kept ? "kept   " : "written"}  ${readable(path)}`);
    }
  } catch (error) {
    console.error(`Can't make the project: ${error instanceof Error ? error.message : String(error)}. Take a directory that you may write to.`);
    return 1;
  }
  console.log(steps);
  return 0;
}

/** With its parents, from the outermost on. (Node's own recursive way never ends where the kernel makes no directories, as under /proc.) */
function makeDirectory(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (dirname(directory) !== directory) makeDirectory(dirname(directory));
  mkdirSync(directory);
}

interface ProjectFile {
  readonly path: string;
  readonly text: string;
  /** An existing one is as good, and stays. */
  readonly keep: boolean;
}

function projectFiles(directory: string, wanted: ProjectPackage): ProjectFile[] {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const file = (name: string, text: string, keep = { ifThere: false }) => ({ path: join(directory, name), text, keep: keep.ifThere });
  return [
    file("main.ts", readFileSync(join(PACKAGE, "examples", "quickstart", "main.ts"), "utf8")),
    file("cdktf.json", json({ language: "typescript", app: "node --import tsx main.ts", projectId: randomUUID(), sendCrashReports: "false" })),
    file("tsconfig.json", json({ compilerOptions: TYPESCRIPT_OPTIONS, include: ["*.ts"] })),
    file("package.json", json(wanted), { ifThere: true }),
    file(".gitignore", "node_modules/\ncdktf.out/\n*.tfstate*\n", { ifThere: true }),
  ];
}

const TYPESCRIPT_OPTIONS = { target: "ES2022", module: "node16", moduleResolution: "node16", strict: true, skipLibCheck: true, noEmit: true, types: ["node"] };

interface ProjectPackage {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function packageJson(name: string, own: PackageJson, spec: string | undefined): ProjectPackage & Readonly<Record<string, unknown>> {
  const packageName = name.toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "");
  const tools = ["@types/node", "cdktf-cli", "tsx", "typescript"];
  return {
    name: packageName === "" ? "lvs-site" : packageName,
    version: "0.0.0",
    private: true,
    scripts: { synth: "cdktf synth", diff: "cdktf diff", deploy: "cdktf deploy", destroy: "cdktf destroy" },
    dependencies: { ...own.peerDependencies, [own.name]: spec ?? `^${own.version}` },
    devDependencies: Object.fromEntries(tools.map((tool) => [tool, `^${own.devDependencies[tool] ?? ""}`])),
  };
}

function nextSteps(directory: string, wanted: ProjectPackage): string {
  return [
    "",
    "Next:",
    ...(relative("", directory) === "" ? [] : [`  cd ${quoted(readable(directory))}`]),
    ...installCommands(directory, wanted).map((command) => `  ${command}`),
    "  npx cdktf-lvs lab up     # a disposable site of virtual machines, if you have no routers at hand",
    "  npx cdktf deploy",
  ].join("\n");
}

/** A package.json that was there before may lack some of what a project needs. */
function installCommands(directory: string, wanted: ProjectPackage): string[] {
  const path = join(directory, "package.json");
  if (!existsSync(path)) return ["npm install"];
  const present = JSON.parse(readFileSync(path, "utf8")) as Partial<ProjectPackage>;
  const missing = (packages: Readonly<Record<string, string>>) =>
    Object.entries(packages).flatMap(([name, range]) => (present.dependencies?.[name] ?? present.devDependencies?.[name]) === undefined ? [quoted(`${name}@${range}`)] : []);
  return [["npm install", ...missing(wanted.dependencies)], ["npm install --save-dev", ...missing(wanted.devDependencies)]]
    .filter((command, index) => index === 0 || command.length > 1)
    .map((command) => command.join(" "));
}

/** Relative to where the person is, unless it leads out of there. */
function readable(path: string): string {
  const shorter = relative("", path);
  return shorter.startsWith("..") ? path : shorter;
}

/** For a shell; left as it is where that does no harm. */
function quoted(word: string): string {
  return /^[\w@/.^:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
