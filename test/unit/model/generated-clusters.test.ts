import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { hasErrors } from "../../../lib/diagnostics";
import { type ClusterInput, checkCluster, clusterSchema, leafSpec, parseCluster } from "../../../lib/model";
import { arbitraryDraft, arbitraryInput, errorsOfChance } from "./arbitrary-cluster";

/** More for a longer look: `LVS_TEST_MODELS=10000`. */
const MODELS = Number(process.env["LVS_TEST_MODELS"] ?? 400);
const SEED = Number(process.env["LVS_TEST_SEED"] ?? Date.now() & 0x7fffffff);

const parameters = { numRuns: MODELS, seed: SEED };

/** Codes of what is wrong with it. */
function errors(input: ClusterInput): string[] {
  const parsed = parseCluster(input);
  const findings = parsed.ok ? checkCluster(parsed.value) : parsed.findings;
  return findings.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

/** What became of one leaf of the schema in all values. */
interface LeafUse {
  /** `*` for names and indices. */
  readonly path: string;
  readonly written: boolean;
  /** By something that could have it. */
  readonly leftOut: boolean;
}

function leafUses(schema: unknown, values: readonly unknown[], path: readonly string[] = []): LeafUse[] {
  const there = values.filter((value) => value !== undefined);
  if (leafSpec(schema as object) !== undefined) return [{ path: path.join("."), written: there.length > 0, leftOut: there.length < values.length }];
  const members = (inner: unknown): LeafUse[] => leafUses(inner, there.flatMap((value) => Object.values(value as object)), [...path, "*"]);
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, inner]) => leafUses(inner, there.map((value) => (value as Readonly<Record<string, unknown>>)[key]), [...path, key]));
  }
  if (schema instanceof z.ZodRecord) return members(schema.valueType);
  if (schema instanceof z.ZodArray) return members(schema.element);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return leafUses(schema.unwrap(), values, path);
  throw new Error(`a cluster has no ${String(schema)}`);
}

/** Leaves that can't be left out by what they belong to; `silence.*` and the like are a list's own members. */
const REQUIRED = [
  "name",
  ...["host", "priority", "public.interface", "public.address", "private.interface", "private.address"].map((leaf) => `routers.*.${leaf}`),
  "heartbeat.virtualRouterId", "heartbeat.secondPath.publicReferences.*", "heartbeat.secondPath.privateReferences.*",
  "routing.method",
  "vips.*.address",
  "pools.*.healthChecks.*.type",
  "pools.*.loadMonitor.type",
  ...["address", "login.host", "login.interface"].map((leaf) => `pools.*.servers.*.${leaf}`),
  ...["vip", "port", "pool"].map((leaf) => `virtualServers.*.${leaf}`),
  "virtualServers.*.schedulerFlags.*",
  "silence.*",
];

describe(`${MODELS} generated clusters (seed ${SEED})`, () => {
  it("parse and have no error", () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const parsed = parseCluster(input);
        expect(parsed.findings).toEqual([]);
        expect(parsed.ok && hasErrors(checkCluster(parsed.value))).toBe(false);
      }),
      parameters,
    );
  });

  it(`come that way from the generator, but for a few that meet ${errorsOfChance.join(" or ")} by chance and are left out`, () => {
    const found = fc.sample(arbitraryDraft, parameters).map(errors).filter((codes) => codes.length > 0);
    expect([...new Set(found.flat())].filter((code) => !errorsOfChance.includes(code))).toEqual([]);
    expect(found.length).toBeLessThan(MODELS / 20);
  });

  it("are the same when they are read again with their defaults put in", () => {
    fc.assert(
      fc.property(arbitraryInput, (input) => {
        const parsed = parseCluster(input);
        expect(parsed.ok && parseCluster(parsed.value)).toEqual(parsed);
      }),
      parameters,
    );
  });

  it("use every leaf of the schema, and leave out each that may be left out", () => {
    const uses = leafUses(clusterSchema, fc.sample(arbitraryInput, parameters));
    expect(uses.map(({ path }) => path)).toContain("pools.*.servers.*.login.user");
    expect(uses.filter(({ written }) => !written)).toEqual([]);
    expect(uses.filter(({ leftOut }) => !leftOut).map(({ path }) => path)).toEqual(REQUIRED);
  });
});
