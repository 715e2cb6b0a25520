import { isDeepStrictEqual } from "node:util";
import { compileCluster, releaseDigest, type BundleFile, type CompiledCluster, type HostBundle } from "../../../compile";
import { type Finding } from "../../../diagnostics";
import { type Cluster, attempt } from "../../../model";
import { type ObjectValue, type Planned, type PlanRequest, type Value, UNKNOWN, isObjectValue } from "../../server";
import { bundlesValue, filesOf } from "./bundles-value";
import { declaredCluster, diagnosticsOf } from "./declared";
import { COMPUTED, providerOnlyChange } from "./provider-only";

/** What each host would get, as text, and whether anybody has still to take it. Pure: no host is asked. */
export function planCluster({ prior, proposed, config }: PlanRequest): Planned {
  const declared = declaredCluster(config);
  if (!declared.ok) return { planned: proposed, diagnostics: diagnosticsOf(declared.findings) };
  const computed = plannedValues(declared.value, prior ?? {});
  const mended = COMPUTED.filter((name) => !isDeepStrictEqual(computed[name], prior?.[name]));
  const change = providerOnlyChange(prior, proposed);
  if (prior === null || change === "no" || mended.length === 0) return { planned: { ...proposed, ...computed }, diagnostics: diagnosticsOf(declared.findings) };
  // What the hosts get must come out the same once the value is known, whichever it is: so it is left open.
  const instead = mended.map((name) => [name, change === "yes" ? (prior[name] ?? null) : UNKNOWN] as const);
  const findings = change === "yes" ? [...declared.findings, leftForLater(String(prior["name"]))] : declared.findings;
  return { planned: { ...proposed, ...computed, ...Object.fromEntries(instead) }, diagnostics: diagnosticsOf(findings) };
}

function leftForLater(cluster: string): Finding {
  return {
    code: "LVS402",
    severity: "warning",
    place: [],
    value: cluster,
    summary: "hosts are not as they shall be, and this deploy leaves them so: it changes only what no host sees (deletionProtection, silence)",
    remedy: "Deploy again to bring the hosts in order, or delete the cluster",
  };
}

/** The computed attributes; a collection that is unknown as a whole leaves them all unknown. */
function plannedValues(model: Cluster, prior: ObjectValue): ObjectValue {
  const compiled = attempt(() => compileCluster(model));
  if (!compiled.known) return { bundles: UNKNOWN, confirmed: UNKNOWN, instructions: UNKNOWN };
  return {
    bundles: bundlesValue(compiled.value.hosts, prior["bundles"] ?? null),
    confirmed: plannedConfirmed(compiled.value, prior),
    instructions: Object.fromEntries(Object.entries(compiled.value.instructions).map(([server, text]) => [server, text.known ? text.value : UNKNOWN])),
  };
}

/** Host by host: as it was where the host has confirmed what it shall have and shows no drift; else unknown, because only the host can say. */
function plannedConfirmed(compiled: CompiledCluster, prior: ObjectValue): Value {
  const confirmed = isObjectValue(prior["confirmed"]) ? prior["confirmed"] : {};
  return Object.fromEntries(compiled.hosts.map((host) => [host.host, settledDigest(host, confirmed, prior["bundles"] ?? null) ?? UNKNOWN]));
}

function settledDigest(host: HostBundle, confirmed: ObjectValue, bundles: Value): string | undefined {
  const digest = digestOf(host);
  const planned = bundlesValue([host], bundles);
  const unchanged = isDeepStrictEqual(filesOf(planned, host.host), filesOf(bundles, host.host));
  return digest !== undefined && confirmed[host.host] === digest && unchanged ? digest : undefined;
}

function digestOf(host: HostBundle): string | undefined {
  const files: Record<string, BundleFile> = {};
  for (const [path, file] of Object.entries(host.files)) {
    if (!file.known) return undefined;
    files[path] = file.value;
  }
  return host.pathsUnknown === undefined ? releaseDigest(files) : undefined;
}
