/** The licences of what is bundled into our files: whoever passes them on has to pass these on, too. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Metafile } from "esbuild";

/** One package of which something stands in a bundle. */
interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as its makers wrote it. */
  readonly licence: string;
  /** The text that has to go with its code. */
  readonly text: string;
}

/** What package.json says; `licenses` is the old way. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly licenses?: readonly { readonly type: string }[];
}

const RULE = "=".repeat(80);

/** dist/THIRD-PARTY-NOTICES.txt, from what esbuild says it took; its paths begin at `root`. */
export function thirdPartyNotices(root: string, metafiles: readonly Metafile[]): string {
  const packages = [...bundledFiles(metafiles)].map(([folder, files]) => bundledPackage(root, folder, files)).sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    "The files of cdktf-lvs contain code of these packages, each under its own licence.",
    ...packages.map(({ name, version, licence, text }) => `${RULE}\n${name} ${version}, licence ${licence}\n${RULE}\n\n${text}`),
    "",
  ].join("\n\n");
}

/** Files of packages that left something in an output, by the package's folder. What was only looked at, or shaken off, is not in there. */
function bundledFiles(metafiles: readonly Metafile[]): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const output of metafiles.flatMap(({ outputs }) => Object.values(outputs))) {
    for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
      if (folder !== undefined && bytesInOutput > 0) folders.set(folder, [...(folders.get(folder) ?? []), file]);
    }
  }
  return folders;
}

function bundledPackage(root: string, folder: string, files: readonly string[]): BundledPackage {
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
  const licence = manifest.license ?? manifest.licenses?.map(({ type }) => type).join(" OR ") ?? "";
  const shipped = readdirSync(join(root, folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const texts = shipped.length > 0 ? shipped.map((file) => readFileSync(join(root, folder, file), "utf8").trim()) : [...headings(root, files), ...standardTexts(licence)];
  if (texts.length === 0) throw new Error(`${manifest.name} is bundled, but has no licence text: find it, and put it into scripts/licences/`);
  return { name: manifest.name, version: manifest.version, licence, text: texts.join("\n\n") };
}

/** Some packages come without a file of their own: then the comments that begin their sources say whose they are, and the licence's common text is added. */
function headings(root: string, files: readonly string[]): string[] {
  const found = files.map((file) => headingOf(readFileSync(join(root, file), "utf8"))).filter((heading) => /copyright/i.test(heading));
  const different = [...new Set(found)].sort();
  // A heading may go on with words about its own file.
  return different.filter((heading) => !different.some((shorter) => shorter !== heading && heading.startsWith(shorter)));
}

function headingOf(source: string): string {
  const comment = /^\s*(?:["']use strict["'];\s*)?((?:\/\/.*\n)+|\/\*[\s\S]*?\*\/)/.exec(source)?.[1] ?? "";
  return comment.replace(/^\s*(\/\/|\/\*+|\*\/|\*)[^\S\n]?/gm, "").replace(/\*\/$/, "").trim();
}

function standardTexts(licence: string): string[] {
  const files = licence.split(/[\s()]+/).map((id) => join(__dirname, "licences", `${id}.txt`));
  return files.filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8").trim());
}
