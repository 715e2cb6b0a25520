import { IMPACT_CLASSES } from "../../model";
import { type ClusterPreview, type FileDifference, type Gap, type SaidImpact, type Step, type Topology } from "../value";
import { type Block, type Content, type Words, code, fold, lines, list, paragraph, part, strong } from "./block";
import { rankOf } from "./rank";
import { virtualServerParts } from "./virtual-server";
import { ACTION_WORDS, CLASS_SIGN, counted, named } from "./wording";

/** All that is said of one cluster: what happens to its traffic, then why that is to be believed. */
export function clusterBlocks(cluster: ClusterPreview): Block[] {
  const one = cluster.class;
  return [
    { kind: "heading", level: 3, words: [`${CLASS_SIGN[one]} `, code(cluster.name), `: ${one}`] },
    paragraph(code(cluster.address), ` of stack ${cluster.stack}, ${ACTION_WORDS[cluster.action]}${cluster.untold ? ": nobody knows what happens" : ""}.`),
    ...impactParts(cluster.impacts),
    ...lines("findings", rankOf("findings", one), { items: cluster.findings.map(({ text }): Words => [text]), run: "findings", more: "more of the findings" }),
    ...lines("what isn't known", rankOf("gaps", one), { items: cluster.gaps.map(gapWords), run: "gaps", more: "more that isn't known" }),
    ...virtualServerParts(cluster).flatMap((blocks) => part("who gets connections", rankOf("shares", one), blocks)),
    ...part("the picture", rankOf("picture", one), pictureBlocks(cluster)),
    ...part("the order of actions", rankOf("steps", one), stepBlocks(cluster.steps)),
    ...part("drift", rankOf("drift", one), driftBlocks(cluster)),
    ...part("IPVS changes", rankOf("ipvs", one), cluster.ipvs.map(({ routers, lines: changes }) => fold(["IPVS on ", named(routers), `: ${counted(changes.length, "line")}`], [{ kind: "text", language: "shell", text: changes.map((line) => `${line.startsWith("#") ? "" : "ipvsadm "}${line}\n`).join("") }]))),
    ...fileParts(cluster),
    ...part("what is to be done by hand", rankOf("instructions", one), cluster.instructions.map(({ server, text }) => fold(["By hand on ", code(server), ", which has no login"], [{ kind: "text", language: "shell", text: text.endsWith("\n") ? text : `${text}\n` }]))),
    ...part("what that rests on", rankOf("facts", one), factBlocks(cluster.impacts)),
  ];
}

/** The worst first, each class kept as long as its own weight says; what is of one class for one reason is said in one go, such as fifty weights. */
function impactParts(impacts: readonly SaidImpact[]): Block[] {
  const groups = new Map<string, SaidImpact[]>();
  for (const impact of impacts) {
    const key = JSON.stringify([impact.class, impact.reason, impact.virtualServers]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [impact]);
    else group.push(impact);
  }
  const all = [...groups.values()].flatMap(shortened);
  return [...IMPACT_CLASSES].reverse().flatMap((one) => {
    const items = all.filter(([impact]) => impact?.class === one).map(impactWords);
    return lines(`what changes of class ${one}`, rankOf("impacts", one), { items, run: "impacts", more: `more of class ${one}` });
  });
}

/** Characters that one line lists at most: a line is there or not, so one of five hundred real servers would leave a comment as a whole. */
const LONGEST_LINE = 2000;

function shortened(group: readonly SaidImpact[]): SaidImpact[][] {
  const result: SaidImpact[][] = [];
  let room = 0;
  for (const impact of group) {
    room -= impact.summary.length + 2;
    const last = result.at(-1);
    if (last !== undefined && room >= 0) {
      last.push(impact);
      continue;
    }
    result.push([impact]);
    room = LONGEST_LINE - impact.summary.length;
  }
  return result;
}

function impactWords(group: readonly SaidImpact[]): Words {
  const [{ class: one, reason, virtualServers } = { class: "", reason: "", virtualServers: [] }] = group;
  return [strong(one), ` ${group.map(({ summary }) => summary).join("; ")}: ${reason}`, ...(virtualServers.length === 0 ? [] : [` (${named(virtualServers)})`])];
}

function factBlocks(impacts: readonly SaidImpact[]): Block[] {
  const facts = [...new Set(impacts.map(({ fact }) => fact))].filter((fact) => fact !== "");
  return facts.length === 0 ? [] : [fold(["What the classes rest on"], [list(facts.map((fact): Words => [fact]))])];
}

function gapWords({ place, why, files }: Gap): Words {
  return [code(place), why === "unknown" ? " is not known yet" : " is sensitive and not shown", ...(files.length === 0 ? [] : [`; so these are not either: ${named(files)}`])];
}

function pictureBlocks({ topology }: ClusterPreview): Block[] {
  if (topology === null) return [];
  const picture: Content = { kind: "picture", topology };
  return isReshaped(topology) ? [picture] : [fold(["Topology"], [picture])];
}

/** Whether parts come or go: then the picture says more than words. */
function isReshaped({ vips, routers, virtualServers, pools }: Topology): boolean {
  return [...vips, ...routers, ...virtualServers, ...pools.flatMap(({ servers }) => servers)].some(({ mark }) => mark === "added" || mark === "removed");
}

function stepBlocks(steps: readonly Step[]): Block[] {
  if (steps.length === 0) return [];
  const failovers = steps.filter(({ failover }) => failover).length;
  const words = ({ hosts, text, failover }: Step): Words => [...(hosts.length === 0 ? [] : [strong(named(hosts)), ": "]), text, ...(failover ? [" — ", strong("failover")] : []), "."];
  return [fold([`Order of actions on the hosts: ${counted(steps.length, "step")}, ${counted(failovers, "failover")}`], [list(steps.map(words), { ordered: true })])];
}

function driftBlocks({ drift, undeclared, leavesHosts }: ClusterPreview): Block[] {
  const then = leavesHosts ? "It stays as it is: this apply touches no host." : "The apply brings that back; what it does to traffic nobody has judged, and it counts as a failover at least.";
  return [
    ...(drift.length === 0 ? [] : [paragraph(strong("Drift"), `: hosts are other than the last apply left them. ${then}`), ...drift.map((file) => fileBlock(file, "Found on"))]),
    ...(undeclared.length === 0
      ? []
      : [paragraph(strong("Not asked for by the declaration"), ": these differ because another version of cdktf-lvs wrote them, or because an earlier run has seen a change on the host."), ...undeclared.map((file) => fileBlock(file, "On"))]),
  ];
}

/** keepalived's own file before the others, which follow from it or from the same. */
function fileParts(cluster: ClusterPreview): Block[] {
  const isConf = ({ path }: FileDifference): boolean => path.endsWith("/keepalived.conf");
  const conf = cluster.files.filter(isConf);
  const others = cluster.files.filter((file) => !isConf(file));
  return [
    ...conf.flatMap((file) => part(`keepalived.conf on ${named(file.hosts)}`, rankOf("keepalived", cluster.class), [fileBlock(file, "On")])),
    ...others.flatMap((file) => part(`${baseName(file.path)} on ${named(file.hosts)}`, rankOf("other files", cluster.class), [fileBlock(file, "On")])),
  ];
}

function fileBlock(file: FileDifference, where: string): Content {
  const title: Words = [`${where} ${named(file.hosts)}: `, code(file.path), ` ${changeWords(file)}`];
  return file.diff === "" ? paragraph(...title) : fold(title, [{ kind: "text", language: "diff", text: file.diff }]);
}

function changeWords({ change, added, removed }: FileDifference): string {
  switch (change) {
    case "added":
      return `is new (+${added})`;
    case "removed":
      return `goes (−${removed})`;
    case "changed":
      return `+${added} −${removed}`;
    case "unknown":
      return "will change in a way that is not known yet";
    case "hidden":
      return "changes; a sensitive value is in it, so it isn't shown";
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
