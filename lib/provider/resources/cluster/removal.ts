import { type Finding } from "../../../diagnostics";
import { type ObjectValue, type Value, isObjectValue } from "../../server";

/** What a look at a host found after the cluster could not be deleted everywhere. */
export interface HostAfterRemoval {
  readonly name: string;
  readonly found: "removed" | "still there" | "unreached";
  /** Digest of the release that the host has confirmed; only where the cluster is still there. */
  readonly confirmed?: string | undefined;
}

/** What is true after a deletion that failed: hosts that have nothing of the cluster any more are gone, those that nobody could ask keep what was last known. */
export function stateAfterRemoval(prior: ObjectValue, hosts: readonly HostAfterRemoval[]): ObjectValue {
  const removed = new Set(hosts.filter(({ found }) => found === "removed").map(({ name }) => name));
  const remaining = (attribute: string): Readonly<Record<string, Value>> => {
    const members = prior[attribute] ?? null;
    return isObjectValue(members) ? Object.fromEntries(Object.entries(members).filter(([host]) => !removed.has(host))) : {};
  };
  const confirmed = new Map(Object.entries(remaining("confirmed")));
  for (const { name, found, confirmed: digest } of hosts) {
    if (found !== "still there") continue;
    if (digest === undefined) confirmed.delete(name);
    else confirmed.set(name, digest);
  }
  return { ...prior, bundles: remaining("bundles"), confirmed: Object.fromEntries(confirmed) };
}

/** Which hosts still have the cluster, and the ways out. */
export function notWhollyDeleted(cluster: string, hosts: readonly HostAfterRemoval[]): Finding {
  const named = (found: HostAfterRemoval["found"]): string[] => hosts.filter((host) => host.found === found).map(({ name }) => name);
  const unreached = named("unreached");
  const still = named("still there");
  const parts = [`removed from ${named("removed").join(", ") || "no host"}`, ...(still.length > 0 ? [`still on ${still.join(", ")}`] : []), ...(unreached.length > 0 ? [`not reached: ${unreached.join(", ")}`] : [])];
  return {
    code: "LVS401",
    severity: "error",
    place: [],
    value: cluster,
    summary: `the cluster ${cluster} is not wholly deleted (${parts.join("; ")})`,
    remedy: unreached.length === 0 ? "Mend what the error above names, then delete again" : wayOut(unreached),
    ...(still.length > 0 ? { hostNext: `${still.join(", ")} will go on with the release that runs there` } : {}),
  };
}

/** Deleted here and created elsewhere in one run, and the creation failed. */
export function notTakenOver(cluster: string): Finding {
  return {
    code: "LVS403",
    severity: "error",
    place: [],
    value: cluster,
    summary: `the cluster ${cluster} is not deleted: another resource of this run was to have it, and could not be created`,
    remedy: "A cluster that has only moved within the configuration needs a `moved` block or `terraform state mv`, and no deletion; else mend what that one's error names, and apply again. Before it is imported under the other address, let the state forget this one (`terraform state rm`)",
    hostNext: "Every host goes on with what runs there",
  };
}

function wayOut(unreached: readonly string[]): string {
  const hosts = unreached.join(", ");
  return `Bring ${hosts} back, then delete again. Gone for good: take ${hosts} out of the cluster's configuration, deploy, then delete; or let Terraform forget the cluster (terraform state rm), which leaves every host as it is`;
}
