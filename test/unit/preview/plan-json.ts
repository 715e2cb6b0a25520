import { type PlanFile, type Preview, previewOf, readPlan, wholeWindow } from "../../../lib/preview";
import { type ObjectValue, type Value, UNKNOWN, isObjectValue } from "../../../lib/provider/server";

/** One entry of `resource_changes`, in the words of `terraform show -json`. */
export interface ChangeJson {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly change: Readonly<Record<string, unknown>>;
}

/** How a resource is to change. */
export interface Planned {
  readonly address?: string;
  readonly type?: string;
  readonly actions?: readonly string[];
  readonly before?: ObjectValue | null;
  readonly after?: ObjectValue | null;
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
}

/** A change of `lvs_cluster.www`, unless said otherwise. */
export function changeJson({ type = "lvs_cluster", address = `${type}.www`, actions = ["update"], before = null, after = null, beforeSensitive = false, afterSensitive = false }: Planned): ChangeJson {
  const [known, unknown] = [knownPart(after), unknownPart(after)];
  return {
    ...{ address, mode: "managed", type, name: address.split(".").at(-1) ?? "" },
    change: { actions, before, after: known, after_unknown: unknown, before_sensitive: beforeSensitive, after_sensitive: afterSensitive },
  };
}

/** What Terraform says of a value: what isn't known yet is left out of an object, and null in a list. */
function knownPart(value: Value): unknown {
  if (value === UNKNOWN) return null;
  if (Array.isArray(value)) return value.map((item: Value) => knownPart(item));
  if (!isObjectValue(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== UNKNOWN).map(([name, item]) => [name, knownPart(item)]));
}

/** And where: a tree of the same shape, in which objects leave out what is known. */
function unknownPart(value: Value): unknown {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.map((item: Value) => unknownPart(item));
  if (!isObjectValue(value)) return false;
  return Object.fromEntries(Object.entries(value).map(([name, item]): [string, unknown] => [name, unknownPart(item)]).filter(([, part]) => part !== false));
}

/** A whole plan, with members that a preview has no use for. */
export function planJson(changes: readonly ChangeJson[], { drift = [], ...more }: { readonly drift?: readonly ChangeJson[]; readonly [more: string]: unknown } = {}): string {
  return JSON.stringify({
    ...{ format_version: "1.2", terraform_version: "1.11.4", variables: { password: { value: "hunter2" } }, planned_values: { root_module: {} } },
    ...(drift.length > 0 ? { resource_drift: drift } : {}),
    ...{ resource_changes: changes, prior_state: {}, configuration: {}, errored: false, ...more },
  });
}

/** The plan of one stack, read. */
export function read(json: string, stack = "site"): PlanFile {
  const plan = readPlan(wholeWindow(Buffer.from(json)), { stack, path: `${stack}.json` });
  if (!plan.ok) throw new Error(JSON.stringify(plan.findings));
  return plan.value;
}

/** The preview of plans that can be read. */
export function preview(...plans: readonly PlanFile[]): Preview {
  const made = previewOf(plans);
  if (!made.ok) throw new Error(JSON.stringify(made.findings));
  return made.value;
}
