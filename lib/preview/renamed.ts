import { type ObjectValue, type ResourceType, keysInTheWorld } from "./attributes";
import { type PlanFile } from "./plan-file";

/** What a plan deletes under one address and creates under another one, such as a construct that was renamed. */
export interface Renamed {
  /** By the address of the create: the one of the delete. */
  readonly deleted: ReadonlyMap<string, string>;
  /** The other way round. */
  readonly created: ReadonlyMap<string, string>;
}

/**
 * By the keys by which the provider knows in one run what was taken over. Terraform does the two in any order: where the create comes first, the delete takes nothing away. What is created is read only
 * where something is deleted.
 */
export function renamedIn(plan: PlanFile): Renamed {
  const gone = new Map(keyed(plan, "delete").flatMap(({ address, keys }) => keys.map((key): [string, string] => [key, address])));
  const [deleted, created] = [new Map<string, string>(), new Map<string, string>()];
  if (gone.size === 0) return { deleted, created };
  for (const { address, keys } of keyed(plan, "create")) {
    const former = keys.flatMap((key) => gone.get(key) ?? []).find((one) => !created.has(one));
    if (former === undefined) continue;
    deleted.set(address, former);
    created.set(former, address);
  }
  return { deleted, created };
}

interface Keyed {
  readonly address: string;
  readonly keys: readonly string[];
}

function keyed(plan: PlanFile, wanted: "create" | "delete"): Keyed[] {
  const found: Keyed[] = [];
  for (const read of plan.resources(({ action }) => action === wanted)) {
    if (read.ok) found.push({ address: read.value.address, keys: keysIn(read.value.type, wanted === "create" ? read.value.after : read.value.before) });
  }
  return found;
}

function keysIn(type: ResourceType, value: ObjectValue | null): readonly string[] {
  return value === null ? [] : keysInTheWorld(type, value);
}
