import { type ImpactClass } from "../../model";
import { type PlannedAction } from "../plan-entries";

/** What a class means to clients, after the number of clusters. */
export const CLASS_MEANS: Readonly<Record<ImpactClass, string>> = {
  drops: "connections of clients are lost",
  failover: "another router takes over, or the active one is silent for a moment; connections go on and new ones wait, datagrams of that moment are lost",
  "new-connections": "new connections are spread otherwise; those that exist stay where they are",
  hitless: "no client notices anything",
};

/** Seen before anything is read. */
export const CLASS_SIGN: Readonly<Record<ImpactClass, string>> = { drops: "🔴", failover: "🟠", "new-connections": "🟡", hitless: "🟢" };

/** What Terraform does with a resource. */
export const ACTION_WORDS: Readonly<Record<PlannedAction, string>> = {
  none: "unchanged",
  create: "new",
  update: "changed",
  delete: "deleted",
  "delete-then-create": "deleted and created again",
  "create-then-delete": "replaced, with the new one there first",
  forget: "forgotten by Terraform, while the hosts go on",
  "create-then-forget": "created anew, and the former one forgotten",
  read: "read",
};

/** `1 cluster`, `3 clusters`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

/** `lvs1`, `lvs1, lvs2`, `web1, web2, web3, web4 and 46 more`. */
export function named(names: readonly string[], most = 4): string {
  return names.length <= most + 1 ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
