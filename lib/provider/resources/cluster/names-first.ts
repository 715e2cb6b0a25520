import { type Finding } from "../../../diagnostics";
import { type Cluster } from "../../../model";
import { addressKey, stillLeading } from "../claims";

/**
 * Waits for the names of this run that lead to one of the cluster's VIPs no more. Terraform lets the cluster wait for them by itself, but not after a run in which such
 * a name's change ended with an error. @returns why the cluster has to stay, if it has to
 */
export async function namesFirst({ name, vips }: Cluster): Promise<Finding | undefined> {
  const names = await stillLeading(Object.values(vips).map(({ address }) => addressKey(address)));
  return names.length === 0 ? undefined : stillLedTo(name, names);
}

function stillLedTo(cluster: string, names: readonly string[]): Finding {
  return {
    code: "LVS404",
    severity: "error",
    place: ["vips"],
    value: names,
    summary: `the cluster ${cluster} is not deleted: ${names.join(" and ")} was to lead to it no more, but that failed in this run, so that clients may still come`,
    remedy: "Mend what the name's own error says, and apply again: the cluster is deleted after the name was changed",
    hostNext: "Every host goes on with what runs there",
  };
}
