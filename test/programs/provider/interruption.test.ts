import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeWorkspace, type Workspace } from "./fixtures/terraform";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
  workspace.configure('resource "demo_box" "one" {\n  name = "b"\n  behave = "slow"\n}\n');
});
afterEach(() => workspace.remove());

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !condition(); await sleep(20)) if (Date.now() > end) throw new Error("waited in vain");
}

/** Processes whose working directory is the workspace and that run node: the providers. */
function providers(): number[] {
  const isOurs = (pid: string): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === workspace.directory && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("terraform-provider-demo");
    } catch {
      return false;
    }
  };
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isOurs(name)).map(Number);
}

describe("an apply that takes long", () => {
  it("ends soon and cleanly when Ctrl-C is sent to the whole process group", async () => {
    const { child, ended } = workspace.start("apply", "-auto-approve");
    await until(() => existsSync(join(workspace.shelf, "slow")));
    const before = Date.now();
    process.kill(-(child.pid ?? 0), "SIGINT");
    const run = await ended;
    expect(run.output).toContain("Error: stopped in time");
    expect(run.code).toBe(1);
    expect(Date.now() - before).toBeLessThan(10_000);
    expect(workspace.state()).toBeUndefined();
    await until(() => providers().length === 0);
  });

  it("is brought back to its end, which takes long, when terraform is killed and nobody reads what is said meanwhile", async () => {
    workspace.configure('resource "demo_box" "one" {\n  name = "b"\n  behave = "roll-back"\n}\n');
    const { child, ended } = workspace.start("apply", "-auto-approve");
    await until(() => existsSync(join(workspace.shelf, "slow")));
    child.kill("SIGKILL");
    await until(() => existsSync(join(workspace.shelf, "going back")));
    await until(() => providers().length === 0);
    expect(existsSync(join(workspace.shelf, "rolled back"))).toBe(true);
    await ended;
  });

  it("is brought back to its end when the terminal is taken away, as cdktf does at Ctrl-C", async () => {
    workspace.configure('resource "demo_box" "one" {\n  name = "b"\n  behave = "roll-back"\n}\n');
    const { child, ended } = workspace.start("apply", "-auto-approve");
    await until(() => existsSync(join(workspace.shelf, "slow")));
    process.kill(-(child.pid ?? 0), "SIGHUP");
    await until(() => existsSync(join(workspace.shelf, "rolled back")));
    await until(() => providers().length === 0);
    await ended;
  });

  it("leaves no provider behind when terraform is killed", async () => {
    const { child, ended } = workspace.start("apply", "-auto-approve");
    await until(() => existsSync(join(workspace.shelf, "slow")));
    expect(providers()).toHaveLength(1);
    child.kill("SIGKILL");
    await until(() => providers().length === 0);
    await ended;
  });
});
