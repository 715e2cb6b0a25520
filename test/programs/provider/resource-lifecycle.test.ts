import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorkspace, type Workspace } from "./fixtures/terraform";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.remove());

const everything = (note: string): string => `
  name   = "b1"
  ratio  = 0.1
  big    = 12345678901234567890
  note   = ${note}
  labels = { "a b" = "1" }
  tags   = ["x", "y"]
  ports  = [443, 80]
  shape  = { width = 1.5, round = true }
  secret = "hidden"
  token  = "abc"
  slots  = { s1 = { weight = 1 }, s2 = { weight = 2, note = "n" } }
  rules  = [{ port = 80 }, { port = 81 }]
  pairs  = [{ weight = 80 }, { weight = 81 }]
  owner  = { login = "me" }
`;
const one = (body: string): string => `resource "demo_box" "one" {\n${body}\n}\n`;

/** The life of one box, each step on what the last one left. */
describe("a resource under the real terraform", () => {
  it("validates", async () => {
    workspace.configure(one(everything('"first"')));
    const run = await workspace.terraform("validate");
    expect(run).toEqual({ code: 0, output: expect.stringContaining("The configuration is valid") as string });
  });

  it("plans a create: computed values known where the provider knows them, hidden where sensitive or write-only", async () => {
    const { output } = await workspace.terraform("plan");
    expect(output).toMatch(/\+ text = \{\s+\+ "x\.conf" = <<-EOT\s+name b1\s+EOT/);
    expect(output).toMatch(/\+ serial +\= \(known after apply\)/);
    expect(output).toMatch(/\+ uid +\= \(known after apply\)/);
    expect(output).toMatch(/\+ size +\= 1\n/);
    expect(output).toMatch(/\+ ratio +\= 0\.1\n/);
    expect(output).toMatch(/\+ secret +\= \(sensitive value\)/);
    expect(output).toMatch(/\+ token +\= \(write-only attribute\)/);
  });

  it("creates", async () => {
    const run = await workspace.terraform("apply", "-auto-approve");
    expect(run.output).toContain("1 added, 0 changed, 0 destroyed");
    expect(workspace.state()).toMatchObject({
      name: "b1",
      size: 1,
      ratio: 0.1,
      serial: 1,
      token: null,
      token_length: 3,
      secret: "hidden",
      old: null,
      shape: { width: 1.5, round: true },
      owner: { login: "me", shell: "u-owner-shell" },
      slots: { s1: { weight: 1, note: null, uid: "u-slots-s1-uid" }, s2: { weight: 2, note: "n", uid: "u-slots-s2-uid" } },
    });
    expect(readFileSync(join(workspace.directory, "terraform.tfstate"), "utf8")).toContain('"big": 12345678901234567890');
  });

  it("plans nothing when nothing changed: fractions, integers beyond 2^53 and sets included", async () => {
    expect((await workspace.terraform("plan", "-detailed-exitcode")).code).toBe(0);
  });

  it("plans and applies an update, keeping computed values of elements that were there and opening those of new ones", async () => {
    workspace.configure(one(everything('"second"').replace("{ port = 81 }", "{ port = 81 }, { port = 82 }")));
    const plan = await workspace.terraform("plan");
    expect(plan.output).toMatch(/~ note +\= "first" -> "second"/);
    expect(plan.output.match(/uid +\= \(known after apply\)/g)).toHaveLength(1);
    expect((await workspace.terraform("apply", "-auto-approve")).output).toContain("0 added, 1 changed, 0 destroyed");
    expect(workspace.state()).toMatchObject({ serial: 2, note: "second", rules: [{ uid: "u-rules-0-uid" }, { uid: "u-rules-1-uid" }, { uid: "u-rules-2-uid" }] });
  });

  it("shows drift and repairs it", async () => {
    const file = join(workspace.shelf, "b1.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"note":"second"', '"note":"meddled"'));
    const plan = await workspace.terraform("plan", "-detailed-exitcode");
    expect(plan.code).toBe(2);
    expect(plan.output).toMatch(/~ note +\= "meddled" -> "second"/);
    await workspace.terraform("apply", "-auto-approve");
    expect(readFileSync(file, "utf8")).toContain('"note":"second"');
  });

  it("upgrades state that an older version of the schema wrote", async () => {
    const stateFile = join(workspace.directory, "terraform.tfstate");
    const old = readFileSync(stateFile, "utf8").replace('"schema_version": 1', '"schema_version": 0').replace('"name": "b1"', '"title": "b1"');
    expect(old).toContain('"schema_version": 0');
    writeFileSync(stateFile, old);
    expect((await workspace.terraform("plan", "-detailed-exitcode", "-refresh=false")).code).toBe(0);
  });

  it("replaces where the plan says so", async () => {
    workspace.configure(one('name = "b2"'));
    const { output } = await workspace.terraform("apply", "-auto-approve");
    expect(output).toMatch(/~ name +\= "b1" -> "b2" # forces replacement/);
    expect([existsSync(join(workspace.shelf, "b1.json")), existsSync(join(workspace.shelf, "b2.json"))]).toEqual([false, true]);
  });

  it("imports, and plans nothing after it", async () => {
    expect((await workspace.terraform("state", "rm", "demo_box.one")).code).toBe(0);
    expect((await workspace.terraform("import", "demo_box.one", "b2")).code).toBe(0);
    expect((await workspace.terraform("plan", "-detailed-exitcode")).code).toBe(0);
  });

  it("creates again what is gone", async () => {
    workspace.configure(`${one('name = "b2"')}data "demo_boxes" "all" { prefix = "b" }\noutput "names" { value = data.demo_boxes.all.names }\n`);
    expect((await workspace.terraform("apply", "-auto-approve")).output).toMatch(/names = tolist\(\[\s+"b2\.json"/);
    rmSync(join(workspace.shelf, "b2.json"));
    expect((await workspace.terraform("plan")).output).toContain("1 to add, 0 to change, 0 to destroy");
    await workspace.terraform("apply", "-auto-approve");
  });

  it("destroys", async () => {
    const { output } = await workspace.terraform("destroy", "-auto-approve");
    expect(output).toContain("Destroy complete! Resources: 1 destroyed");
    expect(existsSync(join(workspace.shelf, "b2.json"))).toBe(false);
  });
});
