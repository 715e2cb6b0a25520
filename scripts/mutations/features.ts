/** Reads the table of docs/features.md: what each feature rests on, and what proves it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One row. */
export interface Feature {
  readonly feature: string;
  /** Name of the bundle's file, and how its line begins, as a regular expression. */
  readonly file: string;
  readonly line: string;
  /** The test's file from the project's folder, and part of its name. */
  readonly test: string;
  readonly title: string;
}

export const FEATURES_PAGE = join(__dirname, "..", "..", "docs", "features.md");

const ROW = /^\| (?<feature>[^|]+) \| [^|]+ \| `(?<file>[^`|]+)` `(?<line>[^`|]+)` \| `(?<test>[^`|]+)` "(?<title>[^"|]+)" \|$/;

/** @throws when a row of the table can't be read */
export function features(page = readFileSync(FEATURES_PAGE, "utf8")): Feature[] {
  const [table = ""] = page.split("\n## Not proved");
  return table.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| feature |")).map((line) => {
    const match = ROW.exec(line)?.groups;
    if (match === undefined) throw new Error(`docs/features.md: this row can't be read: ${line}`);
    return match as unknown as Feature;
  });
}
