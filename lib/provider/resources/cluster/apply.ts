import { compileCluster } from "../../../compile";
import { type DesiredCluster, desiredCluster } from "../../../deploy/desired-cluster";
import { createSshConnector } from "../../../deploy/ssh";
import { applyCluster } from "../../../deploy/transaction/apply-cluster";
import { type ClusterChange, type ClusterOutcome, type DeployContext } from "../../../deploy/transaction/context";
import { type ApplyRequest, type Call, type ObjectValue, type Outcome, type Value, isObjectValue } from "../../server";
import { type LvsContext } from "../lvs-context";
import { CLUSTER_ATTRIBUTES } from "../cluster-attributes.generated";
import { modelInput } from "../model-value";
import { followProgress } from "../progress";
import { bundlesValue } from "./bundles-value";
import { declaredCluster, diagnosticsOf } from "./declared";
import { formerCluster } from "./former";

/** Create, update and repair: one body. A failed create leaves no state, so that nothing is tainted and the next create adopts what it finds. */
export async function applyClusterResource({ prior, planned }: ApplyRequest, call: Call<LvsContext>): Promise<Outcome> {
  // Not what is written: Terraform plans with values of before where it is told to ignore changes.
  const declared = declaredCluster(planned);
  if (!declared.ok) return { state: prior, diagnostics: diagnosticsOf(declared.findings) };
  const desired = desiredCluster(declared.value, modelInput(planned, CLUSTER_ATTRIBUTES));
  if (!desired.ok) return { state: prior, diagnostics: diagnosticsOf(desired.findings) };
  const former = prior === null ? { ok: true as const, value: undefined } : formerCluster(prior);
  if (!former.ok) return { state: prior, diagnostics: diagnosticsOf(former.findings) };
  const change: ClusterChange = { desired: desired.value, former: former.value, lastConfirmed: lastConfirmed(prior) };
  const outcome = await applyCluster(change, deployContext(call));
  return { state: stateAfter({ prior, planned }, desired.value, outcome), diagnostics: diagnosticsOf(outcome.findings) };
}

/** What a run needs, from what Terraform gave us. */
export function deployContext({ provider, signal, log }: Call<LvsContext>): DeployContext {
  return { connector: createSshConnector(provider.ssh), signal, progress: (line) => {
      followProgress(line);
      log("info", line);
    } };
}

function stateAfter({ prior, planned }: Pick<ApplyRequest, "prior" | "planned">, desired: DesiredCluster, outcome: ClusterOutcome): ObjectValue | null {
  const confirmed = Object.fromEntries(Object.entries(outcome.hosts).flatMap(([host, truth]) => (truth.confirmed === undefined ? [] : [[host, truth.confirmed]])));
  if (!outcome.activated) return prior === null ? null : { ...prior, ...(Object.keys(outcome.hosts).length > 0 ? { confirmed } : {}) };
  if (prior === null && !outcome.succeeded) return null;
  const bundles = bundlesValue(compileCluster(desired.model).hosts, planned["bundles"] ?? null);
  return { ...planned, bundles, confirmed, instructions: { ...desired.instructions } };
}

function lastConfirmed(prior: ObjectValue | null): Readonly<Record<string, string>> {
  const confirmed: Value = prior?.["confirmed"] ?? null;
  return isObjectValue(confirmed) ? (confirmed as Readonly<Record<string, string>>) : {};
}
