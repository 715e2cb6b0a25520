import { type Finding, type Place, type Result } from "../diagnostics";
import { type Cluster, clusterSchema } from "./cluster";
import { NAME_FORM, isName } from "./leaves";
import { parseBy, type RawInput, valueAt } from "./parse";

/** Structure, scalars, names of collections; every finding at once. Cross-checks are {@link import("./checks").checkCluster}. */
export function parseCluster(raw: RawInput): Result<Cluster> {
  const parsed = parseBy(clusterSchema, raw, "a cluster");
  const names = badNames(raw);
  return parsed.ok && names.length === 0 ? parsed : { ok: false, findings: [...parsed.findings, ...names] };
}

/** Read from the input, so that a bad name is found beside whatever else is wrong. */
function badNames(input: unknown): Finding[] {
  const pools = membersOf(valueAt(input, ["pools"]));
  const collections = [["routers"], ["vips"], ["pools"], ["virtualServers"], ...pools.map((pool) => ["pools", pool, "servers"])];
  return collections.flatMap((place) =>
    membersOf(valueAt(input, place))
      .filter((key) => !isName(key))
      .map((key) => badName([...place, key])),
  );
}

function membersOf(value: unknown): string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function badName(place: Place): Finding {
  return {
    code: "LVS010",
    severity: "error",
    place,
    value: place.at(-1),
    summary: `must be ${NAME_FORM}`,
    remedy: "Rename it: names become file names, unit names and identifiers in keepalived.conf",
  };
}
