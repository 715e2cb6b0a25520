/**
 * Builds dist: types and the command line by the compiler, what people import and the provider as one file each, the licences of what is in
 * these, and what isn't TypeScript. Built aside and then put in place, so that a Terraform that runs meanwhile never meets half of it.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildLibrary } from "./build-library";
import { type Bundle, buildProvider } from "./build-provider";
import { thirdPartyNotices } from "./third-party-notices";

const root = join(__dirname, "..");
const dist = join(root, "dist");

async function main(): Promise<void> {
  const made = mkdtempSync(join(root, "node_modules", ".dist-"));
  try {
    const typescript = require.resolve("typescript/bin/tsc");
    execFileSync(process.execPath, [typescript, "-p", join(root, "tsconfig.build.json"), "--outDir", made], { stdio: "inherit", cwd: root });
    const bundles = [await buildLibrary(join(made, "index.js")), await buildProvider({ outfile: join(made, "provider.cjs") }), ...(await buildCommands(made))];
    writeFileSync(join(made, "THIRD-PARTY-NOTICES.txt"), thirdPartyNotices(root, bundles.map(({ metafile }) => metafile)));
    copyAssets(made);
    chmodSync(join(made, "cli", "main.js"), 0o755);
    // A command that needs a room which isn't in dist would stop every command from starting.
    execFileSync(process.execPath, [join(made, "cli", "main.js"), "--help"], { stdio: ["ignore", "ignore", "inherit"] });
    chmodSync(made, 0o755);
    rmSync(`${made}-before`, { recursive: true, force: true });
    if (existsSync(dist)) renameSync(dist, `${made}-before`);
    renameSync(made, dist);
  } finally {
    rmSync(made, { recursive: true, force: true });
    rmSync(`${made}-before`, { recursive: true, force: true });
  }
}

/** What commands load only when they are called, each with the libraries in it that it needs, like the provider. */
const LATE = ["cli/switch-over", "deploy/host/look-login", "preview/index"];

/** What the compiler made of the rooms behind them goes. */
async function buildCommands(made: string): Promise<Bundle[]> {
  for (const path of ["deploy", "provider", "preview", "cli/switch-over.js", "cli/project-clusters.js", "cli/project-clusters.d.ts"]) rmSync(join(made, path), { recursive: true, force: true });
  const bundles: Bundle[] = [];
  for (const path of LATE) bundles.push(await buildProvider({ entry: join(root, "lib", `${path}.ts`), outfile: join(made, `${path}.js`) }));
  return bundles;
}

/** The lab's image is made from scripts and units that stand beside its code. Host scripts of other rooms are embedded as text. */
function copyAssets(target: string): void {
  cpSync(join(root, "lib", "lab"), join(target, "lab"), {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || !path.endsWith(".ts"),
  });
}

void main();
