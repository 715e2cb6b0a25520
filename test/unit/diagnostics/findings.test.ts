import { describe, expect, it } from "vitest";
import { all, failed, type Finding, hasErrors, ok, renderFinding, renderPlace, within } from "../../../lib/diagnostics";

const error: Finding = { code: "LVS023", severity: "error", place: ["virtualServers", "http", "port"], value: 8080, summary: "direct routing can't change the port", remedy: "Use 80 on both sides" };
const warning: Finding = { code: "LVS150", severity: "warning", place: ["vips", "www"], summary: "the VIP is outside every network", remedy: "Silence LVS150 if it is routed here" };

describe("renderFinding", () => {
  it("says code, place, value, reason and remedy in one line", () => {
    expect(renderFinding(error)).toBe("LVS023 at virtualServers.http.port (8080): direct routing can't change the port. Use 80 on both sides.");
  });

  it("says what the host does next when a host is involved", () => {
    expect(renderFinding({ ...error, hostNext: "lvs1 keeps running what it ran" })).toMatch(/Use 80 on both sides\. lvs1 keeps running what it ran\.$/);
  });

  it("leaves out what there is none of, and no full stop is doubled", () => {
    expect(renderFinding({ code: "LVS001", severity: "error", place: [], summary: "Is it on?", remedy: "Switch it on." })).toBe("LVS001: Is it on? Switch it on.");
  });

  it.each([
    ["a\"b", '("a\\"b")'],
    ["", '("")'],
    [0, "(0)"],
    [false, "(false)"],
    [null, "(null)"],
    [10n, '("10")'],
    [NaN, '("NaN")'],
    [-Infinity, '("-Infinity")'],
    [{ size: 10n, token: Symbol("later") }, '({"size":"10","token":"Symbol(later)"})'],
    [Symbol("later"), '("Symbol(later)")'],
    [() => 1, "(() => 1)"],
  ])("shows the value %o without failing", (value, shown) => {
    expect(renderFinding({ ...error, value })).toContain(shown);
  });
});

describe("renderPlace", () => {
  it.each([
    [[], ""],
    [["name"], "name"],
    [["pools", "web", "healthChecks", 0, "path"], "pools.web.healthChecks[0].path"],
    [["silence", 12], "silence[12]"],
  ])("%j is %j", (place, text) => expect(renderPlace(place)).toBe(text));

  it("grows from the outside", () => {
    expect(renderPlace(within(["clusters", 2], error).place)).toBe("clusters[2].virtualServers.http.port");
    expect(error.place).toEqual(["virtualServers", "http", "port"]);
  });
});

describe("Result", () => {
  it("can't fail without saying why", () => {
    expect(() => failed()).toThrow("a failure without a finding explains nothing");
    expect(failed(error)).toEqual({ ok: false, findings: [error] });
  });

  it("carries warnings on success", () => {
    expect(ok(1)).toEqual({ ok: true, value: 1, findings: [] });
    expect(ok(1, [warning])).toEqual({ ok: true, value: 1, findings: [warning] });
  });

  it("of many is all values, or every finding of all of them", () => {
    expect(all([ok(1), ok(2, [warning])])).toEqual({ ok: true, value: [1, 2], findings: [warning] });
    expect(all([ok(1, [warning]), failed<number>(error), failed<number>({ ...error, code: "LVS024" })])).toEqual({ ok: false, findings: [warning, error, { ...error, code: "LVS024" }] });
    expect(all([])).toEqual({ ok: true, value: [], findings: [] });
  });

  it("is stopped by errors and not by warnings", () => {
    expect([[], [warning], [warning, error]].map(hasErrors)).toEqual([false, false, true]);
  });
});
