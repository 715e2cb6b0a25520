/** Writes docs/impact.md from the rules themselves. `--check` only says whether the page is stale (exit 1). */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { impactPage } from "./impact-page";

const target = join(__dirname, "..", "docs", "impact.md");
const check = process.argv.includes("--check");
const text = impactPage();

const stale = !existsSync(target) || readFileSync(target, "utf8") !== text;
if (stale && !check) writeFileSync(target, text);
if (stale) console.log(`${check ? "stale" : "written"}: ${target}`);
process.exitCode = check && stale ? 1 : 0;
