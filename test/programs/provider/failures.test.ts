import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeWorkspace, startRunningProvider, type RunningProvider, type Workspace } from "./fixtures/terraform";

let provider: RunningProvider;
let workspace: Workspace;
beforeAll(async () => {
  provider = await startRunningProvider();
});
afterAll(async () => {
  expect(await provider.stop()).toBe(0);
});
beforeEach(async () => {
  workspace = await makeWorkspace(provider);
});
afterEach(() => workspace.remove());

const one = (...lines: string[]): string => `resource "demo_box" "one" {\n  name = "b"\n  ${lines.join("\n  ")}\n}\n`;
const apply = (body: string): ReturnType<Workspace["terraform"]> => {
  workspace.configure(body);
  return workspace.terraform("apply", "-auto-approve");
};

describe("a failed create", () => {
  it("leaves no state, so nothing is tainted, and a later apply just creates", async () => {
    const failed = await apply(one('behave = "fail"'));
    expect(failed.code).toBe(1);
    expect(failed.output).toMatch(/Error: could not\s+with demo_box\.one,/);
    expect(workspace.state()).toBeUndefined();
    expect((await apply(one())).output).toContain("1 added, 0 changed, 0 destroyed");
  });

  it.each([
    ["throw-on-apply", /LVS900: .* changing\s+demo_box[\s\S]*apply is broken[\s\S]*Please report/],
    ["throw-outside", /LVS900: [\s\S]*a stray exception[\s\S]*Error: stopped in time/],
    ["leave-unknown", /LVS901: [\s\S]*At serial: still unknown/],
  ])("by a bug of the provider (%s) says so and leaves no state", async (behave, message) => {
    const failed = await apply(one(`behave = "${behave}"`));
    expect(failed.output).toMatch(message);
    expect(failed.output).not.toContain("The plugin encountered an error");
    expect(workspace.state()).toBeUndefined();
  });
});

describe("a failed update", () => {
  it("keeps the true partial state, untainted, and shows the rest as still to do", async () => {
    await apply(one('note = "old"'));
    const failed = await apply(one('note = "new"', "size = 2", 'behave = "fail"'));
    expect(failed.code).toBe(1);
    expect(workspace.state()).toMatchObject({ note: "old", size: 2, serial: 2, token_length: 0 });
    expect(workspace.state()).not.toHaveProperty("status");
    expect((await workspace.terraform("plan", "-refresh=false")).output).toMatch(/~ note +\= "old" -> "new"/);
  });

  it("by a bug of the provider keeps the last state", async () => {
    await apply(one('note = "old"'));
    const failed = await apply(one('note = "new"', 'behave = "throw-on-apply"'));
    expect(failed.code).toBe(1);
    expect(workspace.state()).toMatchObject({ note: "old", serial: 1 });
    expect(workspace.state()).not.toHaveProperty("status");
  });
});

describe("a deletion", () => {
  it("is refused at plan by the resource's own diagnostic, beside its line", async () => {
    await apply(one("protected = true"));
    const refused = await workspace.terraform("destroy", "-auto-approve");
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("Error: the box is protected");
    expect(existsSync(join(workspace.shelf, "b.json"))).toBe(true);
  });

  it("that fails keeps what is left", async () => {
    await apply(one('behave = "fail-on-destroy"'));
    expect((await workspace.terraform("destroy", "-auto-approve")).output).toContain("Error: stuck");
    expect(workspace.state()).toMatchObject({ name: "b", note: "half gone" });
  });
});

describe("a diagnostic", () => {
  it("shows the line of the element its path leads through", async () => {
    workspace.configure(one("rules = [", "  { port = 80 },", "  { port = 70000 },", "]"));
    const { output } = await workspace.terraform("plan");
    expect(output).toMatch(/Error: ports end at 65535[\s\S]*on main\.tf line 14, in resource "demo_box" "one":\s+14: +{ port = 70000 },/);
  });

  it("of the provider's own configuration stops everything", async () => {
    workspace.configure(`${one()}provider "demo" {\n  alias = "x"\n  directory = "/nowhere"\n}\nresource "demo_box" "two" {\n  provider = demo.x\n  name = "c"\n}\n`);
    expect((await workspace.terraform("plan")).output).toMatch(/Error: no such shelf\s+with provider\["example\.test\/lvs\/demo"\]\.x/);
  });

  it("may be a warning that comes with a success, private state having reached apply through read and plan", async () => {
    await apply(one());
    const warned = await apply(one('behave = "warn"'));
    expect(warned.code).toBe(0);
    expect(warned.output).toMatch(/Warning: look here[\s\S]*planned read planned/);
  });
});

describe("a bug of the provider outside of apply", () => {
  it.each([
    ["validate", "throw-on-validate", /LVS900: .* validating\s+demo_box[\s\S]*validate is broken/],
    ["plan", "throw-on-plan", /LVS900: .* planning demo_box[\s\S]*plan is broken/],
    ["plan", "misfit-on-plan", /LVS901: [\s\S]*planning\s+demo_box[\s\S]*"colour"\s+isn't in the schema/],
  ])("in %s (%s) is an error that says so", async (command, behave, message) => {
    workspace.configure(one(`behave = "${behave}"`));
    const { code, output } = await workspace.terraform(command);
    expect(code).toBe(1);
    expect(output).toMatch(message);
  });

  it("in read keeps the state", async () => {
    await apply(one());
    await apply(one('behave = "throw-on-read"'));
    const failed = await workspace.terraform("plan");
    expect(failed.output).toMatch(/LVS900: .* reading demo_box[\s\S]*read is broken/);
    expect(workspace.state()).toMatchObject({ name: "b", serial: 2 });
  });
});
