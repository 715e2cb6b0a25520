import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Plugin, build } from "esbuild";

const root = join(__dirname, "..", "..");
const dist = join(root, "dist");

/** The apps as programs that need no TypeScript, over the library as it is built. */
export class SynthApps {
  /** Within node_modules, so that cdktf is found from there. */
  readonly directory: string;
  private readonly output = mkdtempSync(join(roomyMemory() ?? tmpdir(), "cdktf-lvs-bench-"));

  private constructor() {
    mkdirSync(join(root, "node_modules"), { recursive: true });
    this.directory = mkdtempSync(join(root, "node_modules", ".bench-"));
  }

  static async build(): Promise<SynthApps> {
    const apps = new SynthApps();
    await build({
      entryPoints: ["bare", "constructs"].map((name) => join(__dirname, `synth-${name}.ts`)),
      outdir: apps.directory,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      external: ["cdktf", "constructs"],
      logLevel: "error",
      plugins: [libraryAsBuilt],
    });
    return apps;
  }

  /** The program of one way to write the clusters. */
  program(name: "bare" | "constructs"): string {
    return join(this.directory, `synth-${name}.js`);
  }

  /** Where an app writes to: into memory where that can be, so that the work of a busy disk is not taken for ours. */
  outdir(name: string): string {
    return join(this.output, name);
  }

  remove(): void {
    for (const directory of [this.directory, this.output]) rmSync(directory, { recursive: true, force: true });
  }
}

/** Linux's file system in memory, if it has room for the bundles of a thousand clusters. */
function roomyMemory(): string | undefined {
  const memory = "/dev/shm";
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 2 ** 30 ? memory : undefined;
  } catch {
    return undefined;
  }
}

const libraryAsBuilt: Plugin = {
  name: "the library as built",
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/lib$/ }, () => ({ path: join(dist, "index.js"), external: true }));
    onResolve({ filter: /\/lib\/constructs\/generated\// }, ({ path }) => ({ path: join(dist, path.slice(path.indexOf("constructs/")), "index.js"), external: true }));
  },
};
