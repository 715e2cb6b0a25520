import { CLUSTER_RULES } from "./cluster-rules";
import { HEARTBEAT_RULES } from "./heartbeat-rules";
import { POOL_RULES } from "./pool-rules";
import { REAL_SERVER_RULES } from "./real-server-rules";
import { ROUTER_RULES } from "./router-rules";
import { ROUTING_RULES } from "./routing-rules";
import { type Rule } from "./rule";
import { VIP_RULES } from "./vip-rules";
import { VIRTUAL_SERVER_RULES } from "./virtual-server-rules";

/** A rule for every place of the model, in the order in which impacts are told. */
export const RULES: readonly Rule[] = [...CLUSTER_RULES, ...ROUTER_RULES, ...HEARTBEAT_RULES, ...ROUTING_RULES, ...VIP_RULES, ...VIRTUAL_SERVER_RULES, ...POOL_RULES, ...REAL_SERVER_RULES];

const BY_PATH = new Map(RULES.map((rule, index) => [rule.path, { rule, index }]));

/** The rule for a place with `*` for names and positions, and where it stands among the others; a place without one is a mistake of ours, which a test finds. */
export function ruleAt(path: string): { readonly rule: Rule; readonly index: number } {
  const found = BY_PATH.get(path);
  if (found === undefined) throw new Error(`no rule says what a change of ${path} does to traffic`);
  return found;
}
