import { describe, expect, it } from "vitest";
import { conform, findingDiagnostic, UNKNOWN, type Attributes, type ObjectValue } from "../../../lib/provider/server";
import { attributePath } from "../../../lib/provider/server/finding-diagnostic";
import { markUnknown } from "../../../lib/provider/server/proposed";
import { settle } from "../../../lib/provider/server/settle";

const text = { description: "" };
const member: Attributes = { port: { type: "number", required: true, ...text }, uid: { type: "string", computed: true, ...text } };
const attributes: Attributes = {
  name: { type: "string", required: true, ...text },
  size: { type: "number", optional: true, computed: true, ...text },
  note: { type: "string", optional: true, ...text },
  token: { type: "string", optional: true, writeOnly: true, ...text },
  tags: { type: { list: "string" }, optional: true, ...text },
  ports: { type: { set: "number" }, optional: true, ...text },
  limits: { type: { object: { low: "number", high: "number" } }, optional: true, ...text },
  real_servers: { type: { nested: "map", attributes: member }, optional: true, ...text },
  rules: { type: { nested: "list", attributes: member }, optional: true, ...text },
  pairs: { type: { nested: "set", attributes: member }, optional: true, ...text },
  owner: { type: { nested: "single", attributes: member }, optional: true, computed: true, ...text },
};
const object = (given: ObjectValue): ObjectValue => conform(given, attributes, { strangers: "report" }).value;

describe("what is proposed to a resource", () => {
  it("has UNKNOWN for what a create leaves open, and null for what only the configuration may set", () => {
    const config = object({ name: "a" });
    expect(markUnknown({ proposed: config, prior: null, config }, attributes)).toEqual(object({ name: "a", size: UNKNOWN, owner: UNKNOWN }));
  });

  it("keeps prior values on update, null included, and opens only what is new", () => {
    const config = object({ name: "a", rules: [{ port: 1 }, { port: 2 }], real_servers: { x: { port: 1 }, y: { port: 2 } } });
    const prior = object({ name: "a", size: null, rules: [{ port: 1, uid: null }], real_servers: { y: { port: 2, uid: "u" } } });
    const proposed = { ...config, real_servers: { x: { port: 1, uid: null }, y: { port: 2, uid: "u" } } };
    expect(markUnknown({ proposed, prior, config }, attributes)).toEqual(
      object({
        name: "a",
        rules: [{ port: 1 }, { port: 2, uid: UNKNOWN }],
        real_servers: { x: { port: 1, uid: UNKNOWN }, y: { port: 2, uid: "u" } },
      }),
    );
  });

  it("keeps members of sets that terraform matched with their prior values", () => {
    const config = object({ name: "a", pairs: [{ port: 1 }, { port: 2 }] });
    const proposed = { ...config, pairs: [{ port: 1, uid: "u" }, { port: 2, uid: null }] };
    const marked = markUnknown({ proposed, prior: object({ name: "a" }), config }, attributes);
    expect(marked["pairs"]).toEqual([{ port: 1, uid: "u" }, { port: 2, uid: UNKNOWN }]);
  });

  it("leaves unknown collections unknown and never shows a write-only value", () => {
    const config: ObjectValue = { ...object({ name: UNKNOWN, rules: UNKNOWN, owner: { port: 1 } }), token: "secret" };
    const marked = markUnknown({ proposed: config, prior: null, config }, attributes);
    expect(marked).toEqual(object({ name: UNKNOWN, rules: UNKNOWN, size: UNKNOWN, owner: { port: 1, uid: UNKNOWN } }));
  });
});

describe("an answer", () => {
  it("gets every attribute of the schema, without write-only values", () => {
    const { value, misfits } = conform({ name: "a", token: "secret", owner: { port: "7" } }, attributes, { strangers: "report" });
    expect(misfits).toEqual([]);
    expect(value).toEqual({ name: "a", size: null, note: null, token: null, tags: null, ports: null, limits: null, real_servers: null, rules: null, pairs: null, owner: { port: 7, uid: null } });
  });

  it.each<[string, ObjectValue, string]>([
    ["a list for text", { name: ["a"] }, "name: expected text, got a list"],
    ["text for a number", { name: "a", size: "big" }, "size: expected a number, got text"],
    ["NaN", { name: "a", size: NaN }, "size: expected a number, got a number"],
    ["text for a list", { name: "a", tags: "x" }, "tags: expected a list, got text"],
    ["a list for an object", { name: "a", owner: [] }, "owner: expected an object, got a list"],
    ["a wrong leaf deep inside", { name: "a", real_servers: { x: { port: true } } }, 'real_servers["x"].port: expected a number, got a boolean'],
    ["a wrong item", { name: "a", tags: ["x", 1] }, "tags[1]: expected text, got a number"],
    ["an attribute nobody knows", { name: "a", rules: [{ port: 1, colour: "red" }] }, 'rules[0]: "colour" isn\'t in the schema'],
    ["an object's member nobody knows", { name: "a", limits: { mid: 1 } }, 'limits: "mid" isn\'t in the schema'],
  ])("with %s is a misfit that says where", (_what, answer, message) => {
    const { misfits } = conform(answer, attributes, { strangers: "report" });
    expect(misfits.map((misfit) => `${rendered(misfit.path)}: ${misfit.what}`)).toEqual([message]);
  });

  it("may carry strangers where the schema has shrunk", () => {
    expect(conform({ name: "a", gone: 1 }, attributes, { strangers: "drop" }).misfits).toEqual([]);
  });

  it("after an error keeps prior values where nothing is known yet", () => {
    const prior = object({ name: "a", size: 1, rules: [{ port: 1, uid: "u" }] });
    const planned = object({ name: "b", size: UNKNOWN, rules: [{ port: 2, uid: UNKNOWN }, { port: 3, uid: UNKNOWN }] });
    expect(settle(planned, prior)).toEqual(object({ name: "b", size: 1, rules: [{ port: 2, uid: "u" }, { port: 3, uid: null }] }));
  });
});

describe("a finding's place", () => {
  it.each<[(string | number)[], string]>([
    [["realServers", "web1", "port"], 'real_servers["web1"].port'],
    [["rules", 1, "uid"], "rules[1].uid"],
    [["rules", "1"], "rules[1]"],
    [["rules", "first", "uid"], "rules"],
    [["pairs", 0, "port"], "pairs"],
    [["owner", "shoeSize"], "owner"],
    [["limits", "high"], "limits.high"],
    [["tags", 0, "deeper"], "tags[0]"],
    [["somewhere", "else"], ""],
    [[], ""],
  ])("%j leads as far as the schema knows it: %s", (place, path) => expect(rendered(attributePath(place, attributes))).toBe(path));

  it("stands in the diagnostic with value, remedy and what the host does next", () => {
    const finding = { code: "LVS023", severity: "error", summary: "direct routing can't change the port", place: ["realServers", "web1", "port"], value: 8080, remedy: "Use port 80", hostNext: "lvs1 keeps release 3f" } as const;
    expect(findingDiagnostic(finding, attributes)).toEqual({
      severity: "error",
      summary: "LVS023: direct routing can't change the port",
      detail: "realServers.web1.port = 8080\nUse port 80.\nlvs1 keeps release 3f.",
      attribute: [{ attribute: "real_servers" }, { key: "web1" }, { attribute: "port" }],
    });
  });
});

function rendered(path: readonly object[]): string {
  return path.reduce<string>((all, step) => {
    if ("attribute" in step) return all === "" ? String(step.attribute) : `${all}.${String(step.attribute)}`;
    return `${all}[${"key" in step ? JSON.stringify(step.key) : String((step as { index: number }).index)}]`;
  }, "");
}
