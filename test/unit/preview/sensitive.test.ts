import { describe, expect, it } from "vitest";
import { type Impact } from "../../../lib/model";
import { saidImpact } from "../../../lib/preview/said";
import { eitherMarked, mentions } from "../../../lib/preview/sensitive";

const impact: Impact = {
  ...{ class: "hitless", place: ["pools", "www", "healthChecks", 0], formerPlace: ["pools", "web", "healthChecks", 0], before: { type: "http", path: "/up" }, after: undefined },
  ...{ summary: "health check 1 in pool www goes", reason: "none", fact: "none", virtualServers: [] },
};

describe("an impact", () => {
  it.each<[string, readonly (string | number)[]]>([
    ["now", ["pools", "www", "healthChecks", 0, "path"]],
    ["before", ["pools", "web", "healthChecks", 0, "path"]],
  ])("is not told where what is sensitive stood at its place of %s", (_, place) => {
    expect(saidImpact(impact, [{ place, value: "something else" }])).toMatchObject({ before: "(sensitive)", after: null, fact: "", summary: "pools.www.healthChecks[0]: (sensitive)" });
    expect(saidImpact(impact, [{ place: ["pools", "other", "healthChecks", 0, "path"], value: "something else" }])).toMatchObject({ before: '{"type":"http","path":"/up"}' });
  });

  it("is not told where a sensitive value is in what stood there, in whatever signs", () => {
    const login = 'AUTH "s3cr3t"\r\n';
    expect(saidImpact({ ...impact, before: { send: login } }, [{ place: ["elsewhere"], value: login }])).toMatchObject({ before: "(sensitive)" });
  });
});

describe("what is said", () => {
  const login = 'AUTH "s3cr3t"\\';
  it.each<[string, unknown, boolean]>([
    ["the value", login, true],
    ["part of a text", `x${login}y`, true],
    ["as JSON, in a text", `x${JSON.stringify({ login })}y`, true],
    ["deep in a list", [{ a: [{ b: login }] }], true],
    ["as a name", { [login]: 1 }, true],
    ["something else", [{ a: "AUTH" }, null, undefined, 7], false],
  ])("mentions a value or not: %s", (_, said, expected) => {
    expect(mentions(said, [{ value: login }])).toBe(expected);
  });
});

describe("what is said of an address", () => {
  it.each<[string, string, string, boolean]>([
    ["in its one spelling", "2001:DB8:0::2", "2001:db8::2 is taken", true],
    ["without its prefix length", "192.0.2.2/24", "192.0.2.2 is taken", true],
    ["as its network", "192.0.2.2/24", "on 192.0.2.0/24", true],
    ["as another network", "192.0.2.2/24", "on 198.51.100.0/24", false],
  ])("mentions it %s", (_, value, said, expected) => {
    expect(mentions(said, [{ value }])).toBe(expected);
  });
});

describe("marks of both sides", () => {
  it("hide what either hides", () => {
    expect(eitherMarked({ pools: { web: [{ path: true }] } }, { pools: { web: [{}, { path: true }] }, name: true })).toEqual({ pools: { web: [{ path: true }, { path: true }] }, name: true });
    expect([eitherMarked(false, { a: true }), eitherMarked({ a: true }, undefined), eitherMarked(true, { a: true }), eitherMarked(false, false)]).toEqual([{ a: true }, { a: true }, true, false]);
  });
});
