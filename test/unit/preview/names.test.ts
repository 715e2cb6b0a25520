import { describe, expect, it } from "vitest";
import { type NamePreview, type Preview, parseLimit, reached, renderMarkdown, renderText } from "../../../lib/preview";
import { DNS_SCHEMA } from "../../../lib/provider/resources/dns-schema";
import { type ObjectValue, UNKNOWN, conform } from "../../../lib/provider/server";
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
    ["loses one of two addresses", { before, after: name({ records: one }) }],
    ["is new", { actions: ["create"], after: name({ records: one }) }],
    ["had none", { actions: ["delete"], before: empty }],
    ["is forgotten", { actions: ["forget"], before }],
  ])("is none that %s", (_, planned) => {
    expect(made(planned)).toMatchObject({ said: { class: "hitless", reason: null, changes: true }, all: { headline: { class: "hitless", losingNames: 0 } } });
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
