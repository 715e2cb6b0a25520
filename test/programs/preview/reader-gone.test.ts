import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { heavierWeb1, updated } from "../../unit/preview/clusters";
import { planJson } from "../../unit/preview/plan-json";

const directory = mkdtempSync(join(tmpdir(), "lvs-reader-gone-"));
afterAll(() => rmSync(directory, { recursive: true }));

it("ends as always when whoever read it has had enough", async () => {
  const plan = join(directory, "plan.json");
  writeFileSync(plan, planJson([updated(heavierWeb1)]));
  const preview = spawn(process.execPath, ["--import", "tsx", "lib/cli/main.ts", "preview", "--fail-on", "new-connections", plan], { cwd: join(__dirname, "..", "..", ".."), stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  preview.stderr.on("data", (bytes: Buffer) => (errors += bytes.toString()));
  preview.stdout.destroy();
  const [code] = (await once(preview, "close")) as [number];
  expect([code, errors]).toEqual([5, expect.stringMatching(/^--fail-on new-connections/) as string]);
});
