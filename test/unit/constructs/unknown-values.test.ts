import { type App, TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { CLUSTER_ATTRIBUTES } from "../../../lib/provider/resources/cluster-attributes.generated";
import { type Attributes, isNested } from "../../../lib/provider/server";
import { type Fill, everyProperty } from "./fixtures/every-property";
import { type LaterValue, laterValue, synth } from "./fixtures/synth";

const LEAVES: string[] = [];
synth((app) => everyProperty(new TerraformStack(app, "site"), (leaf, literal) => (LEAVES.push(leaf), literal)));

/** The leaf's token where it is asked for, literals elsewhere. */
function unknownAt(wanted: string, later: LaterValue): Fill {
  return (leaf, literal) => {
    if (leaf !== wanted) return literal;
    if (typeof literal === "string") return later.text as typeof literal;
    if (typeof literal === "number") return later.number as typeof literal;
    return later.bool as unknown as typeof literal;
  };
}

/** What stands in the cluster's JSON at `pools.web.servers.web1.weight`. */
function valueAt(json: ReturnType<ReturnType<typeof synth>["json"]>, leaf: string): unknown {
  return leaf.split(".").reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], json.resource["lvs_cluster"]?.["www"]);
}

const siblings = (app: App) => [new TerraformStack(app, "site"), new TerraformStack(app, "other")] as const;

describe.each(LEAVES)("%s may be unknown at synth", (leaf) => {
  it("when it is a resource's attribute", () => {
    const json = synth((app) => {
      const stack = new TerraformStack(app, "site");
      everyProperty(stack, unknownAt(leaf, laterValue(stack)));
    }).json("site");
    expect(valueAt(json, leaf)).toBe("${terraform_data.later.output}");
  });

  it("when it is another stack's", () => {
    const json = synth((app) => {
      const [site, other] = siblings(app);
      everyProperty(site, unknownAt(leaf, laterValue(other)));
    }).json("site");
    expect(valueAt(json, leaf)).toBe("${data.terraform_remote_state.cross-stack-reference-input-other.outputs.cross-stack-output-terraform_datalateroutput}");
  });
});

it("every leaf of the model can be said through the constructs, but for names, which are their ids", () => {
  const generic = (leaf: string) => leaf.replace(/\b(lvs1|lvs2|web|web1|sorry|www|http|\d+)\b/g, "*").replace(/\b(silence|scheduler_flags|public_references|private_references)\.\*$/, "$1");
  const said = new Set(LEAVES.map(generic));
  // What of routing is for tunneling or direct routing has no place in this site, which routes by NAT; routing.test.ts has it.
  const ids = ["name", "routing.mss", "routing.vip_check", "routing.method", "pools.*.health_checks.*.type", "pools.*.load_monitor.type", "virtual_servers.*.vip", "virtual_servers.*.pool", "virtual_servers.*.sorry_pool"];
  expect(leavesOf(CLUSTER_ATTRIBUTES).filter((leaf) => !said.has(leaf))).toEqual(ids.sort((a, b) => order(a) - order(b)));

  function order(leaf: string): number {
    return leavesOf(CLUSTER_ATTRIBUTES).indexOf(leaf);
  }
});

/** All leaves of the schema as `pools.*.servers.*.weight`. */
function leavesOf(attributes: Attributes): string[] {
  return Object.entries(attributes).flatMap(([name, { type }]) => {
    if (!isNested(type)) return [name];
    const prefix = type.nested === "single" ? name : `${name}.*`;
    return leavesOf(type.attributes).map((leaf) => `${prefix}.${leaf}`);
  });
}
