import { desiredCluster } from "../../../deploy/desired-cluster";
import { removeCluster } from "../../../deploy/transaction/remove";
import { type Call, type DestroyRequest, type Diagnostic, type Outcome, type PlanDestroyRequest } from "../../server";
import { type LvsContext } from "../lvs-context";
import { deployContext } from "./apply";
import { declaredCluster, diagnosticsOf } from "./declared";

/** Every host is left as it was found before the cluster came. What could not be cleaned stays in the state. */
export async function destroyCluster({ prior }: DestroyRequest, call: Call<LvsContext>): Promise<Outcome> {
  const declared = declaredCluster(prior);
  if (!declared.ok) return { state: prior, diagnostics: diagnosticsOf(declared.findings) };
  const existing = desiredCluster(declared.value);
  if (!existing.ok) return { state: prior, diagnostics: diagnosticsOf(existing.findings) };
  const outcome = await removeCluster(existing.value, deployContext(call));
  return { state: outcome.succeeded ? null : prior, diagnostics: diagnosticsOf(outcome.findings) };
}

/** A deletion stops the traffic of the whole cluster, so it takes two steps: say so and apply, then delete. */
export function planDestroyCluster({ prior }: PlanDestroyRequest): Diagnostic[] {
  if (prior["deletion_protection"] === false) return [];
  return diagnosticsOf([
    {
      code: "LVS400",
      severity: "error",
      place: ["deletionProtection"],
      summary: `the cluster ${String(prior["name"])} is protected against deletion`,
      remedy: "Set deletionProtection to false, deploy, then delete it",
      hostNext: "Nothing was changed on any host",
    },
  ]);
}
