/** Builds a provider whose bundles lack a line: nothing of that is in the product. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Plugin } from "esbuild";
import { buildProvider } from "../build-provider";
import { type Feature } from "./features";

export async function buildMutatedProvider({ file, line }: Pick<Feature, "file" | "line">, outfile: string): Promise<void> {
  await buildProvider({ outfile, plugins: [without(file, line)] });
}

/** The one place where every file of every bundle gets its text. */
const RENDERING = "content: render()";

function without(file: string, line: string): Plugin {
  return {
    name: "without a line",
    setup: ({ onLoad }) =>
      onLoad({ filter: /[\\/]lib[\\/]compile[\\/]file-plan\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        if (!source.includes(RENDERING)) throw new Error(`${path} renders in another way than this expects`);
        const call = `content: path.endsWith(${JSON.stringify(`/${file}`)}) ? leaveOut(render(), ${JSON.stringify(line)}) : render()`;
        const imported = `import { leaveOut } from ${JSON.stringify(join(__dirname, "leave-out"))};\n`;
        return { contents: imported + source.replace(RENDERING, call), loader: "ts", resolveDir: dirname(path) };
      }),
  };
}
