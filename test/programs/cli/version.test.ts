import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(__dirname, "..", "..", "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

describe("cdktf-lvs --version", () => {
  const run = (...args: readonly string[]) => spawnSync(process.execPath, ["--import", "tsx", "lib/cli/main.ts", ...args], { cwd: root, encoding: "utf8" });

  it("prints the package's version and nothing else", () => {
    expect(run("--version")).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("is named by --help; what isn't an option is wrong usage", () => {
    expect(run("--help").stdout).toMatch(/^ {2}--version +print the version$/m);
    expect(run("--versions")).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("unknown option '--versions'") as unknown });
  });
});
