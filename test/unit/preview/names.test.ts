import { describe, expect, it } from "vitest";
import { type NamePreview, type Preview, parseLimit, reached, renderMarkdown, renderText } from "../../../lib/preview";
import { DNS_SCHEMA } from "../../../lib/provider/resources/dns-schema";
import { type ObjectValue, UNKNOWN, conform } from "../../../lib/provider/server";
import { created } from "./clusters";
import { type Planned, changeJson, planJson, preview, read } from "./plan-json";

/** `www.example.com` with that much else. */
function name(more: ObjectValue): ObjectValue {
  const server = { host: "ns1.example.com", key: { name: "lvs", secret: { file: "/etc/lvs/dns.key" } } };
  return conform({ name: "www.example.com", addresses: ["203.0.113.10"], server, ...more }, DNS_SCHEMA.attributes, { strangers: "report" }).value;
}

const both = ["60 A 198.51.100.10", "60 A 203.0.113.10"];
const one = ["60 A 203.0.113.10"];
const before = name({ addresses: ["203.0.113.10", "198.51.100.10"], records: both });

function made(planned: Planned, drift?: Planned): { readonly said: NamePreview; readonly markdown: string; readonly text: string; readonly all: Preview } {
  const type = "lvs_dns_round_robin";
  const all = preview(read(planJson([changeJson({ type, ...planned })], { drift: drift === undefined ? [] : [changeJson({ type, ...drift })] })));
  return { said: all.stacks[0]!.names[0]!, markdown: renderMarkdown(all), text: renderText(all), all };
}

describe("the answers of a name", () => {
  it("are shown before and after, with the time until nobody comes to an address that goes", () => {
    const { said, markdown } = made({ before, after: name({ records: one }) });
    expect(said).toMatchObject({ name: "www.example.com", server: "ns1.example.com", before: both, after: one, waitSeconds: 60, certificate: { certified: true } });
    expect(markdown).toContain("```diff\n-60 A 198.51.100.10\n 60 A 203.0.113.10\n```");
    expect(markdown).toContain("The apply waits 60 s");
  });

  it("come and go as a whole; what is told to wait longer does", () => {
    expect(made({ actions: ["create"], after: name({ records: one }) }).said).toMatchObject({ before: [], after: one, waitSeconds: null });
    expect(made({ actions: ["delete"], before }).said).toMatchObject({ before: both, after: [], waitSeconds: 60 });
    expect(made({ before, after: name({ records: one, withdraw_seconds: 7 }) }).said.waitSeconds).toBe(7);
  });

  it("under another name are all taken out", () => {
    expect(made({ before, after: name({ name: "web.example.com", addresses: ["203.0.113.10", "198.51.100.10"], records: both }) }).said.waitSeconds).toBe(60);
  });

  it("that somebody else changed are told apart", () => {
    const changed = { ...before, records: [...both, "60 A 192.0.2.66"] };
    const { said, text } = made({ before: changed, after: before }, { before, after: changed });
    expect(said).toMatchObject({ lastApplied: both, before: [...both, "60 A 192.0.2.66"], after: both });
    expect(text).toContain("Drift: the last apply had written other records");
  });

  it("that are not known yet can't be certified; the place is named", () => {
    const { said, text } = made({ before, after: name({ addresses: ["203.0.113.10", UNKNOWN], records: UNKNOWN }) });
    expect(said).toMatchObject({ after: null, waitSeconds: null, certificate: { certified: false, blame: [{ place: "addresses[1]", why: "not known yet" }] } });
    expect(text).toContain("After: not known yet, or not shown");
  });

  it("that are sensitive are not shown, nor is where the key is", () => {
    const { said, markdown, text } = made({ before, after: name({ records: one }), afterSensitive: { addresses: [true] }, beforeSensitive: { addresses: [true, true] } });
    expect([said.before, said.after]).toEqual([null, null]);
    for (const shown of [JSON.stringify(said), markdown, text]) expect(shown).not.toMatch(/203\.0\.113\.10|dns\.key/);
  });
});

describe("a name that becomes sensitive, or is so no longer,", () => {
  it.each<[string, Planned]>([
    ["becomes", { before, after: name({ records: one }), afterSensitive: { addresses: [true] } }],
    ["no longer", { before, after: name({ records: one }), beforeSensitive: { addresses: [true] } }],
  ])("is shown of neither side (%s)", (_, planned) => {
    const { said, markdown, text } = made(planned);
    expect([said.before, said.after]).toEqual([null, null]);
    for (const shown of [JSON.stringify(said), markdown, text]) expect(shown).not.toContain("203.0.113.10");
  });
});

describe("a name that nobody gets an address of any more", () => {
  const empty = name({ records: [] });

  it.each<[string, Planned]>([
    ["deleted", { actions: ["delete"], before }],
    ["emptied", { before, after: empty }],
    ["renamed", { before, after: name({ name: "web.example.com", records: one }) }],
    ["replaced", { actions: ["delete", "create"], before, after: before }],
  ])("because it is %s loses those who use it: in the headline, and by --fail-on", (_, planned) => {
    const { said, all, text } = made(planned);
    expect([said.class, all.headline.class, all.headline.losingNames]).toEqual(["drops", "drops", 1]);
    expect(text).toMatch(/^🔴 1 DNS name goes\n/);
    expect(reached([parseLimit("drops")!], all)).toEqual(["drops: 1 DNS name that goes"]);
  });

  it.each<[string, Planned]>([
    ["has another time to live", { before, after: name({ addresses: ["203.0.113.10", "198.51.100.10"], records: both.map((record) => record.replace("60", "30")) }) }],
    ["is new", { actions: ["create"], after: name({ records: one }) }],
    ["had none", { actions: ["delete"], before: empty }],
    ["is forgotten", { actions: ["forget"], before }],
  ])("is none that %s", (_, planned) => {
    expect(made(planned)).toMatchObject({ said: { class: "hitless", reason: null, changes: true }, all: { headline: { class: "hitless", losingNames: 0 } } });
  });
});

describe("addresses that come or go", () => {
  const six = "2001:db8::10";
  const v4 = name({ records: one });
  const dual = name({ addresses: ["203.0.113.10", six], records: [...one, `60 AAAA ${six}`] });
  const moved = name({ addresses: ["198.51.100.66"], records: ["60 A 198.51.100.66"] });
  const onlySix = name({ addresses: [six], records: [`60 AAAA ${six}`] });

  it.each<[string, Planned]>([
    ["all of them others", { before: v4, after: moved }],
    ["one of two out", { before, after: v4 }],
    ["one more", { before: v4, after: before }],
    ["another family as well", { before: v4, after: dual }],
    ["one that isn't known yet", { before, after: name({ addresses: ["203.0.113.10", UNKNOWN], records: UNKNOWN }) }],
  ])("(%s) send new clients elsewhere", (_, planned) => {
    const { said, all, text } = made(planned);
    expect([said.class, all.headline.class, all.headline.losingNames]).toEqual(["new-connections", "new-connections", 0]);
    expect(said.reason).toContain("new clients are told other addresses; connections that stand go on");
    expect(text).toMatch(/^🟡 new-connections: 1 DNS name\n/);
    expect(text).toContain("🟡 DNS name www.example.com: changed");
    expect(reached([parseLimit("new-connections")!], all)).toEqual(["new-connections: 1 DNS name of class new-connections"]);
    expect(reached([parseLimit("failover")!], all)).toEqual([]);
  });

  it.each<[string, Planned, string]>([
    ["IPv4", { before: dual, after: onlySix }, "no IPv4 address is left: who can't use IPv6 gets no address any more, and can't connect"],
    ["IPv6", { before: dual, after: v4 }, "no IPv6 address is left: who can't use IPv4 gets no address any more, and can't connect"],
    ["IPv4, for all that is known", { before: v4, after: name({ addresses: [UNKNOWN], records: UNKNOWN }) }, "its addresses aren't known yet; at worst, no IPv4 address is left: who can't use IPv6 gets no address any more, and can't connect"],
  ])("leave a whole family without any: %s", (_, planned, reason) => {
    const { said, all, text } = made(planned);
    expect([said.class, said.reason, all.headline.class, all.headline.losingNames]).toEqual(["drops", reason, "drops", 1]);
    expect(text).toMatch(/^🔴 drops: 1 DNS name\n/);
    expect(text).toContain("1 DNS name gives some clients no address any more");
    expect(reached([parseLimit("failover")!], all)).toEqual(["failover: 1 DNS name of class drops"]);
  });

  it("are judged, but not told, where they are sensitive", () => {
    const { said, markdown } = made({ before: dual, after: onlySix, beforeSensitive: { addresses: [true, true] }, afterSensitive: { addresses: [true] } });
    expect(said).toMatchObject({ class: "drops", reason: "no address of one family (IPv4 or IPv6) is left: who can't use the other one gets no address any more, and can't connect", before: null, after: null });
    expect(markdown).not.toContain(six);
  });

  it("are in the same comment as a cluster of which nobody notices anything, and that isn't said of all", () => {
    const type = "lvs_dns_round_robin";
    const all = preview(read(planJson([created(), changeJson({ type, before: v4, after: moved })])));
    expect(renderText(all)).toMatch(/^🟡 new-connections: 1 DNS name · hitless: 1 cluster\n/);
    expect(renderText(all)).not.toContain("no client notices anything");
  });

  it("count as capacity by their share of a family", () => {
    const limit = (percent: number, planned: Planned): string[] => reached([parseLimit(`capacity:${percent}`)!], made(planned).all);
    expect(limit(50, { before, after: v4 })).toEqual(["capacity:50: 50 % of the IPv4 addresses of www.example.com"]);
    expect(limit(51, { before, after: v4 })).toEqual([]);
    expect(limit(1, { before: v4, after: moved })).toEqual([]);
    expect(limit(1, { before: v4, after: before })).toEqual([]);
    expect(limit(100, { before: dual, after: v4 })).toEqual(["capacity:100: 100 % of the IPv6 addresses of www.example.com"]);
    expect(limit(100, { actions: ["delete"], before })).toEqual(["capacity:100: www.example.com, which goes"]);
    expect(limit(100, { before, after: name({ addresses: ["203.0.113.10", UNKNOWN], records: UNKNOWN }) })).toEqual(["capacity:100: www.example.com, of whose addresses it isn't known"]);
  });

  it("stand the worst first, and by address among equals", () => {
    const type = "lvs_dns_round_robin";
    const change = (label: string, planned: Planned) => changeJson({ type, address: `${type}.${label}`, ...planned });
    const all = preview(read(planJson([change("a", { actions: ["create"], after: v4 }), change("d", { before: dual, after: v4 }), change("b", { before: v4, after: moved }), change("c", { before: dual, after: v4 })])));
    expect(renderText(all)).toMatch(/^🔴 drops: 2 DNS names · new-connections: 1 DNS name\n/);
    expect([...renderText(all).matchAll(/^lvs_dns_round_robin\.(\w) of stack/gm)].map(([, label]) => label)).toEqual(["c", "d", "b", "a"]);
  });
});

describe("another name, or another name server", () => {
  it("are shown with those of before, and all records of the former name go", () => {
    const server = { host: "ns2.example.com", key: { name: "lvs", secret: { file: "/etc/lvs/dns.key" } } };
    const { said, markdown } = made({ before, after: name({ name: "web.example.com", server, records: both }) });
    expect(said.former).toEqual({ name: "www.example.com", server: "ns1.example.com" });
    expect(markdown).toContain("Name: `www.example.com` → `web.example.com`.");
    expect(markdown).toContain("Name server: ns1.example.com → ns2.example.com.");
    expect(markdown).toContain("-60 A 198.51.100.10\n-60 A 203.0.113.10\n+60 A 198.51.100.10\n+60 A 203.0.113.10\n");
  });
});

describe("what is done to a name", () => {
  it("that Terraform forgets is nothing, and that is shown", () => {
    const { said, text } = made({ actions: ["forget"], before });
    expect(said).toMatchObject({ changes: true, before: both, after: both, waitSeconds: null });
    expect(text).toContain("forgotten by Terraform, while its records stay");
  });

  it("without its own time to wait any more takes the time to live", () => {
    expect(made({ before: { ...before, withdraw_seconds: 7 }, after: name({ records: one }) }).said.waitSeconds).toBe(60);
  });

  it("is certified with what is there now", () => {
    const digest = (was: ObjectValue): unknown => made({ actions: ["delete"], before: was }).said.certificate;
    expect(digest(before)).toEqual(digest(before));
    expect(digest({ ...before, records: one })).not.toEqual(digest(before));
    expect(digest({ ...before, addresses: ["203.0.113.10"] })).not.toEqual(digest(before));
  });
});
