import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Plugin, build } from "esbuild";

const root = join(__dirname, "..", "..");
const dist = join(root, "dist");

/** The apps as programs that need no TypeScript, over the library as it is built. */
export class SynthApps {
  /** Within node_modules, so that cdktf is found from there. */
  readonly directory: string;

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

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const libraryAsBuilt: Plugin = {
  name: "the library as built",
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/lib$/ }, () => ({ path: join(dist, "index.js"), external: true }));
    onResolve({ filter: /\/lib\/constructs\/generated\// }, ({ path }) => ({ path: join(dist, path.slice(path.indexOf("constructs/")), "index.js"), external: true }));
  },
};
