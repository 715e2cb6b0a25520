import { describe, expect, it } from "vitest";
import { readPlan, wholeWindow } from "../../../lib/preview";
import { withUnknowns } from "../../../lib/preview/plan-file";
import { UNKNOWN } from "../../../lib/provider/server";
import { heavierWeb1, updated } from "./clusters";
import { changeJson, planJson, preview, read } from "./plan-json";

/** Codes and words of what is refused. */
function refusal(text: string | Buffer): string[] {
  const plan = readPlan(wholeWindow(Buffer.from(text)), { stack: "site", path: "site.json" });
  return plan.ok ? [] : plan.findings.map(({ code, summary }) => `${code} ${summary}`);
}

describe("a plan in JSON", () => {
  it("gives our resources, and counts the others that change", () => {
    const other = (type: string, actions: readonly string[], mode = "managed") => ({ ...changeJson({ type, actions, address: `${type}.x` }), mode });
    const plan = read(planJson([updated(heavierWeb1), other("terraform_data", ["create"]), other("terraform_data", ["no-op"]), other("lvs_cluster_status", ["read"], "data")]));
    expect([...plan.resources()].map((one) => (one.ok ? [one.value.address, one.value.action] : one.findings))).toEqual([["lvs_cluster.www", "update"]]);
    expect([plan.others, plan.drifted]).toEqual([1, false]);
  });

  it("may be indented, begin with a byte order mark, have nothing in it, and quote whatever it likes", () => {
    const resource = changeJson({ address: 'lvs_cluster.www["a\\\\\\"}]"]', actions: ["delete"] });
    const indented = JSON.stringify(JSON.parse(planJson([resource])), undefined, 2);
    expect([...read(`\ufeff${indented}`).resources()]).toMatchObject([{ ok: true, value: { address: 'lvs_cluster.www["a\\\\\\"}]"]' } }]);
    expect([...read('{"format_version":"1.2","planned_values":{}}').resources()]).toEqual([]);
    expect([...read('{"format_version":"1.2","planned_values":{},"resource_changes":null}').resources()]).toEqual([]);
  });

  it.each([
    ["LVS713 this is no plan in JSON: byte 0: a value is missing", ""],
    ["LVS713 this is no plan in JSON: byte 0: an object is missing", "[]"],
    ["LVS713 this is no plan in JSON: byte 0: what opens here is never closed", '{"format_version":'],
    ["LVS713 this is no plan in JSON: byte 2: a text is never closed", '{ "format'],
    ["LVS713 this is no plan in JSON: it has no format_version", '{"a":1}'],
    ["LVS713 this is no plan in JSON: it is the log that `terraform plan -json` prints", '{"@level":"info"}\n{"@level":"info"}'],
    ["LVS713 this is no plan in JSON: it is a state", '{"format_version":"1.0","values":{}}'],
    ["LVS714 this plan has format 2.0, of which this version knows 0 and 1", '{"format_version":"2.0","planned_values":{}}'],
    ["LVS717 Terraform broke this plan off with an error, so it says nothing", planJson([], { errored: true })],
    ["LVS713 this is no plan in JSON: byte 66: a resource without address or change", '{"format_version":"1.2","planned_values":{},"resource_changes":  [{"address":"lvs_cluster.www"}]}'],
  ])("%s", (says, text) => {
    expect(refusal(text)).toEqual([says]);
  });

  it.each([
    ["nested too deeply", changeJson({ after: JSON.parse(`{"pools":${"[".repeat(100)}${"]".repeat(100)}}`) })],
    ["nobody knows the actions", changeJson({ actions: ["explode"] })],
    ["nobody knows the actions", changeJson({ actions: ["constructor"] })],
  ])("that is %s says so, and nothing is previewed", (what, change) => {
    const plan = readPlan(wholeWindow(Buffer.from(planJson([change]))), { stack: "site", path: "site.json" });
    const results = plan.ok ? [...plan.value.resources()] : [plan];
    expect(results).toMatchObject([{ ok: false, findings: [{ code: "LVS713", summary: expect.stringContaining(what) as unknown }] }]);
  });

  it("has what isn't known yet in its place, in whatever form it is left out", () => {
    expect(withUnknowns({ a: 1, list: ["x", null], map: { k: {} } }, { b: true, list: [false, true, true], map: { k: { c: true } }, none: false })).toEqual({
      a: 1,
      b: UNKNOWN,
      list: ["x", UNKNOWN, UNKNOWN],
      map: { k: { c: UNKNOWN } },
      none: null,
    });
    expect(withUnknowns(undefined, true)).toBe(UNKNOWN);
    const hostile = JSON.parse('{"__proto__":{"x":1},"constructor":2}') as object;
    expect(JSON.stringify(withUnknowns(hostile, { toString: true }))).toBe('{"__proto__":{"x":1},"constructor":2}');
  });
});

describe("a plan that can't be understood", () => {
  it("has the worst class, and can't be certified", () => {
    const change = updated(heavierWeb1);
    const strange = { ...change, change: { ...change.change, after: { ...(change.change["after"] as object), tomorrows_attribute: 1 } } };
    const { headline, certificate, stacks } = preview(read(planJson([strange])));
    expect(headline).toMatchObject({ class: "drops", untold: 1 });
    expect(certificate).toMatchObject({ certified: false, blame: [{ address: "lvs_cluster.www", why: "it can't be understood" }] });
    expect(stacks[0]?.clusters[0]?.findings).toMatchObject([{ code: "LVS719", text: expect.stringContaining(`"tomorrows_attribute" isn't in the schema`) as unknown }]);
  });

  it("is one whose past can't be understood, too", () => {
    const change = updated(heavierWeb1);
    const odd = { ...change, change: { ...change.change, before: { ...(change.change["before"] as object), heartbeat: null } } };
    expect(preview(read(planJson([odd]))).stacks[0]?.clusters[0]).toMatchObject({ class: "drops", untold: true, findings: [{ code: "LVS718" }] });
  });
});
