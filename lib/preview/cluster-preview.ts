import { type HostBundle } from "../compile";
import { type Finding, type Place, renderPlace } from "../diagnostics";
import { type Impact, impactOf, worstClass } from "../model";
import { clusterCertificate, unknownPlaces } from "./certificate";
import { type ClusterChange, type Side } from "./cluster-change";
import { otherVersion } from "./findings";
import { type HostFiles, hostFiles } from "./host-files";
import { ipvsChanges } from "./ipvs-changes";
import { saidFinding, saidImpact } from "./said";
import { stepsOf } from "./steps";
import { topologyOf } from "./topology";
import { type ClusterPreview, type Gap, type IpvsDifference } from "./value";
import { losing } from "./losing";
import { notJudged, protectionImpact } from "./other-impacts";
import { virtualServersOf } from "./virtual-servers";

/** Everything that is shown of one cluster. */
export function clusterPreview(change: ClusterChange): ClusterPreview {
  // What a create adopts was there before: only the provider is not told.
  const seen = change.adopting === undefined ? change : { ...change, ...change.adopting };
  const files = hostFiles(seen);
  const { certificate, hosts, otherTexts } = clusterCertificate(change, files);
  const place = [change.stack, change.address];
  const findings = [...change.findings, ...(otherTexts.length > 0 ? [otherVersion(place, otherTexts)] : [])];
  const impacts = change.unreadable ? [] : [...impactsOf(seen), ...protectionImpact(seen), ...notJudged(seen, files)];
  const head = {
    ...{ stack: change.stack, address: change.address, action: change.action, certificate, hosts: change.secret ? {} : hosts },
    name: nameOf(change),
    class: change.blind ? ("drops" as const) : worstClass(impacts),
    untold: change.blind,
    changes: !["none", "read"].includes(change.action),
    ...{ secret: change.secret, leavesHosts: change.leavesHosts },
  };
  return { ...head, ...(change.secret ? withoutDetails(findings) : details(seen, { impacts, findings, files })) };
}

type Details = Omit<ClusterPreview, "stack" | "address" | "action" | "certificate" | "hosts" | "name" | "class" | "untold" | "changes" | "secret" | "leavesHosts">;

interface Found {
  readonly impacts: readonly Impact[];
  readonly findings: readonly Finding[];
  readonly files: HostFiles;
}

function details(change: ClusterChange, { impacts, findings, files }: Found): Details {
  const hidden = [...(change.former?.hidden ?? []), ...(change.next?.hidden ?? [])];
  const said = impacts.map((impact) => saidImpact(impact, hidden));
  return {
    impacts: said,
    ...(change.unreadable ? { topology: null, virtualServers: [], steps: [], ipvs: [] } : traffic(change, impacts)),
    ...{ files: files.declared, drift: files.drift, undeclared: files.undeclared },
    instructions: instructionsOf(change),
    gaps: gapsOf(change.next),
    findings: findings.map((finding) => saidFinding(finding, hidden)),
  };
}

/** What Terraform forgets goes on as it is. */
function traffic(change: ClusterChange, impacts: readonly Impact[]): Pick<Details, "topology" | "virtualServers" | "steps" | "ipvs"> {
  const seen = change.action === "forget" ? { ...change, next: change.former } : change;
  return { topology: topologyOf(seen) ?? null, virtualServers: virtualServersOf(seen, losing(impacts)), steps: stepsOf(change, impacts), ipvs: ipvsOf(change) };
}

/** Where not even names may be shown, findings would show some. */
function withoutDetails(findings: readonly Finding[]): Details {
  const nothing = { impacts: [], topology: null, virtualServers: [], steps: [], files: [], drift: [], undeclared: [], ipvs: [], instructions: [], gaps: [] };
  return { ...nothing, findings: findings.map(({ code, severity }) => ({ code, severity, place: "", text: `${code}: all of the cluster is sensitive, so it isn't shown here.` })) };
}

function nameOf({ former, next, address, secret }: ClusterChange): string {
  const name = (next ?? former)?.shown.cluster.name;
  return secret || typeof name !== "string" ? address : name;
}

function impactsOf({ action, former, next, address, createdAs }: ClusterChange): readonly Impact[] {
  switch (action) {
    case "create":
    case "update":
      return impactOf(former?.cluster, next?.cluster);
    case "delete":
      return impactOf(former?.cluster, next?.cluster).map((impact) => (createdAs === undefined ? impact : { ...impact, reason: `${impact.reason}, unless the create of ${createdAs} comes first` }));
    case "create-then-delete":
    case "create-then-forget":
      // What the one operation of a run has adopted, the other one doesn't take away, and nobody forgets.
      return impactOf(former?.cluster, next?.cluster);
    case "delete-then-create":
      return [replacement(address, Object.keys(former?.cluster.virtualServers ?? {})), ...impactOf(former?.cluster, next?.cluster)];
    case "none":
    case "read":
    case "forget":
      return [];
  }
}

function replacement(address: string, virtualServers: readonly string[]): Impact {
  return {
    ...{ class: "drops", place: [], before: undefined, after: undefined },
    summary: `${address} is replaced`,
    reason: "Terraform first removes the cluster from all hosts, and then deploys it again",
    fact: "a removal takes the VIPs and the kernel's table away (lifecycle create_before_destroy would leave them; a taint is taken back by terraform untaint)",
    virtualServers,
  };
}

const NOT_TOLD = "# not told: it hangs on a value that is not known yet, or not shown";

/** What changes in the kernel's table of each router, as far as it may be shown. */
function ipvsOf({ former, next, action }: ClusterChange): IpvsDifference[] {
  if (action === "none" || action === "forget" || action === "read") return [];
  const groups = new Map<string, { readonly routers: string[]; readonly lines: readonly string[] }>();
  const names = new Set([next, former].flatMap((side) => side?.shown.compiled.hosts.filter(({ role }) => role === "router").map(({ host }) => host) ?? []));
  for (const name of names) {
    const [before, after] = [rulesOf(former, name), rulesOf(next, name)];
    const lines = before === undefined || after === undefined ? [NOT_TOLD] : ipvsChanges(before, after);
    const group = groups.get(lines.join("\n"));
    if (lines.length === 0) continue;
    if (group === undefined) groups.set(lines.join("\n"), { routers: [name], lines });
    else group.routers.push(name);
  }
  return [...groups.values()];
}

/** Empty where the router has none; `undefined` where it isn't known. */
function rulesOf(side: Side | undefined, router: string): string | undefined {
  const bundle = side?.shown.compiled.hosts.find(({ host }) => host === router);
  if (bundle === undefined) return "";
  const rules = Object.entries(bundle.files).find(([path]) => path.endsWith("/ipvs.rules"))?.[1];
  return rules?.known === true ? rules.value.content : undefined;
}

/** Of real servers without login: only where something changes. */
function instructionsOf({ former, next }: ClusterChange): ClusterPreview["instructions"] {
  const before = former?.shown.compiled.instructions ?? {};
  return Object.entries(next?.shown.compiled.instructions ?? {}).flatMap(([server, text]) => {
    if (!text.known) return [{ server, text: `not known yet: ${renderPlace(text.place)}` }];
    const was = before[server];
    return was?.known === true && was.value === text.value ? [] : [{ server, text: text.value }];
  });
}

/** Every value that isn't shown, with the files that hang on it. */
function gapsOf(next: Side | undefined): Gap[] {
  if (next === undefined) return [];
  const needing = filesNeeding(next.shown.compiled.hosts);
  const gap = (why: Gap["why"]) => (place: Place): Gap => ({ place: renderPlace(place), why, files: needing.get(renderPlace(place)) ?? [] });
  return [...unknownPlaces(next.cluster).map(gap("unknown")), ...next.hidden.map(({ place }) => place).map(gap("sensitive"))];
}

/** Files by the first value that they lack. */
function filesNeeding(hosts: readonly HostBundle[]): ReadonlyMap<string, readonly string[]> {
  const needing = new Map<string, string[]>();
  const note = (place: Place, file: string): void => {
    const needed = needing.get(renderPlace(place));
    if (needed === undefined) needing.set(renderPlace(place), [file]);
    else needed.push(file);
  };
  for (const { host, files, pathsUnknown } of hosts) {
    if (pathsUnknown !== undefined) note(pathsUnknown, `${host}: all files`);
    for (const [path, file] of Object.entries(files)) if (!file.known) note(file.place, `${host}:${path}`);
  }
  return needing;
}
