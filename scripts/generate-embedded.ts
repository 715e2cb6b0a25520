/**
 * Host scripts are real `.sh` files, so that shellcheck and people can read them; the pure rooms and the bundled provider need them as text.
 * Writes `<name>.generated.ts` beside each `lib/{compile,deploy}/**\/<name>.sh`, and one for each folder of parts (`<name>/10-*.sh`, `<name>/20-*.sh`, …), which are
 * joined in their order. With `--check` it only says which are stale (exit 1).
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const root = join(__dirname, "..", "lib");

/** One script as the hosts get it. */
export interface EmbeddedScript {
  /** Path without extension. */
  readonly path: string;
  readonly parts: readonly string[];
  readonly text: string;
}

/** Every script that goes to hosts. */
export function embeddedScripts(): EmbeddedScript[] {
  const files = ["compile", "deploy"].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".sh"))
      .map((path) => join(root, room, path)),
  );
  const pathOf = (file: string): string => (/^\d+-/.test(basename(file)) ? dirname(file) : file.replace(/\.sh$/, ""));
  return [...new Set(files.map(pathOf))].map((path) => {
    const parts = files.filter((file) => pathOf(file) === path).sort();
    return { path, parts, text: parts.map((part) => readFileSync(part, "utf8")).join("") };
  });
}

/** The module that carries the script. */
export function moduleFor({ path, text }: EmbeddedScript): string {
  const name = basename(path);
  const constant = name.toUpperCase().replaceAll("-", "_");
  const lines = text.split("\n").map((line) => `  ${JSON.stringify(line)},`).join("\n");
  return `// Generated from ${name} by \`npm run generate\`; edit that.\n/** Text of ${name}. */\nexport const ${constant} = [\n${lines}\n].join("\\n");\n`;
}

if (require.main === module) {
  const check = process.argv.includes("--check");
  const stale = embeddedScripts().filter((script) => {
    const target = `${script.path}.generated.ts`;
    const wanted = moduleFor(script);
    if (existsSync(target) && readFileSync(target, "utf8") === wanted) return false;
    if (!check) writeFileSync(target, wanted);
    return true;
  });
  for (const { path } of stale) console.log(`${check ? "stale" : "written"}: ${path}`);
  process.exitCode = check && stale.length > 0 ? 1 : 0;
}
