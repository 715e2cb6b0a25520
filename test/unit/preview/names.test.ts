import { describe, expect, it } from "vitest";
import { type NamePreview, renderMarkdown, renderText } from "../../../lib/preview";
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

function made(planned: Planned, drift?: Planned): { readonly said: NamePreview; readonly markdown: string; readonly text: string } {
  const type = "lvs_dns_round_robin";
  const all = preview(read(planJson([changeJson({ type, ...planned })], { drift: drift === undefined ? [] : [changeJson({ type, ...drift })] })));
  return { said: all.stacks[0]!.names[0]!, markdown: renderMarkdown(all), text: renderText(all) };
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
