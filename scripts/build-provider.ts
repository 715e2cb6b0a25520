/** Builds the provider as one file: `npx tsx scripts/build-provider.ts [ENTRY [OUTFILE]]`. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";

const root = join(__dirname, "..");

/** What to bundle and where to. */
export interface Bundling {
  /** Default lib/provider/main.ts. */
  readonly entry?: string;
  /** Default dist/provider.cjs. */
  readonly outfile?: string;
  /** Packages that stay out, because they are installed beside it. */
  readonly external?: readonly string[];
  /** More of esbuild's plugins. */
  readonly plugins?: readonly Plugin[];
}

/** A bundle that was built. */
export interface Bundle {
  readonly outfile: string;
  /** What went into it; paths begin at the project's folder. */
  readonly metafile: Metafile;
}

/**
 * One minified file, since Terraform starts it several times a command: modules that are imported with `import()` are in it
 * too but run only when asked for. Native add-ons of ssh2 stay out; it does without them.
 */
export async function buildProvider({ entry = join(root, "lib/provider/main.ts"), outfile = join(root, "dist/provider.cjs"), external = [], plugins = [] }: Bundling = {}): Promise<Bundle> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    minify: true,
    keepNames: false,
    legalComments: "none",
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["cpu-features", "*.node", ...external],
    logLevel: "warning",
    plugins: [withoutLocales, ...plugins],
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return { outfile, metafile };
}

/** zod's messages in fifty languages: a third of the file, read at every start; our findings bring their own words. */
export const withoutLocales: Plugin = {
  name: "without zod's locales",
  setup: ({ onLoad }) => onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.c?js$/ }, () => ({ contents: "export {};" })),
};

if (require.main === module) {
  const [entry, outfile] = process.argv.slice(2);
  void buildProvider({ ...(entry ? { entry } : {}), ...(outfile ? { outfile } : {}) }).then((built) => {
    process.stdout.write(`${built.outfile}: ${Math.round(statSync(built.outfile).size / 1024)} KiB\n`);
  });
}
