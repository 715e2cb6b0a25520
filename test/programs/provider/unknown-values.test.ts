import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorkspace, type Workspace } from "./fixtures/terraform";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.remove());

/** Each attribute in turn takes a value that terraform knows only at apply; all in one configuration, a box each. */
const leaves: Readonly<Record<string, string>> = {
  text: "note = terraform_data.late[0].output",
  number: "size = tonumber(terraform_data.late[1].output)",
  fraction: "ratio = tonumber(terraform_data.late[2].output)",
  list_item: "tags = [\"a\", terraform_data.late[0].output]",
  whole_list: "tags = split(\",\", terraform_data.late[0].output)",
  map_value: "labels = { a = terraform_data.late[0].output }",
  whole_map: "labels = { (terraform_data.late[0].output) = \"1\" }",
  set_item: "ports = [tonumber(terraform_data.late[1].output)]",
  object_member: "shape = { width = tonumber(terraform_data.late[1].output), round = true }",
  nested_single: "owner = { login = terraform_data.late[0].output }",
  nested_computed: "owner = { login = \"me\", shell = terraform_data.late[0].output }",
  nested_map: "slots = { s = { weight = tonumber(terraform_data.late[1].output) } }",
  whole_nested_map: "slots = { (terraform_data.late[0].output) = { weight = 1 } }",
  nested_list: "rules = [{ port = 1 }, { port = tonumber(terraform_data.late[1].output) }]",
  whole_nested_list: "rules = [for p in split(\",\", terraform_data.late[1].output) : { port = tonumber(p) }]",
  nested_set: "pairs = [{ weight = 1, note = terraform_data.late[0].output }]",
  write_only: "token = terraform_data.late[0].output",
  sensitive: "secret = terraform_data.late[0].output",
};

const boxes = Object.entries(leaves).map(([name, line]) => `resource "demo_box" "${name}" {\n  name = "${name}"\n  ${line}\n}`);
const late = 'resource "terraform_data" "late" {\n  count = 3\n  input = ["word", "7", "0.3"][count.index]\n}';

describe("a value known only at apply, in any attribute", () => {
  it("plans, applies and plans nothing afterwards", async () => {
    workspace.configure([late, ...boxes].join("\n"));
    const count = boxes.length + 3;
    const applied = await workspace.terraform("apply", "-auto-approve");
    expect(applied.output).toContain(`${count} added, 0 changed, 0 destroyed`);
    const again = await workspace.terraform("plan", "-detailed-exitcode");
    expect(again).toEqual({ code: 0, output: expect.stringContaining("No changes") as string });
  });

  it("updates in place when it changes", async () => {
    workspace.configure([late.replace('["word", "7", "0.3"]', '["other", "8", "0.7"]'), ...boxes].join("\n"));
    const applied = await workspace.terraform("apply", "-auto-approve");
    // A write-only value leaves no trace in state, so its change alone is no change.
    expect(applied.output).toContain(`0 added, ${boxes.length + 3 - 1} changed, 0 destroyed`);
    expect((await workspace.terraform("plan", "-detailed-exitcode")).code).toBe(0);
  });
});
