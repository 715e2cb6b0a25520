import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Finding, renderFinding, renderPlace } from "../../../lib/diagnostics";
import { isUnknown, parseCluster, UNKNOWN } from "../../../lib/model";

/** The least that is a cluster. */
const least = (): Record<string, unknown> => ({
  name: "www",
  routers: { lvs1: { host: "lvs1", priority: 254, public: { interface: "eth0", address: "192.0.2.2/24" } } },
  heartbeat: { virtualRouterId: 51 },
  routing: { method: "direct" },
  vips: { www: { address: "192.0.2.10" } },
  pools: { web: { servers: { web1: { address: "192.0.2.11" } } } },
  virtualServers: { http: { vip: "www", port: 80, pool: "web" } },
});

const findingsOf = (raw: unknown): readonly Finding[] => {
  const parsed = parseCluster(raw);
  return parsed.ok ? [] : parsed.findings;
};
const brief = (raw: unknown): string[] => findingsOf(raw).map(({ code, place }) => `${code} ${renderPlace(place)}`);

/** Every leaf's place in a tree. */
const leaves = (value: unknown, place: (string | number)[] = []): (string | number)[][] =>
  typeof value === "object" && value !== null ? Object.entries(value).flatMap(([key, member]) => leaves(member, [...place, key])) : [place];

const put = (raw: Record<string, unknown>, place: readonly (string | number)[], value: unknown): Record<string, unknown> => {
  const copy = structuredClone(raw);
  const parent = place.slice(0, -1).reduce<Record<string, unknown>>((inner, step) => inner[step] as Record<string, unknown>, copy);
  parent[place.at(-1) ?? ""] = value;
  return copy;
};

describe("parseCluster", () => {
  it("puts the defaults in", () => {
    const parsed = parseCluster(least());
    expect(parsed).toMatchObject({
      ok: true,
      findings: [],
      value: {
        heartbeat: { virtualRouterId: 51, advertIntervalMs: 1000, leg: "public", startupDelayMs: 0 },
        routers: { lvs1: { keepalivedVersion: "2.2.7" } },
        vips: { www: { leg: "public" } },
        pools: { web: { healthChecks: [], servers: { web1: { weight: 1 } } } },
        virtualServers: { http: { protocol: "tcp", scheduler: "wlc" } },
        installPackages: false,
        silence: [],
      },
    });
  });

  it("takes null for left out, which is Terraform's way", () => {
    const withNulls = { ...least(), silence: null, installPackages: null, heartbeat: { virtualRouterId: 51, leg: null, advertIntervalMs: undefined } };
    expect(parseCluster(withNulls)).toEqual(parseCluster(least()));
    expect(brief({ ...least(), name: null })).toEqual(["LVS001 name"]);
  });

  it("finds everything at once, bad names too", () => {
    const raw = {
      ...least(),
      colour: "blue",
      heartbeat: {},
      vips: { WWW: { address: "192.0.2.300" }, "": { address: "192.0.2.11" } },
      pools: { "web.farm": { servers: { "-a": { address: "192.0.2.11", weight: "heavy" } } } },
      routers: [],
    };
    expect(brief(raw).sort()).toEqual(
      [
        "LVS001 heartbeat.virtualRouterId",
        "LVS002 routers",
        "LVS003 colour",
        "LVS010 pools.web.farm",
        "LVS010 pools.web.farm.servers.-a",
        "LVS010 vips.",
        "LVS010 vips.WWW",
        "LVS011 vips.WWW.address",
        "LVS017 pools.web.farm.servers.-a.weight",
      ].sort(),
    );
    const server = findingsOf(raw).find(({ place }) => place.at(-1) === "-a");
    expect(server?.place).toEqual(["pools", "web.farm", "servers", "-a"]);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("is not fooled by a member called %s", (key) => {
    const member = JSON.parse(`{ ${JSON.stringify(key)}: { "address": "192.0.2.11" } }`) as unknown;
    const found = brief({ ...least(), vips: member });
    expect(found).toEqual([`LVS010 vips.${key}`]);
  });

  it.each([[undefined], [null], ["www"], [[]], [42], [UNKNOWN]])("refuses %o, which is no cluster, in words", (raw) => {
    const found = findingsOf(raw);
    expect(found).toHaveLength(1);
    expect(found.map(renderFinding).join()).toMatch(/^LVS00[12]( \(.*\))?: (a cluster is required|this has the wrong structure|this is not known before apply)/);
  });

  it("takes an unknown value for any leaf", () => {
    const full = put(put(least(), ["routing"], { method: "nat", gateway: "10.0.0.254/24" }), ["silence"], ["LVS150"]);
    for (const place of leaves(full)) {
      const parsed = parseCluster(put(full, place, UNKNOWN));
      expect(parsed.ok, place.join(".")).toBe(true);
      const there = parsed.ok ? place.reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], parsed.value) : undefined;
      expect(isUnknown(there), place.join(".")).toBe(true);
    }
  });

  it("says that a collection can't be unknown, since its members are what is planned", () => {
    const [found] = findingsOf({ ...least(), vips: UNKNOWN });
    expect(found && renderFinding(found)).toBe(
      "LVS002 at vips: this is not known before apply, but its members have to be: only single values may come later. Write its members out, and use what is known at apply for the values inside.",
    );
  });

  it("answers any input at all with a value or with findings that can be rendered, and never throws", () => {
    const anything = fc.oneof(fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }), fc.constant(UNKNOWN));
    const places = leaves(least()).flatMap((place) => place.map((_, index) => place.slice(0, index + 1)));
    fc.assert(
      fc.property(fc.constantFrom(...places), anything, (place, value) => {
        const parsed = parseCluster(put(least(), place, value));
        if (parsed.ok) return;
        expect(parsed.findings.length).toBeGreaterThan(0);
        for (const finding of parsed.findings) expect(renderFinding(finding)).toMatch(/^LVS\d{3} at .+: .+\.$/s);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a keepalived version", () => {
  const accepted = (version: string): boolean => parseCluster(put(least(), ["routers", "lvs1", "keepalivedVersion"], version)).ok;
  it.each(["2.2.4", "2.2.7", "2.3.0", "2.10.1", "3.0.0"])("%s is recent enough", (version) => expect(accepted(version)).toBe(true));
  it.each(["2.2.3", "2.1.5", "2.1.104", "1.9.300", "2.2", "v2.2.7", "2.2.7-1", "2.2.7.1", "2.2.99999"])("%s is not, or is no version", (version) => expect(accepted(version)).toBe(false));
});
