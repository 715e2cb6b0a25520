import { describe, expect, it } from "vitest";
import { renderPlace } from "../../../lib/diagnostics";
import { checkCluster, parseCluster, withoutRefused } from "../../../lib/model";

/** Two routers with one priority, which is an error of its own, and whatever a test spoils. */
const contradictory = (spoil: (raw: Record<string, Record<string, unknown>>) => void): Record<string, unknown> => {
  const router = (last: number) => ({ host: `lvs${last}`, priority: 100, public: { interface: "eth0", address: `192.0.2.${last}/24` } });
  const raw = {
    name: "www" as unknown as Record<string, unknown>,
    routers: { lvs1: router(1), lvs2: router(2) },
    heartbeat: { virtualRouterId: 51 },
    routing: { method: "direct" },
    vips: { www: { address: "192.0.2.10" } },
    pools: { web: { servers: { web1: { address: "192.0.2.11" } } } },
    virtualServers: { http: { vip: "www", port: 80, pool: "web" } },
  };
  spoil(raw);
  return raw;
};

/** `parsed | checked`: what is said of the input alone, and of what is left of it. */
const said = (raw: unknown): [string[], string[] | undefined] => {
  const parsed = parseCluster(raw);
  const rest = withoutRefused(raw, parsed.findings);
  const brief = (findings: typeof parsed.findings): string[] => findings.filter(({ severity }) => severity === "error").map(({ code, place }) => `${code} ${renderPlace(place)}`);
  return [brief(parsed.findings), rest === undefined ? undefined : brief(checkCluster(rest))];
};

describe("a cluster of which something is refused", () => {
  const [, priorities] = said(contradictory(() => undefined));

  it("has contradictions of its own in these tests", () => {
    expect(priorities).toEqual([expect.stringContaining("routers.lvs2.priority")]);
  });

  it.each<[string, string[], (raw: Record<string, Record<string, unknown>>) => void]>([
    ["a port", ["LVS014 virtualServers.http.port"], (raw) => ((raw["virtualServers"]!["http"] as Record<string, unknown>)["port"] = 70_000)],
    ["a word that nobody knows", ["LVS003 heartbeat.vrid"], (raw) => (raw["heartbeat"]!["vrid"] = 51)],
    ["something that nobody knows", ["LVS003 heartbeat.more"], (raw) => (raw["heartbeat"]!["more"] = { of: "it" })],
    ["a value that is missing", ["LVS001 heartbeat.virtualRouterId"], (raw) => delete raw["heartbeat"]!["virtualRouterId"]],
    ["a name", ["LVS010 vips.w w"], (raw) => (raw["vips"]!["w w"] = { address: "192.0.2.12" })],
    ["an address and a port", ["LVS011 vips.www.address", "LVS014 virtualServers.http.port"], (raw) => {
      raw["vips"]!["www"] = { address: "192.0.2" };
      (raw["virtualServers"]!["http"] as Record<string, unknown>)["port"] = 0;
    }],
  ])("is judged for the rest of it beside %s", (_, refused, spoil) => {
    const [parsed, checked] = said(contradictory(spoil));
    expect(parsed).toEqual(refused);
    expect(checked).toEqual(priorities);
  });

  it("is not where more than single values is wrong", () => {
    expect(said(contradictory((raw) => delete raw["routers"]))[1]).toBeUndefined();
    expect(said(contradictory((raw) => (raw["pools"]!["web"] = 3 as never)))[1]).toBeUndefined();
  });
});
