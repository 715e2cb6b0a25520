import { describe, expect, it } from "vitest";
import { type Preview, parsePreview, renderJson, renderMarkdown, verify } from "../../../lib/preview";
import { UNKNOWN } from "../../../lib/provider/server";
import { heavierWeb1, updated } from "./clusters";
import { type ChangeJson, type Planned, changeJson, planJson, preview, read } from "./plan-json";
import { altered, digestOf } from "./states";

const DIGEST = /^[0-9a-f]{64}$/;

/** A resource of another provider, which is new unless said otherwise. */
const vm = (more: Planned = {}): ChangeJson => changeJson({ type: "cloud_vm", actions: ["create"], after: { size: 2, id: UNKNOWN }, ...more });

/** The preview of a plan that changes a weight, and these. */
const beside = (...others: readonly ChangeJson[]): Preview => preview(read(planJson([updated(heavierWeb1), ...others])));

/** The same with this in its configuration. */
const configuredWith = (module: unknown): Preview => preview(read(planJson([updated(heavierWeb1)], { configuration: { root_module: module } })));

const running = (command: string) => [{ type: "local-exec", expressions: { command: { constant_value: command } } }];

describe("the digest, of other resources", () => {
  const reviewed = beside();

  it.each([
    ["comes", vm()],
    ["goes", vm({ actions: ["delete"], before: { size: 2 }, after: null })],
    ["changes", vm({ actions: ["update"], before: { size: 1 }, after: { size: 2 } })],
    ["is replaced", vm({ actions: ["delete", "create"], before: { size: 1 } })],
    ["is forgotten", vm({ actions: ["forget"], before: { size: 1 }, after: null })],
    ["was left behind by a replacement, and goes", { ...vm({ actions: ["delete"], before: { size: 2 }, after: null }), deposed: "0a1b2c3d" }],
    ["is of ours by its prefix, and of a type that this version doesn't know", vm({ type: "lvs_tomorrow" })],
  ])("is another one where one %s, and it is named", (_, other) => {
    const made = beside(other);
    expect(digestOf(made)).toMatch(DIGEST);
    const verdict = verify(digestOf(reviewed), made, reviewed);
    const address = "deposed" in other ? `${other.address} (deposed 0a1b2c3d)` : other.address;
    expect(verdict).toMatchObject({ same: false, why: "differs", findings: [{ code: "LVS723", summary: expect.stringContaining(`it differs in ${address} of stack site (not reviewed)`) as unknown }] });
    expect(verify(digestOf(made), beside(other))).toEqual({ same: true, digest: digestOf(made), differing: null });
  });

  it("tells apart what is done to one, with which values, at which address, and what isn't known of it", () => {
    const [before, deposed] = [{ size: 1 }, { ...vm(), deposed: "0a1b2c3d" }];
    const all = [
      ...[vm(), vm({ after: { size: 3, id: UNKNOWN } }), vm({ after: { size: UNKNOWN, id: UNKNOWN } }), vm({ after: { size: 2 } }), vm({ after: { size: 2, id: null } })],
      ...[vm({ address: "cloud_vm.other" }), { ...vm(), type: "cloud_disk" }, deposed, { ...vm(), deposed: "4e5f6a7b" }],
      ...[vm({ actions: ["update"], before }), vm({ actions: ["delete", "create"], before }), vm({ actions: ["create", "delete"], before }), vm({ actions: ["update"], before: { size: 0 } })],
    ];
    expect(new Set(all.map((other) => digestOf(beside(other)))).size).toBe(all.length);
  });

  it("is the same for the same plan, in whatever order it says it", () => {
    const disk = vm({ address: "cloud_disk.data", after: { path: "/", label: { a: [1, { x: 1, y: 2 }], b: null } } });
    const turned = vm({ address: "cloud_disk.data", after: { label: { b: null, a: [1, { y: 2, x: 1 }] }, path: "/" } });
    expect(digestOf(beside(disk, vm()))).toBe(digestOf(beside(vm(), { change: turned.change, type: turned.type, name: turned.name, mode: turned.mode, address: turned.address })));
    expect(digestOf(beside(vm({ after: { label: [1, 2] } })))).not.toBe(digestOf(beside(vm({ after: { label: [2, 1] } }))));
  });

  it("is the same whether others stay as they are, or data sources are read, or outputs change", () => {
    const [stays, source] = [vm({ actions: ["no-op"], before: { size: 1 }, after: { size: 1 } }), { ...vm({ actions: ["read"] }), mode: "data" }];
    expect(digestOf(beside(stays, source))).toBe(digestOf(reviewed));
    expect(digestOf(preview(read(planJson([updated(heavierWeb1)], { output_changes: { a: { actions: ["create"], after: 1 } } }))))).toBe(digestOf(reviewed));
  });

  it("is certified although the plan doesn't know all of them; one that nobody can read isn't, and is named", () => {
    expect(beside(vm()).certificate.certified).toBe(true);
    const deep = vm({ after: { nested: JSON.parse(`${"[".repeat(100)}${"]".repeat(100)}`) as never } });
    expect(beside(deep)).toMatchObject({ certificate: { certified: false, blame: [{ stack: "site", address: "cloud_vm.www", why: expect.stringContaining("nested too deeply") as unknown }] }, headline: { class: "new-connections" } });
  });
});

describe("sensitive values of other resources", () => {
  const marked = (user: string, password: unknown, marks: unknown = { login: [{ password: true }] }): ChangeJson => {
    const value = { login: [{ user, password: password as never }] };
    return vm({ actions: ["update"], before: { login: [] }, after: value, afterSensitive: marks });
  };

  it("are not in the digest, however long they are; what stands beside them is", () => {
    const one = digestOf(beside(marked("root", "1234")));
    expect([digestOf(beside(marked("root", "4321"))), digestOf(beside(marked("root", null)))]).toEqual([one, one]);
    expect(digestOf(beside(marked("somebody", "1234")))).not.toBe(one);
    const list = (...secrets: readonly string[]): string => digestOf(beside(vm({ after: { secrets, id: UNKNOWN }, afterSensitive: { secrets: true } })));
    expect(list("a", "b")).toBe(list("c"));
    const whole = (size: number): string => digestOf(beside(vm({ actions: ["delete"], before: { size }, after: null, beforeSensitive: true })));
    expect(whole(1)).toBe(whole(2));
  });

  it("are told from a text that stands for them, and from values that aren't sensitive", () => {
    const texts = [marked("root", "1234"), marked("root", "(sensitive)", {}), marked("root", "1234", {})];
    expect(new Set(texts.map((other) => digestOf(beside(other)))).size).toBe(3);
  });

  it("of the size that Terraform gives the tree of what isn't known don't show either", () => {
    const unknown = (tree: object): string => digestOf(beside(altered(vm({ after: { secrets: { key: null } }, afterSensitive: { secrets: { key: true } } }), { after_unknown: { id: true, ...tree } })));
    // Of a list, of a shorter one, of a text.
    const [one, ...others] = [{ secrets: { key: [false, false] } }, { secrets: { key: [false] } }, { secrets: {} }, {}].map(unknown);
    expect(others).toEqual([one, one, one]);
    expect(unknown({ size: true })).not.toBe(one);
  });
});

describe("the digest, of programs that Terraform starts", () => {
  const none = digestOf(beside());
  const resource = (command: string, address = "lvs_cluster.www") => ({ address, mode: "managed", provisioners: running(command), expressions: { provisioners: { constant_value: 1 } } });
  const called = (name: string, module: unknown) => ({ module_calls: { [name]: { source: "./m", module } } });

  it("is of provisioners at the root and in modules, of what they run and where", () => {
    const ran = [
      ...[{ resources: [resource("true")] }, { resources: [resource("false")] }, { resources: [resource("true", "cloud_vm.www")] }],
      ...[called("a", { resources: [resource("true")] }), called("b", { resources: [resource("true")] }), called("a", called("b", { resources: [resource("true")] })), { resources: [resource("true")], ...called("a", { resources: [resource("true")] }) }],
    ];
    const digests = ran.map((module) => digestOf(configuredWith(module)));
    expect(digests).toEqual(ran.map(() => expect.stringMatching(DIGEST) as unknown));
    expect(new Set([none, ...digests]).size).toBe(ran.length + 1);
  });

  it.each<[string, unknown]>([
    ["has references and no text", { command: { references: ["self.triggers.h", "self.triggers", "self"] } }],
    ["is a call of a function alone", { command: {} }],
    ["is deep in another one", { command: { constant_value: "true" }, settings: [{ name: { references: ["var.name"] } }] }],
  ])("certifies none of which the plan doesn't say the text: one that %s", (_, expressions) => {
    const module = called("a", { resources: [{ ...resource("true"), provisioners: [{ type: "local-exec", expressions }] }] });
    expect(configuredWith(module).certificate).toMatchObject({ certified: false, blame: [{ stack: "site", address: "provisioners of module.a.lvs_cluster.www", why: expect.stringContaining("doesn't say in full what it runs") as unknown }] });
  });

  it("is of provisioners as cdktf writes them, references and all", () => {
    const made = configuredWith({ resources: [{ ...resource(""), provisioners: [{ type: "local-exec", expressions: { command: { constant_value: "notify ${self.id}", references: ["self.id", "self"] }, environment: { constant_value: { A: "${var.a}" }, references: ["var.a"] } } }] }] });
    expect(digestOf(made)).toMatch(DIGEST);
  });

  it("is the same without any, and in whatever order they come", () => {
    const quiet = { ...resource("true"), provisioners: undefined };
    expect([configuredWith({ resources: [quiet] }), configuredWith(called("a", { resources: [quiet] })), configuredWith({ resources: null, module_calls: null })].map(digestOf)).toEqual([none, none, none]);
    const [one, other] = [resource("true"), resource("false", "cloud_vm.www")];
    expect(digestOf(configuredWith({ resources: [one, other] }))).toBe(digestOf(configuredWith({ resources: [other, one] })));
  });

  it("is of actions of Terraform 1.14, without what is sensitive in them", () => {
    const invoked = (command: string, password: string): string => {
      const invocation = { address: "action.cloud_run.now", type: "cloud_run", config_values: { command, password }, config_sensitive: { password: true }, lifecycle_action_trigger: { triggering_resource_address: "lvs_cluster.www" } };
      return digestOf(preview(read(planJson([updated(heavierWeb1)], { action_invocations: [invocation] }))));
    };
    expect(new Set([none, invoked("true", "1234"), invoked("false", "1234")]).size).toBe(3);
    expect(invoked("true", "4321")).toBe(invoked("true", "1234"));
  });

  it("says that there are some, names those that differ, and shows nothing of them", () => {
    const made = configuredWith({ resources: [resource("s3cr3t")] });
    expect(renderMarkdown(made)).toContain("provisioners, actions or external data sources in 1 place");
    expect([renderMarkdown(made), renderJson(made)].filter((text) => text.includes("s3cr3t"))).toEqual([]);
    expect(verify(none, made, beside())).toMatchObject({ findings: [{ summary: expect.stringContaining("provisioners of lvs_cluster.www of stack site (not reviewed)") as unknown }] });
  });
});

describe("stacks without clusters", () => {
  const bare = (stack: string, ...changes: readonly ChangeJson[]): Preview => preview(read(planJson(changes), stack));

  it("are told apart by their names, and by what is done in them", () => {
    const [one, other, more] = [bare("one"), bare("other"), bare("one", vm())];
    expect(new Set([one, other, more, preview(read(planJson([]), "one"), read(planJson([]), "other"))].map(digestOf)).size).toBe(4);
    expect(verify(digestOf(one), other, one)).toMatchObject({ findings: [{ summary: expect.stringMatching(/it differs in stack one \(no longer planned\), stack other \(not reviewed\)$/) as unknown }] });
  });

  it("don't take over what is done in another one", () => {
    const [one, other] = [preview(read(planJson([vm()]), "one"), read(planJson([]), "two")), preview(read(planJson([]), "one"), read(planJson([vm()]), "two"))];
    expect(digestOf(one)).not.toBe(digestOf(other));
  });

  it("of a preview in JSON are read again; one that says nothing of them is none", () => {
    const one = bare("one", vm());
    const json = renderJson(one);
    expect(parsePreview(json, "p.json", digestOf(one))).toMatchObject({ ok: true, value: { stacks: [{ stack: "one", others: 1, elsewhere: { "cloud_vm.www": expect.stringMatching(DIGEST) as unknown } }] } });
    expect(parsePreview(json, "p.json", digestOf(bare("other", vm())))).toMatchObject({ ok: false, findings: [{ code: "LVS734", value: digestOf(one) }] });
    expect(parsePreview(json.replace('"elsewhere"', '"nowhere"'), "p.json", digestOf(one))).toMatchObject({ ok: false, findings: [{ code: "LVS724" }] });
  });
});
