import { currentPath, sameModuloComments, shownText } from "../../../compile";
import { createSshConnector } from "../../../deploy/ssh";
import { type DesiredCluster, type DesiredHost } from "../../../deploy/desired-cluster";
import { peerUnreachable } from "../../../deploy/findings";
import { HostSession } from "../../../deploy/host-session";
import { compareIpvs } from "../../../deploy/observe/compare-ipvs";
import { EXPECTED_STATE, IPVS_RULES, linesOf, requestFor } from "../../../deploy/observe/expectation";
import { type ObservedHost } from "../../../deploy/observe/observed-host";
import { type Finding } from "../../../diagnostics";
import { type Call, type ObjectValue, type Outcome, type ReadRequest, type Value, isObjectValue } from "../../server";
import { type LvsContext } from "../lvs-context";
import { filesOf } from "./bundles-value";
import { diagnosticsOf } from "./declared";
import { notUnderstood } from "../not-understood";
import { formerFiles } from "./former";

/**
 * What the hosts really have, put into `bundles` where it differs from what the state's inputs ask for: so drift is a text diff. What keepalived decides by itself
 * (a server taken out, who is active) is no drift. A host that can't be asked keeps what was last known, with a warning.
 */
export async function readCluster({ state }: ReadRequest, call: Call<LvsContext>): Promise<Outcome> {
  const desired = formerFiles(state);
  if (!desired.ok) return { state, diagnostics: diagnosticsOf([notUnderstood(desired.findings)]) };
  const looks = await Promise.all(desired.value.hosts.map((host) => lookAt(desired.value, host, call)));
  const unreachable = looks.flatMap((look) => ("findings" in look ? look.findings : []));
  // An import rebuilds the inputs alone; what follows from them is filled in here.
  const instructions = state["instructions"] ?? { ...desired.value.instructions };
  return { state: { ...state, instructions, ...observedValues(desired.value, looks, state) }, diagnostics: diagnosticsOf(unreachable) };
}

type Look = { readonly host: DesiredHost } & ({ readonly observed: ObservedHost } | { readonly findings: readonly Finding[] });

async function lookAt({ model }: DesiredCluster, host: DesiredHost, { provider, signal }: Call<LvsContext>): Promise<Look> {
  const session = new HostSession(host.name, host.address, { connector: createSshConnector(provider.ssh), signal });
  const observed = await session.observe(requestFor(model.name, host.release.files));
  await session.close();
  if (observed.ok) return { host, observed: observed.value };
  return { host, findings: [peerUnreachable(host.name, observed.findings)] };
}

function observedValues({ model }: DesiredCluster, looks: readonly Look[], state: ObjectValue): ObjectValue {
  const bundles: Record<string, Value> = {};
  const confirmed: Record<string, Value> = {};
  for (const look of looks) {
    const name = look.host.name;
    const before = filesOf(state["bundles"] ?? null, name);
    if ("findings" in look) {
      if (Object.keys(before).length > 0) bundles[name] = { files: before };
      const last = isObjectValue(state["confirmed"] ?? null) ? (state["confirmed"] as ObjectValue)[name] : undefined;
      if (last !== undefined) confirmed[name] = last;
      continue;
    }
    bundles[name] = { files: observedFiles(model.name, look, before) };
    if (look.observed.confirmed !== undefined && !isUnfinished(look)) confirmed[name] = look.observed.confirmed;
  }
  return { bundles, confirmed };
}

/** Whether a run that was cut off left something there that only another one ends: what it confirmed counts for nothing until then, so that a plan has something to do. */
function isUnfinished({ host, observed }: { readonly host: DesiredHost; readonly observed: ObservedHost }): boolean {
  return observed.begun !== undefined || observed.pending !== undefined || (host.role === "router" && !isWhole(observed.model));
}

/** A router without the model, or with half of it, can't be imported. */
function isWhole(model: string | undefined): boolean {
  try {
    JSON.parse(model ?? "");
    return true;
  } catch {
    return false;
  }
}

function observedFiles(cluster: string, { host, observed }: { host: DesiredHost; observed: ObservedHost }, before: ObjectValue): ObjectValue {
  const files: Record<string, Value> = {};
  for (const [path, file] of Object.entries(host.release.files)) {
    const text = observedText(cluster, { host, observed }, path);
    if (text === undefined) continue;
    const content = shownText(path, file.content);
    const found = shownText(path, text);
    const last = before[path];
    const expected = typeof last === "string" && sameModuloComments(path, last, content) ? last : content;
    files[path] = sameModuloComments(path, found, content) ? expected : found;
  }
  return files;
}

/** The file's text on the host; for the two files that describe kernel state, that state in the file's own form. */
function observedText(cluster: string, { host, observed }: { host: DesiredHost; observed: ObservedHost }, path: string): string | undefined {
  const { files } = host.release;
  const found = observed.files[path];
  // What can't be run is not there.
  if (found === undefined || found.mode !== files[path]?.mode.toString(8)) return undefined;
  const onDisk = found.content;
  if (path === currentPath(cluster, IPVS_RULES)) {
    const expected = linesOf(cluster, files, IPVS_RULES);
    const compared = compareIpvs(expected, observed.ipvsTable);
    return compared.repairs.length === 0 ? onDisk : `${compared.asObserved.join("\n")}\n`;
  }
  if (path === currentPath(cluster, EXPECTED_STATE)) return stateAsObserved(files[path]?.content ?? "", linesOf(cluster, files, EXPECTED_STATE), observed, onDisk);
  return onDisk;
}

function stateAsObserved(text: string, expected: readonly string[], observed: ObservedHost, onDisk: string): string {
  if (expected.every((fact, index) => observed.facts[index] === fact)) return onDisk;
  const actual = new Map(expected.map((fact, index) => [fact, observed.facts[index] ?? `${fact} absent`]));
  return text.split("\n").map((line) => actual.get(line) ?? line).join("\n");
}
