import { IMPACT_CLASSES, type ImpactClass } from "../../model";
import { percentChange } from "../capacity";
import { isProgram } from "../elsewhere";
import { type NameCounts, countNames } from "../name-change";
import { type Blame, type ClusterPreview, type Headline, type Preview } from "../value";
import { type Block, type Content, type Words, clipped, code, first, list, paragraph, part, strong } from "./block";
import { clusterBlocks } from "./cluster";
import { nameParts } from "./name";
import { rankOf } from "./rank";
import { ACTION_WORDS, CLASS_MEANS, CLASS_SIGN, counted } from "./wording";

/**
 * A preview as blocks, what matters most first.
 * @param short whether lists that are always there, however little room there is, end after their first members
 * @param longest of a warning, or of what is to blame that nothing is certified: so many characters are said of each
 */
export function documentOf(preview: Preview, { short = false, longest = Infinity } = {}): Block[] {
  const most = (count: number): number => (short ? count : Infinity);
  const clusters = preview.stacks.flatMap((stack) => stack.clusters).sort(worstFirst);
  const changing = clusters.filter(({ changes }) => changes);
  const names = preview.stacks.flatMap((stack) => stack.names).filter(({ changes }) => changes);
  const nameCounts = countNames(preview.stacks);
  return [
    { kind: "heading", level: 2, words: [headline(preview.headline, nameCounts)] },
    ...warnings(preview, most(5), longest),
    ...nameLines(nameCounts),
    ...capacityLine(preview.headline, clusters.filter(({ drift, undeclared, leavesHosts }) => !leavesHosts && drift.length + undeclared.length > 0).length),
    ...part("the list of all clusters", rankOf("overview"), overview(changing)),
    ...findingsBlocks(preview, most(12)),
    ...[...IMPACT_CLASSES].reverse().flatMap((one) => group(changing, one)),
    ...nameParts(names),
    ...others(preview),
    ...part("what is assumed", rankOf("assumptions"), [{ kind: "fold", title: ["What no plan says"], blocks: [list(preview.assumptions.map((text) => [text]))] }]),
    ...certificate(preview, most(12), longest),
  ];
}

function worstFirst(a: ClusterPreview, b: ClusterPreview): number {
  return IMPACT_CLASSES.indexOf(b.class) - IMPACT_CLASSES.indexOf(a.class);
}

/** Of names only those are counted by class that somebody notices. */
function headline(said: Headline, { going, others: named }: NameCounts): string {
  if (said.class === "hitless" && IMPACT_CLASSES.every((one) => said.changing[one] === 0)) return said.names === 0 ? "No cluster changes" : `No cluster changes; ${counted(said.names, "DNS name")} does`.replace(/names does$/, "names do");
  const things = (one: ImpactClass): string[] => [...(said.changing[one] === 0 ? [] : [counted(said.changing[one], "cluster")]), ...(one === "hitless" || named[one] === 0 ? [] : [counted(named[one], "DNS name")])];
  const counts = [...IMPACT_CLASSES].reverse().flatMap((one) => (things(one).length === 0 ? [] : [`${one}: ${things(one).join(", ")}`]));
  const names = going === 0 ? [] : [`${counted(going, "DNS name")} ${going === 1 ? "goes" : "go"}`];
  const capacity = said.capacity === undefined ? [] : [`capacity ${percentChange(said.capacity.ratio)}`];
  return `${CLASS_SIGN[said.class]} ${[...names, ...counts, ...capacity].join(" · ")}`;
}

function nameLines({ going, others: { drops, "new-connections": elsewhere } }: NameCounts): Block[] {
  return [
    ...(going === 0 ? [] : [paragraph(strong(`${counted(going, "DNS name")} ${going === 1 ? "gives" : "give"} no address any more`), " to those who ask as before: they can't connect.")]),
    ...(drops === 0 ? [] : [paragraph(strong(`${counted(drops, "DNS name")} ${drops === 1 ? "gives" : "give"} some clients no address any more`), ", those of one family (IPv4 or IPv6), or may do so for all that is known: they can't connect.")]),
    ...(elsewhere === 0 ? [] : [paragraph(strong(`${counted(elsewhere, "DNS name")} ${elsewhere === 1 ? "gives" : "give"} other addresses`), ": new clients go there; connections that stand go on.")]),
  ];
}

function capacityLine(said: Headline, repaired: number): Block[] {
  const { capacity, untold, unknown, unchanged, names } = said;
  const worst = [...IMPACT_CLASSES].reverse().find((one) => said.changing[one] > 0) ?? "hitless";
  const total = IMPACT_CLASSES.reduce((sum, one) => sum + said.changing[one], 0);
  // That nobody notices anything is true of all there is, or not said.
  const isTrueOfAll = worst !== "hitless" || said.class === "hitless";
  return [
    ...(total === 0 || !isTrueOfAll ? [] : [paragraph(strong(worst), `: ${CLASS_MEANS[worst]}.`)]),
    ...(repaired === 0 ? [] : [paragraph(strong(`What hosts of ${counted(repaired, "cluster")} have beside what was declared`), " is brought back: what that does to traffic nobody has judged, and it may be worse than the class says (see drift).")]),
    ...(capacity === undefined ? [] : [paragraph(`Capacity ${percentChange(capacity.ratio)}: virtual server `, code(clipped(capacity.virtualServer)), " of cluster ", code(clipped(capacity.cluster)), capacity.ratio < 1 ? " loses most." : " gains most.")]),
    ...(untold === 0 ? [] : [paragraph(strong(`Of ${counted(untold, "cluster")} nobody knows what happens`), ": what the plan says of it can't be understood, so the worst is assumed.")]),
    ...(unknown === 0 ? [] : [paragraph(strong(`${counted(unknown, "value is", "values are")} not known yet`), ", so not all that happens is known.")]),
    ...(unchanged === 0 && names === 0 ? [] : [paragraph([unchanged === 0 ? [] : [`${counted(unchanged, "cluster")} unchanged`], names === 0 ? [] : [`${counted(names, "DNS name")} changed`]].flat().join(", "), ".")]),
  ];
}

/** Said before all else, because it puts all else in doubt. */
function warnings({ warnings: said }: Preview, most: number, longest: number): Block[] {
  return first(said.map(({ text }): Block => paragraph("⚠ ", clipped(text, longest))), most, (count) => paragraph(`⚠ and ${count} more.`));
}

/** One line a cluster, when there are several. */
function overview(clusters: readonly ClusterPreview[]): Content[] {
  if (clusters.length < 2) return [];
  const row = (cluster: ClusterPreview): Words[] => [[`${CLASS_SIGN[cluster.class]} `, cluster.class], [code(cluster.name)], [cluster.stack], [ACTION_WORDS[cluster.action]], [worstOf(cluster)]];
  return [{ kind: "table", head: ["class", "cluster", "stack", "", "first of all"], rows: clusters.map(row) }];
}

function worstOf({ impacts, class: worst, untold }: ClusterPreview): string {
  if (untold) return "can't be understood";
  return impacts.find((impact) => impact.class === worst)?.summary ?? "";
}

/** Two clusters that are copies of each other have many. */
function findingsBlocks({ findings }: Preview, most: number): Block[] {
  if (findings.length === 0) return [];
  const more = (count: number): Words => [`and ${count} more`];
  const items = first(findings.map(({ text }): Words => [text]), most, more);
  return part(counted(findings.length, "finding between clusters", "findings between clusters"), rankOf("between"), [{ kind: "heading", level: 3, words: ["Between clusters"] }, list(items)]);
}

/** All clusters of a class. */
function group(clusters: readonly ClusterPreview[], one: ImpactClass): Block[] {
  const members = clusters.filter((cluster) => cluster.class === one);
  return part(`${counted(members.length, "cluster")} of class ${one}`, rankOf("group", one), members.flatMap((cluster) => part(`${cluster.name} (${cluster.class})`, rankOf("cluster", one), clusterBlocks(cluster))));
}

/** Who agrees to the digest agrees to these, too. */
function others({ stacks }: Preview): Block[] {
  const count = stacks.reduce((sum, stack) => sum + stack.others, 0);
  const programs = stacks.flatMap(({ elsewhere }) => Object.keys(elsewhere).filter(isProgram)).length;
  return [
    ...(count === 0 ? [] : [paragraph(`${counted(count, "resource")} of other types ${count === 1 ? "changes" : "change"}, too, of which nothing is said here; the digest is over them as well.`)]),
    ...(programs === 0 ? [] : [paragraph(`Terraform starts programs by itself (provisioners, actions or external data sources in ${counted(programs, "place")}), of which nothing is said here; the digest is over them as well.`)]),
  ];
}

/** What the apply is bound to. Always there. */
function certificate({ certificate: said }: Preview, most: number, longest: number): Block[] {
  if (said.certified) {
    return [paragraph("Reviewed digest: ", code(said.digest)), paragraph(code("npx cdktf-lvs verify-plan --reviewed DIGEST PLAN…"), " refuses any other plan.")];
  }
  const more = (count: number): Words => [`and ${count} more`];
  const blame = first(said.blame.map((one) => blameWords(one, longest)), most, more);
  return [paragraph(strong("Not certified"), ": what will be deployed is not known to the last byte, so no apply can be bound to this review."), ...part("what is to blame", rankOf("blame"), [list(blame)])];
}

function blameWords({ stack, address, place, why }: Blame, longest: number): Words {
  const where = clipped(`${address} of ${stack}`, longest);
  return place === undefined ? [`${where}: ${clipped(why, longest)}`] : [code(clipped(place, longest)), ` is ${clipped(why, longest)} (${where})`];
}
