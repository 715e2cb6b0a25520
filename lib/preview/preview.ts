import { type Finding, type Result, ok } from "../diagnostics";
import { type ImpactClass, IMPACT_CLASSES, type SiteMember, checkSite, worstClass } from "../model";
import { jointCertificate } from "./certificate";
import { clusterChange } from "./cluster-change";
import { clusterPreview } from "./cluster-preview";
import { namePreview } from "./name-change";
import { type PlanFile } from "./plan-file";
import { saidFinding } from "./said";
import { type hiddenIn } from "./sensitive";
import { type CapacityChange, type ClusterPreview, type Headline, PREVIEW_FORMAT, type Preview, type StackPreview } from "./value";

/** What these plans do, computed once. One resource after the other: all at once may take more memory than there is. */
export function previewOf(plans: readonly PlanFile[]): Result<Preview> {
  const site: SiteMember[] = [];
  const hidden: ReturnType<typeof hiddenIn>[number][] = [];
  const findings: Finding[] = [];
  const stacks = [...plans].sort((a, b) => (a.stack < b.stack ? -1 : 1)).map((plan) => stackPreview(plan, { site, hidden, findings }));
  if (findings.length > 0) return { ok: false, findings };
  const certificates = stacks.flatMap(({ clusters, names }) => [...clusters, ...names].map(({ certificate }) => certificate));
  return ok({
    format: PREVIEW_FORMAT,
    headline: headlineOf(stacks),
    certificate: jointCertificate(certificates),
    stacks,
    assumptions: assumptionsFor(stacks, plans.some(({ drifted }) => drifted)),
    findings: checkSite(site).map((finding) => saidFinding(finding, hidden)),
  });
}

/** What is gathered over all stacks. */
interface Gathered {
  readonly site: SiteMember[];
  readonly hidden: ReturnType<typeof hiddenIn>[number][];
  readonly findings: Finding[];
}

function stackPreview({ stack, others, resources }: PlanFile, gathered: Gathered): StackPreview {
  const clusters: ClusterPreview[] = [];
  const names: StackPreview["names"][number][] = [];
  for (const read of resources()) {
    if (!read.ok) {
      gathered.findings.push(...read.findings);
      continue;
    }
    if (read.value.type === "lvs_dns_round_robin") {
      names.push(namePreview(stack, read.value));
      continue;
    }
    const change = clusterChange(stack, read.value);
    clusters.push(clusterPreview(change));
    if (change.next === undefined || change.secret) continue;
    gathered.site.push({ place: [stack, change.address], cluster: change.next.cluster });
    gathered.hidden.push(...change.next.hidden);
  }
  return { stack, clusters: clusters.sort(worstFirst), names: names.sort((a, b) => (a.address < b.address ? -1 : 1)), others };
}

function worstFirst(a: ClusterPreview, b: ClusterPreview): number {
  const severity = ({ class: one, changes }: ClusterPreview): number => (changes ? IMPACT_CLASSES.indexOf(one) + 1 : 0);
  return severity(b) - severity(a) || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.address < b.address ? -1 : 1);
}

function headlineOf(stacks: readonly StackPreview[]): Headline {
  const clusters = stacks.flatMap((stack) => stack.clusters);
  const changing = clusters.filter(({ changes }) => changes);
  const counts = IMPACT_CLASSES.map((one): [ImpactClass, number] => [one, changing.filter((cluster) => cluster.class === one).length]);
  const capacity = greatestChange(changing);
  return {
    class: worstClass(changing),
    changing: Object.fromEntries(counts) as Record<ImpactClass, number>,
    unchanged: clusters.length - changing.length,
    untold: changing.filter(({ untold }) => untold).length,
    names: stacks.flatMap(({ names }) => names.filter(({ changes }) => changes)).length,
    ...(capacity === undefined ? {} : { capacity }),
    unknown: clusters.flatMap(({ gaps }) => gaps.filter(({ why }) => why === "unknown")).length,
  };
}

/** The greatest loss, else the greatest gain. */
function greatestChange(clusters: readonly ClusterPreview[]): CapacityChange | undefined {
  const changes = clusters.flatMap(({ stack, name: cluster, virtualServers }) =>
    virtualServers.flatMap(({ name: virtualServer, capacity: ratio }) => (ratio === null || Math.round(ratio * 1000) === 1000 ? [] : [{ stack, cluster, virtualServer, ratio }])),
  );
  const ordered = changes.sort((a, b) => a.ratio - b.ratio);
  const [least, most] = [ordered[0], ordered.at(-1)];
  return least !== undefined && least.ratio < 1 ? least : most;
}

/** Said in every preview: a plan is not the hosts. */
function assumptionsFor(stacks: readonly StackPreview[], drifted: boolean): string[] {
  const changing = stacks.flatMap(({ clusters }) => clusters.filter(({ changes }) => changes));
  if (changing.length === 0) return [looked(drifted)];
  return [
    looked(drifted),
    "Which router is active stands in no plan: the one with the greatest priority is taken for it. Where another one is, the routers change in the other order.",
    "Shares and capacity hold while every real server is alive, and by the weights as declared.",
  ];
}

function looked(drifted: boolean): string {
  const what = "A plan says neither whether the hosts were looked at (-refresh=false) nor which of them could not be reached: of these Terraform warns (LVS343) when it plans, and what is shown is what was last known.";
  return drifted ? `${what} Here a look was taken: what it found stands under drift.` : `${what} That no drift is shown means that none was found, or that nobody looked.`;
}
