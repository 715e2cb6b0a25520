import { Annotations, TerraformStack } from "cdktf";
import { type Construct, type IConstruct } from "constructs";
import { type Finding, type Place, renderFinding, renderPlace } from "../diagnostics";
import { type Cluster, checkCluster, checkSite, knownOnly, parseCluster, parseDnsRoundRobin, withoutRefused } from "../model";
import { type LvsCluster } from "./cluster";
import { constructPlace } from "./construct-place";
import { type DnsRoundRobin } from "./dns-round-robin";
import { leftInName, sameName, shortWithdrawal, unusualTtl, vipAsText } from "./names-of-site";
import { type ReviewableCluster } from "./synth";
import { tokensAsUnknown } from "./token-leaves";

/** A cluster's construct, with its model as far as it is known at synth, values that were refused left out; no model when more than values is wrong. */
interface JudgedCluster {
  readonly construct: LvsCluster;
  readonly model?: Cluster;
}

interface Judgement {
  readonly clusters: readonly JudgedCluster[];
  /** Each with the construct to whose stack it belongs; its place may be a construct elsewhere, such as a pool that several stacks share. */
  readonly findings: readonly { readonly construct: Construct; readonly finding: Finding }[];
}

const sites = new WeakMap<IConstruct, Site>();

/** All clusters of one app, judged together: what two of them can't share is wrong, although each may be right. */
export class Site {
  private readonly clusters: LvsCluster[] = [];
  private readonly names: DnsRoundRobin[] = [];
  private readonly stacks = new Set<TerraformStack>();
  private readonly warned = new Set<string>();
  private judgement: Judgement | undefined;

  private constructor() {}

  /** The site of the app that the construct stands in. */
  static of(construct: IConstruct): Site {
    const root = construct.node.root;
    const site = sites.get(root) ?? new Site();
    sites.set(root, site);
    return site;
  }

  add(cluster: LvsCluster): void {
    this.clusters.push(cluster);
    this.added(cluster);
  }

  addName(name: DnsRoundRobin): void {
    this.names.push(name);
    this.added(name);
  }

  private added(construct: Construct): void {
    this.changed();
    const stack = TerraformStack.of(construct);
    if (this.stacks.has(stack)) return;
    this.stacks.add(stack);
    // On the stack, not on each cluster: cdktf stops at the first stack with errors, and all errors of the app are to be seen at once.
    stack.node.addValidation({ validate: () => this.validate(stack) });
  }

  /** To be called whenever anything is added below a cluster: aspects may do so between two stacks' validations. */
  changed(): void {
    this.judgement = undefined;
  }

  /** The stack's clusters; none where the site has errors, which synth may have been told to overlook: such models don't compile. */
  reviewable(stack: TerraformStack): ReviewableCluster[] {
    const { clusters, findings } = this.judge();
    if (findings.some(({ finding }) => finding.severity === "error")) return [];
    return clusters.flatMap(({ construct, model }) =>
      model === undefined || TerraformStack.of(construct) !== stack ? [] : [{ model, describe: (place: Place) => renderPlace(located(construct, place).place) }],
    );
  }

  private validate(stack: TerraformStack): string[] {
    const { findings } = this.judge();
    for (const { construct, finding } of findings) {
      if (finding.severity === "warning" && TerraformStack.of(construct) === stack) this.warn(construct, renderFinding(finding));
    }
    return findings.filter(({ finding }) => finding.severity === "error").map(({ finding }) => renderFinding(finding));
  }

  private warn(construct: Construct, text: string): void {
    if (this.warned.has(text)) return;
    this.warned.add(text);
    Annotations.of(construct).addWarning(text);
  }

  private judge(): Judgement {
    this.judgement ??= judge(this.clusters, this.names);
    return this.judgement;
  }
}

function judge(constructs: readonly LvsCluster[], names: readonly DnsRoundRobin[]): Judgement {
  const byPath = new Map(constructs.map((construct) => [construct.node.path, construct]));
  const clusters: JudgedCluster[] = [];
  const findings: Judgement["findings"][number][] = [];
  const report = (cluster: LvsCluster, finding: Finding) => {
    const { construct, place } = located(cluster, finding.place);
    findings.push({ construct: isIn(TerraformStack.of(cluster), construct) ? construct : cluster, finding: { ...finding, place } });
  };
  for (const construct of constructs) {
    const input = tokensAsUnknown(construct.toModel());
    const parsed = parseCluster(input);
    const model = parsed.ok ? parsed.value : withoutRefused(input, parsed.findings);
    clusters.push({ construct, model });
    for (const finding of [...parsed.findings.filter(isAtItsSource), ...(model === undefined ? [] : checkCluster(model))]) report(construct, finding);
  }
  const members = clusters.flatMap(({ construct, model }) => (model === undefined ? [] : [{ place: [construct.node.path], cluster: model, declaredAt: (place: Place) => renderPlace(located(construct, place).place) }]));
  for (const finding of checkSite(members)) {
    const construct = byPath.get(String(finding.place[0]));
    if (construct !== undefined) report(construct, { ...finding, place: finding.place.slice(1) });
  }
  const serving = clusters.flatMap(({ construct, model }) => (model === undefined ? [] : [{ path: construct.node.path, vips: knownOnly(model).vips }]));
  const judged = (name: DnsRoundRobin, index: number): Finding[] => [...judgeName(name), ...sameName(name, names.slice(0, index)), ...leftInName(name), ...unusualTtl(name), ...shortWithdrawal(name), ...vipAsText(name, serving)];
  for (const [index, name] of names.entries()) for (const finding of judged(name, index)) findings.push({ construct: name, finding: { ...finding, place: [name.node.path, ...finding.place] } });
  return { clusters, findings };
}

function isIn(stack: TerraformStack, construct: Construct): boolean {
  return construct.node.scopes.includes(stack);
}

/** Without a server nobody is told, so there is nothing wrong with how. */
function judgeName(name: DnsRoundRobin): Finding[] {
  const model = name.toModel();
  const parsed = parseDnsRoundRobin(tokensAsUnknown({ ...model, server: model.server ?? { host: "localhost" } }));
  return parsed.findings.map((finding) => ({ ...finding, place: finding.place.map((step) => PROPERTIES.get(step) ?? step) }));
}

/** What the construct calls otherwise than the model. */
const PROPERTIES = new Map<string | number, string>([
  ["addresses", "vips"],
  ["ttlSeconds", "ttl"],
  ["withdrawSeconds", "withdraw"],
]);

/** A virtual server names its VIP and pool by our own doing: what is wrong with such a name is said where the person gave it. */
function isAtItsSource({ code, place: [collection, , property] }: Finding): boolean {
  return !(code === "LVS010" && collection === "virtualServers" && (property === "vip" || property === "pool"));
}

function located(cluster: LvsCluster, place: Place): { readonly construct: Construct; readonly place: Place } {
  const { construct, property } = constructPlace(cluster, place);
  return { construct, place: [construct.node.path, ...property] };
}
