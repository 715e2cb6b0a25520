import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, chmodSync, constants, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type App, TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { LvsProvider } from "../../../lib";
import { documentedSite, freshDirectory, synth } from "./fixtures/synth";

const PLUGINS = "terraform.d/plugins/terraform.local/cdktf-lvs/lvs/1.0.0";
const LAUNCHER = `${PLUGINS}/linux_amd64/terraform-provider-lvs_v1.0.0`;
const LOCATION = "terraform-provider-lvs.location";
const LOCK = ".terraform.lock.hcl";

/** The stack's directory after a synth. */
function stackDirectory(build: (app: App) => void = (app) => void documentedSite(app), outdir = freshDirectory()): string {
  return synth(build, { outdir }).path("site");
}

/** Go's dirhash, as Terraform computes it over a package directory. */
function hashOfPackage(directory: string): string {
  const lines = readdirSync(directory).sort().map((name) => `${createHash("sha256").update(readFileSync(join(directory, name))).digest("hex")}  ${name}\n`);
  return `h1:${createHash("sha256").update(lines.join("")).digest("base64")}`;
}

/** A provider's code that tells where it is and what runs it. */
function tellingCode(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "console.log(__filename + ' under ' + process.execPath)");
  return path;
}

/** Runs a launcher as Terraform does: from the stack's directory, whatever project it came from. */
function launch(launcher: string, cwd: string, env: NodeJS.ProcessEnv = process.env) {
  const { stdout, status } = spawnSync(launcher, { cwd, env, encoding: "utf8" });
  return { stdout: stdout.trimEnd(), status };
}

describe("the launcher", () => {
  it("stands ready for each platform, with one text", () => {
    const directory = stackDirectory();
    const platforms = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"];
    expect(readdirSync(join(directory, PLUGINS)).sort()).toEqual(platforms);
    const files = platforms.map((platform) => join(directory, PLUGINS, platform, "terraform-provider-lvs_v1.0.0"));
    for (const file of files) accessSync(file, constants.X_OK);
    expect(new Set(files.map((file) => readFileSync(file, "utf8"))).size).toBe(1);
  });

  it("never changes: lock files of all projects and versions hold this hash", () => {
    // If this test fails, put the launcher's text back: a new one breaks the projects that exist.
    expect(hashOfPackage(join(stackDirectory(), PLUGINS, "linux_amd64"))).toBe("h1:beO7C7zVmeCxKTheJaMl4SnoWF01uyCXA7kAhUDrv8Y=");
  });

  it("starts the code that synth noted down, on the Node.js that synth ran on", () => {
    const directory = stackDirectory();
    const code = tellingCode(join(freshDirectory(), "a package", "provider.cjs"));
    expect(readFileSync(join(directory, LOCATION), "utf8")).toBe(`${join(__dirname, "../../../dist/provider.cjs")}\n${process.execPath}\n`);
    writeFileSync(join(directory, LOCATION), `${code}\n${process.execPath}\n`);
    expect(launch(join(directory, LAUNCHER), directory, { PATH: "/usr/bin:/bin" })).toEqual({ stdout: `${code} under ${process.execPath}`, status: 0 });
  });

  it("goes by the directory it is run from, when another project's copy is run", () => {
    const [own, other] = [stackDirectory(), stackDirectory()];
    const code = tellingCode(join(freshDirectory(), "provider.cjs"));
    writeFileSync(join(own, LOCATION), `${code}\n${process.execPath}\n`);
    expect(launch(join(other, LAUNCHER), own).stdout).toBe(`${code} under ${process.execPath}`);
  });

  it.each<[string, (directory: string) => void]>([
    ["the note is missing", (directory) => rmSync(join(directory, LOCATION))],
    ["the note leads nowhere", (directory) => writeFileSync(join(directory, LOCATION), "/gone/provider.cjs\n/gone/node\n")],
  ])("finds the project's package above where %s", (_, spoil) => {
    const project = freshDirectory();
    const directory = stackDirectory(undefined, join(project, "cdktf.out"));
    const code = tellingCode(join(project, "node_modules/cdktf-lvs/dist/provider.cjs"));
    spoil(directory);
    const path = freshDirectory();
    symlinkSync(process.execPath, join(path, "node"));
    expect(launch(join(directory, LAUNCHER), directory, { PATH: path })).toEqual({ stdout: `${code} under ${process.execPath}`, status: 0 });
  });

  it("says on its first line of output what is wrong when it finds no code", () => {
    const directory = stackDirectory();
    writeFileSync(join(directory, LOCATION), "/gone/provider.cjs\n/gone/node\n");
    expect(launch(join(directory, LAUNCHER), directory)).toEqual({
      stdout: "cdktf-lvs: the provider's code is missing (/gone/provider.cjs). Install the project's packages (npm ci), then run cdktf again.",
      status: 1,
    });
  });

  it("says so when there is no Node.js", () => {
    const directory = stackDirectory();
    writeFileSync(join(directory, LOCATION), `${tellingCode(join(freshDirectory(), "provider.cjs"))}\n/gone/node\n`);
    expect(launch(join(directory, LAUNCHER), directory, { PATH: "" })).toEqual({
      stdout: "cdktf-lvs: the provider needs Node.js 20.9 or later, and there is no node on the PATH.",
      status: 1,
    });
  });

  it("is left in every stack that has the provider", () => {
    const { path } = synth((app) => {
      for (const id of ["one", "two"]) new LvsProvider(new TerraformStack(app, id), "lvs");
      new TerraformStack(app, "none");
    });
    expect(["one", "two", "none"].map((stack) => existsSync(path(stack, LAUNCHER)))).toEqual([true, true, false]);
  });
});

const ENTRY = `provider "terraform.local/cdktf-lvs/lvs" {
  version     = "1.0.0"
  constraints = "1.0.0"
  hashes = [
    "h1:beO7C7zVmeCxKTheJaMl4SnoWF01uyCXA7kAhUDrv8Y=",
  ]
}
`;
const HEADER = `# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.
`;
const entryOf = (source: string, version: string) => `provider "${source}" {
  version     = "${version}"
  constraints = "~> 3.2"
  hashes = [
    "h1:aaaa=",
    "zh:bbbb",
  ]
}
`;

/** The lock file after a synth over one that was there. */
function lockAfter(before: string, requirement?: { source: string; version: string }): string {
  const outdir = freshDirectory();
  mkdirSync(join(outdir, "stacks", "site"), { recursive: true });
  writeFileSync(join(outdir, "stacks", "site", LOCK), before);
  const directory = stackDirectory((app) => {
    const { stack } = documentedSite(app);
    if (requirement !== undefined) stack.addOverride("terraform.required_providers.other", requirement);
  }, outdir);
  return readFileSync(join(directory, LOCK), "utf8");
}

describe("the lock file", () => {
  it("is made with the launcher's entry", () => {
    expect(readFileSync(join(stackDirectory(), LOCK), "utf8")).toBe(`${HEADER}\n${ENTRY}`);
  });

  it.each<[string, string, string]>([
    ["keeps other providers, in Terraform's order", `${HEADER}\n${entryOf("registry.terraform.io/hashicorp/null", "3.2.4")}`, `${HEADER}\n${entryOf("registry.terraform.io/hashicorp/null", "3.2.4")}\n${ENTRY}`],
    ["gets its own entry put right", `${HEADER}\n${ENTRY.replace("beO7", "XXXX")}\n${entryOf("zzz.example/a/b", "1.0.0")}`, `${HEADER}\n${ENTRY}\n${entryOf("zzz.example/a/b", "1.0.0")}`],
    ["is left as it is when it is right", `${HEADER}\n${ENTRY}`, `${HEADER}\n${ENTRY}`],
  ])("%s", (_, before, after) => {
    expect(lockAfter(before)).toBe(after);
  });

  it.each<[string, string, boolean]>([
    ["~> 3.2", "3.2.4", true],
    ["~> 3.2", "3.9.0", true],
    ["~> 3.2.1", "3.3.0", false],
    ["~> 3.5", "3.2.4", false],
    [">= 3.0, < 4.0", "3.2.4", true],
    [">= 3.0, < 3.2", "3.2.4", false],
    ["> 3.2.4", "3.2.4", false],
    ["<= 3.2", "3.2.0", true],
    ["!= 3.2.4", "3.2.4", false],
    ["3.2.4", "3.2.4", true],
    ["= 3.2.5", "3.2.4", false],
    ["3.3.0-beta1", "3.2.4", false],
    ["anything else", "3.2.4", true],
  ])("with %s required and %s locked keeps the entry: %s", (constraint, locked, kept) => {
    const after = lockAfter(`${HEADER}\n${entryOf("registry.terraform.io/hashicorp/null", locked)}`, { source: "hashicorp/null", version: constraint });
    expect(after.includes("hashicorp/null")).toBe(kept);
  });
});

describe("a stack with another provider", () => {
  const withNull = (app: App) => void documentedSite(app).stack.addOverride("terraform.required_providers.null", { source: "hashicorp/null", version: "~> 3.2" });

  it("has what it requires in a file of its own, where cdktf doesn't look it up in order to ask registries", () => {
    const directory = stackDirectory(withNull);
    const read = (file: string) => JSON.parse(readFileSync(join(directory, file), "utf8")) as { terraform: Record<string, unknown> };
    expect(read("required-providers.tf.json")).toEqual({
      terraform: { required_providers: { lvs: { source: "terraform.local/cdktf-lvs/lvs", version: "1.0.0" }, null: { source: "hashicorp/null", version: "~> 3.2" } } },
    });
    expect(Object.keys(read("cdk.tf.json").terraform)).toEqual(["backend"]);
  });

  it("loses that file when the other provider goes", () => {
    const outdir = freshDirectory();
    const directory = stackDirectory(withNull, outdir);
    stackDirectory(undefined, outdir);
    expect(existsSync(join(directory, "required-providers.tf.json"))).toBe(false);
  });
});

/** Offline, in a home without any configuration. */
function terraform(cwd: string, ...args: readonly string[]): { status: number | null; output: string } {
  const env: NodeJS.ProcessEnv = { ...process.env, CHECKPOINT_DISABLE: "1", HTTPS_PROXY: "http://127.0.0.1:9", TF_CLI_ARGS: "-no-color", HOME: freshDirectory() };
  delete env["TF_CLI_CONFIG_FILE"];
  const { status, stdout, stderr, error } = spawnSync("terraform", args, { cwd, env, encoding: "utf8" });
  if (error !== undefined) throw error;
  return { status, output: `${stdout}${stderr}` };
}

it("terraform shows its user why the launcher can't start", () => {
  const directory = stackDirectory();
  writeFileSync(join(directory, LOCATION), "/gone/provider.cjs\n/gone/node\n");
  terraform(directory, "init");
  expect(terraform(directory, "validate").output.replace(/\n[│╷╵]? */g, " ")).toContain("cdktf-lvs: the provider's code is missing (/gone/provider.cjs). Install the project's packages (npm ci), then run cdktf again.");
});

describe("terraform init, offline and without any configuration", () => {
  it.each<[string, (app: App) => void, string]>([
    ["takes the launcher", (app) => void documentedSite(app), "Installed terraform.local/cdktf-lvs/lvs v1.0.0"],
    [
      "takes it beside another provider that is at hand",
      (app) => void documentedSite(app).stack.addOverride("terraform.required_providers.null", { source: "example.test/some/null", version: "~> 3.2" }),
      "Installed example.test/some/null v3.2.4",
    ],
  ])("%s, and changes nothing of its lock entry", (_, build, expected) => {
    const directory = stackDirectory(build);
    const other = join(directory, "terraform.d/plugins/example.test/some/null/3.2.4");
    cpSync(join(directory, PLUGINS, "linux_amd64"), join(other, "linux_amd64"), { recursive: true });
    cpSync(join(directory, LAUNCHER), join(other, "linux_amd64/terraform-provider-null_v3.2.4"));
    rmSync(join(other, "linux_amd64/terraform-provider-lvs_v1.0.0"));
    chmodSync(join(other, "linux_amd64/terraform-provider-null_v3.2.4"), 0o755);
    const { status, output } = terraform(directory, "init");
    expect(output).toContain(expected);
    expect(status).toBe(0);
    expect(readFileSync(join(directory, LOCK), "utf8")).toContain(ENTRY);
  });
});
