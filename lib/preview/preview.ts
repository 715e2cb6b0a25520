import { type Finding, type Result, ok } from "../diagnostics";
import { type ImpactClass, IMPACT_CLASSES, type SiteMember, checkSite, worstClass } from "../model";
import { jointCertificate, stackCertificate } from "./certificate";
import { clusterChange } from "./cluster-change";
import { clusterPreview } from "./cluster-preview";
import { type HeldVips, heldVips, ledAstray } from "./led-astray";
import { namePreview } from "./name-change";
import { looksMissed, looksTaken } from "./looks-taken";
import { type PlanFile } from "./plan-file";
import { saidFinding } from "./said";
import { type hiddenIn } from "./sensitive";
import { driftAlone, outputsOfBefore, partialPlan } from "./findings";
import { type CapacityChange, type ClusterPreview, type Headline, PREVIEW_FORMAT, type Preview, type StackPreview } from "./value";

/** What these plans do, computed once. One resource after the other: all at once may take more memory than there is. @param about what was found while the plans were looked for */
export function previewOf(plans: readonly PlanFile[], about: readonly Finding[] = []): Result<Preview> {
  const site: SiteMember[] = [];
  const hidden: ReturnType<typeof hiddenIn>[number][] = [];
  const findings: Finding[] = [];
  const held: HeldVips[] = [];
  const shownHosts = new Map<string, Set<string>>();
  const stacks = [...plans].sort((a, b) => (a.stack < b.stack ? -1 : 1)).map((plan) => stackPreview(plan, { site, hidden, findings, held, shownHosts }));
  if (findings.length > 0) return { ok: false, findings };
  const certificates = stacks.flatMap(({ clusters, names }) => [...clusters, ...names].map(({ certificate }) => certificate));
  const ordered = [...plans].sort((a, b) => (a.stack < b.stack ? -1 : 1));
  return ok({
    format: PREVIEW_FORMAT,
    headline: headlineOf(stacks),
    certificate: jointCertificate([...certificates, ...stacks.map(({ certificate }) => certificate)]),
    stacks,
    assumptions: assumptionsFor(stacks, ordered),
    warnings: [...ordered.flatMap((plan) => looksMissed(plan, shownHosts.get(plan.stack) ?? new Set())), ...about, ...ordered.flatMap(warningsOf), ...plannedTooEarly(ordered, stacks)].map((finding) => saidFinding(finding, [])),
    findings: [...checkSite(site), ...ledAstray(stacks, held)].map((finding) => saidFinding(finding, hidden)),
  });
}

function warningsOf({ stack, partial, driftAlone: addresses }: PlanFile): Finding[] {
  return [...(partial === undefined ? [] : [partialPlan(stack, partial)]), ...(addresses.length === 0 ? [] : [driftAlone(stack, addresses)])];
}

/** Stacks that read what others have put out, while these change: at their turn they may plan something else. */
function plannedTooEarly(plans: readonly PlanFile[], stacks: readonly StackPreview[]): Finding[] {
  const changing = stacks.filter(({ clusters, names, others }) => others > 0 || [...clusters, ...names].some(({ changes }) => changes)).map(({ stack }) => stack);
  return plans.filter(({ readsOtherStacks }) => readsOtherStacks).flatMap(({ stack }) => {
    const others = changing.filter((other) => other !== stack);
    return others.length === 0 ? [] : [outputsOfBefore(stack, others)];
  });
}

/** What is gathered over all stacks. */
interface Gathered {
  readonly site: SiteMember[];
  readonly hidden: ReturnType<typeof hiddenIn>[number][];
  readonly findings: Finding[];
  readonly held: HeldVips[];
  /** Of each stack the hosts that were or will be, and whose names may be shown. */
  readonly shownHosts: Map<string, Set<string>>;
}

function stackPreview(plan: PlanFile, gathered: Gathered): StackPreview {
  const { stack, others, elsewhere, resources } = plan;
  const clusters: ClusterPreview[] = [];
  const names: StackPreview["names"][number][] = [];
  const shownHosts = gathered.shownHosts.get(stack) ?? new Set<string>();
  gathered.shownHosts.set(stack, shownHosts);
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
    gathered.held.push(...heldVips(change));
    if (change.secret) continue;
    for (const side of [change.former, change.next]) for (const { host } of side?.shown.compiled.hosts ?? []) shownHosts.add(host);
    if (change.next === undefined) continue;
    gathered.site.push({ place: [stack, change.address], cluster: change.next.cluster });
    gathered.hidden.push(...change.next.hidden);
  }
  return { stack, clusters: clusters.sort(worstFirst), names: names.sort((a, b) => (a.address < b.address ? -1 : 1)), others, elsewhere: Object.fromEntries(elsewhere), certificate: stackCertificate(plan) };
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
  const names = stacks.flatMap((stack) => stack.names).filter(({ changes }) => changes);
  return {
    class: worstClass([...changing, ...names]),
    changing: Object.fromEntries(counts) as Record<ImpactClass, number>,
    unchanged: clusters.length - changing.length,
    untold: changing.filter(({ untold }) => untold).length,
    names: names.length,
    losingNames: names.filter((name) => name.class === "drops").length,
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
function assumptionsFor(stacks: readonly StackPreview[], plans: readonly PlanFile[]): string[] {
  const changing = stacks.flatMap(({ clusters }) => clusters.filter(({ changes }) => changes));
  if (changing.length === 0) return looksTaken(plans);
  const isNew = changing.some(({ action }) => ["create", "create-then-delete", "create-then-forget"].includes(action));
  return [
    ...looksTaken(plans),
    ...(isNew ? ["A plan that creates a cluster knows nothing of what is there: where a cluster of that name runs on these hosts already, it is adopted and changed, and unless LVS731 or LVS732 is said of it, what that does to its traffic is not in the class."] : []),
    "Which router is active stands in no plan: the one with the greatest priority is taken for it. Where another one is, the routers change in the other order.",
    "Shares and capacity hold while every real server is alive, and by the weights as declared.",
    "How hosts are reached is bound to the digest as the stack has it written (provider configuration), without the values of variables in it, and without the files that it names, such as ssh_config or known_hosts.",
  ];
}
