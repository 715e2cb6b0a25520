import { compileCluster } from "../../../compile";
import { clusterChangeDigest, hostDigests } from "../../../compile/review";
import { attempt } from "../../../model";
import { type ObjectValue, UNKNOWN } from "../../server";
import { type Operation } from "../review/under-review";
import { formerCluster } from "./former";
import { touchesNoHost } from "./provider-only";

/** Names an operation on a cluster, as a preview does of the same values in a plan. */
export function clusterOperationDigest({ prior, planned }: Operation): string | undefined {
  const former = prior === null ? null : formerCluster(prior);
  const next = planned === null ? null : formerCluster(planned);
  if (former?.ok === false || next?.ok === false) return undefined;
  const compiled = next === null ? undefined : attempt(() => compileCluster(next.value));
  if (compiled?.known === false) return undefined;
  return clusterChangeDigest(
    former === null || prior === null ? null : { model: former.value, protection: protectionOf(prior), confirmed: prior["confirmed"] ?? null, bundles: prior["bundles"] ?? null },
    next === null || planned === null || compiled === undefined ? null : { model: next.value, protection: protectionOf(planned), hosts: hostDigests(compiled.value.hosts), leavesHosts: prior !== null && touchesNoHost({ prior, planned }) },
  );
}

/** Whether a cluster may not be deleted; what isn't known yet stays so. */
export function protectionOf(value: ObjectValue): boolean | typeof UNKNOWN {
  const protection = value["deletion_protection"] ?? true;
  return protection === UNKNOWN ? UNKNOWN : protection !== false;
}
