/** Writes docs/findings.md from the checks and findings themselves. `--check` only says whether the page is stale (exit 1). */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findingsPage } from "./findings-page";

const target = join(__dirname, "..", "docs", "findings.md");
const check = process.argv.includes("--check");
const text = findingsPage();

const stale = !existsSync(target) || readFileSync(target, "utf8") !== text;
if (stale && !check) writeFileSync(target, text);
if (stale) console.log(`${check ? "stale" : "written"}: ${target}`);
process.exitCode = check && stale ? 1 : 0;
