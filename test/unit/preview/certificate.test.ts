import { describe, expect, it } from "vitest";
import { renderMarkdown, renderText } from "../../../lib/preview";
import { type ObjectValue, UNKNOWN } from "../../../lib/provider/server";
import { configured, deployed, planned } from "../provider/cluster/cluster-values";
import { created, deleted, heavierWeb1, updated } from "./clusters";
import { changeJson, planJson, preview, read } from "./plan-json";
import { CONF, altered, digestOf, only, previewed, withFile } from "./states";

const DIGEST = /^[0-9a-f]{64}$/;

describe("the digest", () => {
  it("is of what is there, too: the same plan for another state is another one", () => {
    const otherwise = deployed((cluster) => (cluster.pools["web"]!.servers["web2"]!.weight = 4));
    const [one, other] = [previewed(updated(heavierWeb1)), previewed(updated(heavierWeb1, { before: otherwise }))];
    expect([digestOf(one), digestOf(other)]).toEqual([expect.stringMatching(DIGEST), expect.stringMatching(DIGEST)]);
    expect(digestOf(one)).not.toBe(digestOf(other));
  });

  it("tells two clusters apart that are deleted at one address", () => {
    const other = deleted({ before: deployed(heavierWeb1) });
    expect(digestOf(previewed(other))).toMatch(DIGEST);
    expect(digestOf(previewed(other))).not.toBe(digestOf(previewed(deleted())));
  });

  it("is of drift, too", () => {
    const edited = withFile(deployed(), "lvs1", CONF, (text) => text.replace("priority 254", "priority 200"));
    expect(digestOf(previewed(updated(heavierWeb1, { before: edited })))).not.toBe(digestOf(previewed(updated(heavierWeb1))));
  });

  it("is of the protection against deletion, before and after", () => {
    const lifted = updated((cluster) => (cluster.deletion_protection = false), { before: { ...deployed(), deletion_protection: true } });
    const kept = updated((cluster) => (cluster.deletion_protection = true), { before: { ...deployed(), deletion_protection: true } });
    const never = updated(() => undefined);
    expect(new Set([lifted, kept, never].map((change) => digestOf(previewed(change)))).size).toBe(3);
  });

  it("is of how hosts are reached, as the stack has it written, and shows none of it", () => {
    const through = (user: string): ReturnType<typeof preview> => preview(read(planJson([updated(heavierWeb1)], { configuration: { provider_config: { lvs: { name: "lvs", expressions: { ssh: { constant_value: { user } } } } } } })));
    expect(digestOf(through("root"))).toBe(digestOf(through("root")));
    expect(digestOf(through("somebody"))).not.toBe(digestOf(through("root")));
    expect(renderText(through("somebody"))).not.toContain("somebody");
    const called = (user: string): ReturnType<typeof preview> => preview(read(planJson([updated(heavierWeb1)], { configuration: { provider_config: { mine: { full_name: "registry.terraform.io/cdktf-lvs/lvs", expressions: { user } } } } })));
    expect(digestOf(called("somebody"))).not.toBe(digestOf(called("root")));
  });
});

describe("protection against deletion", () => {
  it("that is lifted is said, and touches no client", () => {
    const cluster = only(previewed(updated((one) => (one.deletion_protection = false), { before: { ...deployed(), deletion_protection: null } })));
    expect(cluster).toMatchObject({ class: "hitless", impacts: [{ place: "deletion_protection", summary: "protection against deletion: true → false", reason: expect.stringContaining("may be deleted from now on") as unknown }] });
  });

  it("that is not known yet is not certified, and one that is sensitive isn't shown", () => {
    const unknown = changeJson({ before: deployed(), after: { ...deployed(), deletion_protection: UNKNOWN } });
    expect(previewed(unknown).certificate).toMatchObject({ certified: false, blame: [{ place: "deletion_protection", why: "not known yet" }] });
    const hidden = updated((one) => (one.deletion_protection = true), { afterSensitive: { deletion_protection: true } });
    expect(only(previewed(hidden)).impacts).toMatchObject([{ summary: "protection against deletion changes", after: null }]);
  });
});

describe("texts of another version", () => {
  const after = planned(deployed(), configured(heavierWeb1)).planned as ObjectValue;
  const bundles = after["bundles"] as Readonly<Record<string, { readonly files: ObjectValue }>>;
  const lvs1 = bundles["lvs1"]!.files;
  const without = (members: ObjectValue, name: string): ObjectValue => Object.fromEntries(Object.entries(members).filter(([key]) => key !== name));
  const blamed = (planned: ObjectValue | typeof UNKNOWN): ReturnType<typeof previewed> => previewed(changeJson({ before: deployed(), after: { ...after, bundles: planned } }));

  it.each([
    ["a file that this version doesn't write", { ...bundles, lvs1: { files: { ...lvs1, "/etc/cron.d/more": "x\n" } } }, "lvs1:/etc/cron.d/more"],
    ["a file that only this version writes", { ...bundles, lvs1: { files: without(lvs1, CONF) } }, `lvs1:${CONF}`],
    ["a host that this version knows nothing of", { ...bundles, lvs9: { files: {} } }, "lvs9: all files"],
    ["a host that only this version knows", without(bundles, "web3"), "web3:"],
  ])("are %s", (_, planned, named) => {
    const made = blamed(planned as ObjectValue);
    expect(made.certificate).toMatchObject({ certified: false, blame: [{ why: "it was made by another version of cdktf-lvs" }] });
    expect(only(made).findings).toMatchObject([{ code: "LVS720", text: expect.stringContaining(named) as unknown }]);
  });

  it.each([
    ["all", UNKNOWN],
    ["one host", { ...bundles, lvs1: UNKNOWN }],
    ["one file", { ...bundles, lvs1: { files: { ...lvs1, [CONF]: UNKNOWN } } }],
  ])("left open for %s, though they are known, are not certified", (_, planned) => {
    expect(blamed(planned as ObjectValue).certificate).toMatchObject({ certified: false, blame: [{ why: expect.stringContaining("leaves open what hosts get") as unknown }] });
  });
});

describe("a plan that doesn't say all", () => {
  it.each([
    [{ complete: false }, "-target"],
    [{ deferred_changes: [{ reason: "resource_config_unknown" }] }, "1 of its changes is put off"],
  ])("%j is not certified, and it is said first", (more, words) => {
    const made = preview(read(planJson([updated(heavierWeb1)], more)));
    expect(made.certificate).toMatchObject({ certified: false, blame: [{ stack: "site", address: "the plan", why: expect.stringContaining(words) as unknown }] });
    expect(made.warnings).toMatchObject([{ code: "LVS726" }]);
    expect(renderMarkdown(made).split("\n").slice(1, 5).join("\n")).toContain("⚠ LVS726");
  });

  it("a whole one is", () => {
    expect(preview(read(planJson([updated(heavierWeb1)], { complete: true, deferred_changes: [] })))).toMatchObject({ warnings: [], certificate: { certified: true } });
  });
});

describe("what is to blame", () => {
  it("is cut short in Markdown alone", () => {
    const plans = Array.from({ length: 20 }, (_, index) => read(planJson([], { complete: false }), `stack${index + 1}`));
    expect([renderMarkdown(preview(...plans)).includes("the plan of stack20"), renderText(preview(...plans)).includes("the plan of stack20"), renderMarkdown(preview(...plans)).includes("and 9 more")]).toEqual([false, true, true]);
  });

  it("links nowhere", () => {
    const made = preview(read(planJson([created()]), "https://a.example"), read(planJson([updated(heavierWeb1)]), "www.b.example"));
    expect(renderMarkdown(made)).toContain("www\u200b.b.example");
    expect(renderMarkdown(made)).not.toMatch(/stack (https:\/\/|www\.)/);
  });
});

describe("drift that the plan does nothing about", () => {
  const drifted = (address: string, type = "lvs_cluster"): ReturnType<typeof preview> => preview(read(planJson([created()], { drift: [changeJson({ type, address, before: deployed(), after: null })] })));

  it("is named, and only where it is ours", () => {
    expect(drifted("lvs_cluster.other").warnings).toMatchObject([{ code: "LVS728", text: expect.stringContaining("lvs_cluster.other") as unknown }]);
    expect(drifted("terraform_data.other", "terraform_data")).toMatchObject({ warnings: [], assumptions: [expect.stringContaining("nobody looked"), expect.anything(), expect.anything(), expect.anything(), expect.anything()] });
  });

  it("of one stack says nothing of whether another one was looked at", () => {
    const edited = withFile(deployed(), "lvs1", CONF, (text) => text.replace("priority 254", "priority 200"));
    const one = read(planJson([updated(heavierWeb1, { before: edited })], { drift: [changeJson({ before: deployed(), after: edited })] }), "one");
    expect(preview(one, read(planJson([created()]), "two")).assumptions[0]).toMatch(/Of one a look was taken.*Of two, that no drift is shown.*nobody looked/);
  });
});

describe("a cluster that is new", () => {
  it("may run already: that is assumed, and said", () => {
    expect(previewed(created()).assumptions.join("\n")).toContain("adopted");
    expect(previewed(updated(heavierWeb1)).assumptions.join("\n")).not.toContain("adopted");
  });
});

describe("a wholly sensitive cluster", () => {
  it("shows neither its hosts nor the places of what isn't known", () => {
    const config = configured();
    const heartbeat: ObjectValue = { ...(config["heartbeat"] as ObjectValue), virtual_router_id: UNKNOWN };
    const change = changeJson({ before: deployed(), after: planned(deployed(), { ...config, heartbeat }).planned });
    const made = previewed(altered(change, { after_sensitive: { pools: true } }));
    expect([only(made).secret, only(made).hosts]).toEqual([true, {}]);
    expect(made.certificate).toEqual({ certified: false, blame: [{ stack: "site", address: "lvs_cluster.www", why: "values of it are not known yet" }] });
  });
});
