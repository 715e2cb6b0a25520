import { describe, expect, it } from "vitest";
import { DNS_SCHEMA } from "../../../lib/provider/resources/dns-schema";
import { type ObjectValue, UNKNOWN, conform } from "../../../lib/provider/server";
import { created, deleted, updated } from "./clusters";
import { type ChangeJson, type Planned, changeJson, planJson, preview, read } from "./plan-json";

/** The VIP of the cluster `www`, and one of somebody else. */
const [VIP, OTHER] = ["203.0.113.10", "198.51.100.10"];

/** `www.example.com` with these addresses. */
function leadingTo(...addresses: readonly string[]): ObjectValue {
  const server = { host: "ns1.example.com", key: { name: "lvs", secret: { file: "/etc/lvs/dns.key" } } };
  return conform({ name: "www.example.com", server, addresses, records: addresses.map((address) => `60 A ${address}`) }, DNS_SCHEMA.attributes, { strangers: "report" }).value;
}

function name(planned: Planned): ChangeJson {
  return changeJson({ type: "lvs_dns_round_robin", ...planned });
}

const unchanged = (...addresses: readonly string[]): ChangeJson => name({ actions: ["no-op"], before: leadingTo(...addresses), after: leadingTo(...addresses) });
const takenOut = name({ before: leadingTo(VIP, OTHER), after: leadingTo(OTHER) });
const readdressed = updated((cluster) => (cluster.vips["www"]!.address = "203.0.113.11"));

/** What is said of each stack's changes, by place. */
function said(...stacks: readonly (readonly ChangeJson[])[]): string[] {
  const { findings } = preview(...stacks.map((changes, index) => read(planJson(changes), `stack${index + 1}`)));
  return findings.filter(({ code }) => code === "LVS735").map(({ place, text }) => `${place}: ${text}`);
}

describe("a VIP that ends while a name leads to it", () => {
  const place = "stack1.lvs_cluster.www.vips.www";

  it.each<[string, readonly (readonly ChangeJson[])[]]>([
    ["gets another address, the name stays", [[readdressed, unchanged(VIP, OTHER)]]],
    ["gets another address, the name follows in the same deployment", [[readdressed, name({ before: leadingTo(VIP), after: leadingTo("203.0.113.11") })]]],
    ["gets another address, the name is another stack's", [[readdressed], [unchanged(VIP)]]],
    ["goes with its cluster, the name stays", [[deleted(), unchanged(VIP, OTHER)]]],
    ["goes with its cluster, the name is forgotten", [[deleted(), name({ actions: ["forget"], before: leadingTo(VIP), after: null })]]],
    ["goes with its cluster, which a name of another stack can't keep waiting", [[deleted()], [takenOut]]],
  ])("is warned of: it %s", (_, stacks) => {
    expect(said(...stacks)).toEqual([expect.stringMatching(new RegExp(`^${place}: LVS735 at ${place} \\("203\\.0\\.113\\.10"\\): the VIP ends while www\\.example\\.com leads to it: .* Take it out of the name in one deployment`))]);
  });

  it("names all names, once", () => {
    const api = { ...leadingTo(VIP), name: "api.example.com" };
    const more = name({ address: "lvs_dns_round_robin.api", actions: ["no-op"], before: api, after: api });
    expect(said([readdressed, unchanged(VIP), more])).toEqual([expect.stringContaining("while api.example.com, www.example.com lead to it")]);
  });

  it.each<[string, readonly (readonly ChangeJson[])[]]>([
    ["goes with its cluster, which waits for the name", [[deleted(), takenOut]]],
    ["goes with its cluster and its name", [[deleted(), name({ actions: ["delete"], before: leadingTo(VIP) })]]],
    ["is in no name", [[readdressed, unchanged(OTHER)]]],
    ["stays", [[updated((cluster) => (cluster.vips["www"]!.label = "eth0:1")), unchanged(VIP)]]],
    ["has another name in the cluster", [[updated((cluster) => {
      cluster.vips["web"] = cluster.vips["www"]!;
      delete cluster.vips["www"];
      for (const server of Object.values(cluster.virtual_servers)) server.vip = "web";
    }), unchanged(VIP)]]],
    ["is held by another cluster from now on", [[readdressed, created((cluster) => (cluster.name = "other"), { address: "lvs_cluster.other" }), unchanged(VIP)]]],
    ["may stay: its address is not known yet", [[updated((cluster) => ((cluster.vips["www"] as { address: unknown }).address = UNKNOWN)), unchanged(VIP)]]],
    ["is forgotten by Terraform", [[changeJson({ actions: ["forget"], before: deleted().change["before"] as ObjectValue }), unchanged(VIP)]]],
  ])("is not warned of where it %s", (_, stacks) => {
    expect(said(...stacks)).toEqual([]);
  });
});
