import { describe, expect, it } from "vitest";
import { renderHtml, renderJson, renderMarkdown, renderText } from "../../../lib/preview";
import { type ObjectValue } from "../../../lib/provider/server";
import { deployed } from "../provider/cluster/cluster-values";
import { heavierWeb1, updated } from "./clusters";
import { altered, only, previewed } from "./states";

const secret = (cluster: Parameters<typeof heavierWeb1>[0]): string => ((cluster.pools["web"]!.health_checks[0] as { path: string }).path = "/healthz/s3cr3t");
const before = deployed(secret);
const change = updated((cluster) => (secret(cluster), heavierWeb1(cluster)), { before });
const marks = { pools: { web: { health_checks: [{ path: true }] } } };
const unreadable = (value: unknown): ObjectValue => ({ ...(value as ObjectValue), heartbeat: null });

describe("a side that can't be read", () => {
  it.each([
    ["after", { after: unreadable(change.change["after"]), after_sensitive: marks, before_sensitive: marks }],
    ["before", { before: unreadable(before), after_sensitive: marks, before_sensitive: marks }],
    ["of what goes", { actions: ["delete"], before: unreadable(before), after: null, before_sensitive: marks }],
    ["of what comes", { actions: ["create"], before: null, after: unreadable(change.change["after"]), after_sensitive: marks }],
  ])("(%s) shows no text that a sensitive value may be in", (_, more) => {
    const made = previewed(altered(change, more));
    expect(only(made)).toMatchObject({ untold: true, secret: false });
    for (const text of [renderMarkdown(made), renderText(made), renderJson(made), renderHtml(made)]) expect(text).not.toContain("s3cr3t");
  });

  it("is a secret as a whole where a mark covers a collection", () => {
    const made = previewed(altered(change, { after: unreadable(change.change["after"]), after_sensitive: { pools: true } }));
    expect(only(made)).toMatchObject({ secret: true, name: "lvs_cluster.www", files: [] });
    expect(only(made).hosts).toEqual({});
    expect(renderJson(made)).not.toMatch(/s3cr3t|192\.168/);
  });

  it.each([
    ["before", { before: unreadable(before) }],
    ["after", { after: unreadable(change.change["after"]) }],
  ])("(%s) is not taken for one that isn't there", (_, more) => {
    expect(only(previewed(altered(change, more)))).toMatchObject({ class: "drops", untold: true, impacts: [], topology: null, virtualServers: [], steps: [], ipvs: [] });
  });
});
