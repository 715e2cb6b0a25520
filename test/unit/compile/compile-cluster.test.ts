import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CompiledCluster, compileCluster } from "../../../lib/compile";
import { type Cluster, type ClusterInput, UNKNOWN, isUnknown } from "../../../lib/model";
import { arbitraryCluster } from "../model/arbitrary-cluster";
import { DIRECT_SINGLE, NAT_PAIR, filesOf, parsed } from "./small-clusters";

type Path = readonly (string | number)[];

/** Every leaf of a value, as a path. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, Array.isArray(value) ? Number(key) : key]));
}

/** The same value with one leaf unknown. */
function withUnknown<T>(value: T, path: Path): T {
  const copy = structuredClone(value);
  const parent = path.slice(0, -1).reduce<Record<string | number, unknown>>((at, step) => at[step] as Record<string, unknown>, copy as Record<string, unknown>);
  parent[path.at(-1) as string] = UNKNOWN;
  return copy;
}

/** A value as text, unknown leaves included. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (isUnknown(member) ? "not known yet" : member));
}

/** `host file-name` of what is not known. */
function unknowns(compiled: CompiledCluster): string[] {
  const files = compiled.hosts.flatMap(({ host, files: byPath }) => Object.entries(byPath).flatMap(([path, file]) => (file.known ? [] : [`${host} ${path.split("/").at(-1)}`])));
  const instructions = Object.entries(compiled.instructions).flatMap(([host, text]) => (text.known ? [] : [`${host} instructions`]));
  return [...files, ...instructions];
}

/** The same model with the members of every collection in another order. */
function shuffled<T>(value: T, seed: number): T {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  const keyed = Object.entries(value).map(([key, member], index) => [(index * 7919 + seed) % 101, key, shuffled(member, seed + 1)] as const);
  return Object.fromEntries([...keyed].sort(([a], [b]) => a - b).map(([, key, member]) => [key, member])) as T;
}

describe("compiling", () => {
  it("gives the same bytes in whatever order collections come", () => {
    fc.assert(
      fc.property(arbitraryCluster, fc.nat(), (cluster, seed) => {
        expect(JSON.stringify(compileCluster(shuffled(cluster, seed)))).toBe(JSON.stringify(compileCluster(cluster)));
      }),
      { numRuns: 40 },
    );
  });

  it("never throws for a leaf that is not known yet, names it where it is needed, and leaves its model alone", () => {
    fc.assert(
      fc.property(arbitraryCluster, fc.nat(), (cluster, pick) => {
        const paths = leaves(cluster);
        const path = paths[pick % paths.length] as Path;
        const model = withUnknown(cluster, path);
        const before = text(model);
        const compiled = compileCluster(model);
        const waiting = compiled.hosts.flatMap(({ files }) => Object.values(files).flatMap((file) => (file.known ? [] : [file.place])));
        for (const place of waiting) expect(place).toEqual(path);
        expect(text(model)).toBe(before);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a leaf that is not known yet", () => {
  const both = ["lvs1 keepalived.conf", "lvs2 keepalived.conf"];
  const rules = ["lvs1 ipvs.rules", "lvs2 ipvs.rules"];
  const state = ["lvs1 expected-state", "lvs2 expected-state"];
  const cases: Record<string, string[]> = {
    "routers.lvs1.host": [],
    "routers.lvs1.priority": ["lvs1 keepalived.conf"],
    "routers.lvs1.keepalivedVersion": ["lvs1 keepalived.conf"],
    "routers.lvs1.public.interface": ["lvs1 keepalived.conf", "lvs1 60-lvs-www.conf", "lvs1 expected-state"],
    "routers.lvs1.public.address": both,
    "routers.lvs1.private.interface": ["lvs1 keepalived.conf", "lvs1 60-lvs-www.conf", "lvs1 expected-state"],
    "routers.lvs1.private.address": ["lvs1 keepalived.conf"],
    "heartbeat.virtualRouterId": both,
    "heartbeat.advertIntervalMs": both,
    "heartbeat.leg": both,
    "heartbeat.startupDelayMs": both,
    "routing.method": [...both, ...rules, ...state, "lvs1 60-lvs-www.conf", "lvs2 60-lvs-www.conf", "web1 expected-state", "web2 instructions"],
    "routing.gateway": [...both, ...state, "lvs1 60-lvs-www.conf", "lvs2 60-lvs-www.conf", "web1 expected-state", "web2 instructions"],
    "routing.gatewayLabel": both,
    "vips.www.address": [...both, ...rules],
    "vips.www.leg": both,
    "pools.web.healthChecks.0.path": both,
    "pools.web.healthChecks.0.intervalMs": both,
    "pools.web.servers.web1.address": [...both, ...rules],
    "pools.web.servers.web1.weight": [...both, ...rules],
    "pools.web.servers.web1.login.host": [],
    "pools.web.servers.web1.login.interface": ["web1 expected-state"],
    "pools.web.servers.web2.address": [...both, ...rules, "web2 instructions"],
    "pools.web.servers.web2.port": [...both, ...rules],
    "virtualServers.http.vip": [...both, ...rules],
    "virtualServers.http.protocol": [...both, ...rules],
    "virtualServers.http.port": [...both, ...rules],
    "virtualServers.http.pool": [...both, ...rules],
    "virtualServers.http.scheduler": [...both, ...rules, ...state, "lvs1 lvs-www.conf", "lvs2 lvs-www.conf"],
    installPackages: [],
  };

  it.each(Object.entries(cases))("%s keeps only the files that need it from being known", (path, waiting) => {
    const model = withUnknown(parsed(NAT_PAIR), path.split("."));
    expect(unknowns(compileCluster(model)).sort()).toEqual([...waiting].sort());
  });

  it("in the cluster's name keeps every path from being known, and says so", () => {
    const { hosts } = compileCluster(withUnknown(parsed(NAT_PAIR), ["name"]));
    expect(hosts).toEqual([
      { host: "lvs1", role: "router", files: {}, pathsUnknown: ["name"] },
      { host: "lvs2", role: "router", files: {}, pathsUnknown: ["name"] },
      { host: "web1", role: "real-server", files: {}, pathsUnknown: ["name"] },
    ]);
  });
});

describe("a health check's type", () => {
  it("keeps the paths of the routers alone from being known: some types come with a program", () => {
    const { hosts } = compileCluster(withUnknown(parsed(NAT_PAIR), ["pools", "web", "healthChecks", "0", "type"]));
    expect(hosts.map(({ host, pathsUnknown }) => [host, pathsUnknown])).toEqual([
      ["lvs1", ["pools", "web", "healthChecks", 0, "type"]],
      ["lvs2", ["pools", "web", "healthChecks", 0, "type"]],
      ["web1", undefined],
    ]);
  });
});

describe("keepalived's version", () => {
  it.each([
    ["2.2.4", false],
    ["2.2.5", true],
    ["2.10.0", true],
  ])("%s is sent unicast_fault_no_peer: %s", (version, expected) => {
    const input = structuredClone(NAT_PAIR) as { routers: Record<string, { keepalivedVersion?: string }> } & ClusterInput;
    (input.routers["lvs1"] as { keepalivedVersion?: string }).keepalivedVersion = version;
    expect(filesOf(input, "lvs1")["/var/lib/lvs/clusters/www/current/keepalived.conf"]?.content.includes("unicast_fault_no_peer")).toBe(expected);
  });
});

describe("a real server in several pools", () => {
  it("is one host, logged in to once", () => {
    expect(compileCluster(parsed(DIRECT_SINGLE)).hosts.map(({ host }) => host)).toEqual(["gate", "ns1"]);
  });

  it("is logged in to when any of its pools says how", () => {
    const model: Cluster = structuredClone(parsed(DIRECT_SINGLE));
    const server = model.pools["four"]?.servers["ns1"] as { login?: unknown };
    delete server.login;
    expect(compileCluster(model).hosts.map(({ host }) => host)).toEqual(["gate", "ns1"]);
  });
});
