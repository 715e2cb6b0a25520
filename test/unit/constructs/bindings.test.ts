import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { expect, it } from "vitest";
import { LvsProvider } from "../../../lib";
import { buildProvider } from "../../../scripts/build-provider";
import { lvsSchemas, providerSchemaJson } from "../../../scripts/provider-schema-json";
import { freshDirectory } from "./fixtures/synth";

const ROOT = join(__dirname, "../../..");

it("the bindings are what the generator makes of the provider's schema now: else run npm run generate", () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--import", "tsx", "scripts/generate-bindings.ts", "--check"], { cwd: ROOT, encoding: "utf8" });
  expect(stdout.split("\n").filter((line) => line.startsWith("stale"))).toEqual([]);
  expect(status, stderr).toBe(0);
});

it("the schema they are made from is the one that terraform gets from the running provider", async () => {
  const outdir = freshDirectory();
  const app = new App({ outdir });
  new LvsProvider(new TerraformStack(app, "site"), "lvs");
  app.synth();
  const directory = join(outdir, "stacks", "site");
  const code = join(outdir, "package", "provider.cjs");
  mkdirSync(join(outdir, "package"));
  await buildProvider({ outfile: code });
  writeFileSync(join(directory, "terraform-provider-lvs.location"), `${code}\n${process.execPath}\n`);
  const env: NodeJS.ProcessEnv = { ...process.env, CHECKPOINT_DISABLE: "1", HOME: outdir };
  delete env["TF_CLI_CONFIG_FILE"];
  const terraform = (...args: readonly string[]) => spawnSync("terraform", args, { cwd: directory, env, encoding: "utf8", maxBuffer: 1 << 26 });
  expect(terraform("init").status).toBe(0);
  const { stdout, stderr } = terraform("providers", "schema", "-json");
  const told = JSON.parse(stdout || JSON.stringify(stderr)) as { provider_schemas: Record<string, unknown> };
  expect(told.provider_schemas["terraform.local/cdktf-lvs/lvs"]).toEqual(providerSchemaJson(lvsSchemas));
});
