/** Builds what people import as one file: `npx tsx scripts/build-library.ts [OUTFILE]`. */
import { join } from "node:path";
import { build } from "esbuild";
import { type Bundle, withoutLocales } from "./build-provider";

const root = join(__dirname, "..");

/**
 * One readable file, since an app that synthesises a small site does little else than load its modules: half of the time is saved. cdktf and constructs
 * are the user's own copies.
 */
export async function buildLibrary(outfile = join(root, "dist/index.js")): Promise<Bundle> {
  const { metafile } = await build({
    entryPoints: [join(root, "lib/index.ts")],
    outfile,
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["cdktf", "constructs"],
    logLevel: "warning",
    plugins: [withoutLocales],
  });
  return { outfile, metafile };
}

if (require.main === module) void buildLibrary(process.argv[2]).then(({ outfile }) => process.stdout.write(`${outfile}\n`));
