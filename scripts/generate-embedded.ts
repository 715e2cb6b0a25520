/**
 * Host scripts are real `.sh` files, so that shellcheck and people can read them; the pure rooms and the bundled provider need them as text.
 * Writes `<name>.generated.ts` beside each `lib/{compile,deploy}/**\/*.sh`. With `--check` it only says which are stale (exit 1).
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const root = join(__dirname, "..", "lib");
const check = process.argv.includes("--check");

function scripts(): string[] {
  return ["compile", "deploy"].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".sh"))
      .map((path) => join(root, room, path)),
  );
}

function moduleFor(path: string): string {
  const constant = basename(path, ".sh").toUpperCase().replaceAll("-", "_");
  const lines = readFileSync(path, "utf8").split("\n");
  const text = lines.map((line) => `  ${JSON.stringify(line)},`).join("\n");
  return `// Generated from ${basename(path)} by \`npm run generate\`; edit that file.\n/** Text of ${basename(path)}. */\nexport const ${constant} = [\n${text}\n].join("\\n");\n`;
}

const stale = scripts().filter((path) => {
  const target = path.replace(/\.sh$/, ".generated.ts");
  const wanted = moduleFor(path);
  if (existsSync(target) && readFileSync(target, "utf8") === wanted) return false;
  if (!check) writeFileSync(target, wanted);
  return true;
});
for (const path of stale) console.log(`${check ? "stale" : "written"}: ${path}`);
process.exitCode = check && stale.length > 0 ? 1 : 0;
