import { type DesiredCluster } from "../../../deploy/desired-cluster";
import { createSshConnector } from "../../../deploy/ssh";
import { HostSession } from "../../../deploy/host-session";
import { removeCluster } from "../../../deploy/transaction/remove";
import { type Call, type DestroyRequest, type Diagnostic, type Outcome, type PlanDestroyRequest } from "../../server";
import { claimOn } from "../claims";
import { type LvsContext } from "../lvs-context";
import { deployContext } from "./apply";
import { diagnosticsOf } from "./declared";
import { clusterToRemove, formerCluster } from "./former";
import { keysOf } from "./keys";
import { namesFirst } from "./names-first";
import { type HostAfterRemoval, notTakenOver, notWhollyDeleted, stateAfterRemoval } from "./removal";

/** Every host is left as it was found before the cluster came. What could not be cleaned stays in the state. */
export async function destroyCluster({ prior }: DestroyRequest, call: Call<LvsContext>): Promise<Outcome> {
  const former = formerCluster(prior);
  if (!former.ok) return { state: prior, diagnostics: diagnosticsOf(former.findings) };
  // The hosts stay with whoever has just taken them over.
  const claim = await claimOn(keysOf(prior));
  if (claim === "held") return { state: null, diagnostics: [] };
  if (claim === "failed") return { state: prior, diagnostics: diagnosticsOf([notTakenOver(former.value.name)]) };
  const stays = await namesFirst(former.value);
  if (stays !== undefined) return { state: prior, diagnostics: diagnosticsOf([stays]) };
  const existing = clusterToRemove(former.value, prior);
  const outcome = await removeCluster(existing, deployContext(call));
  if (outcome.succeeded) return { state: null, diagnostics: diagnosticsOf(outcome.findings) };
  const hosts = await Promise.all(existing.hosts.map((host) => lookAfter(existing.model.name, host, call)));
  return { state: stateAfterRemoval(prior, hosts), diagnostics: diagnosticsOf([...outcome.findings, notWhollyDeleted(existing.model.name, hosts)]) };
}

/** Without the run's signal: a person who interrupts wants to know all the more what is left. */
async function lookAfter(cluster: string, { name, address }: DesiredCluster["hosts"][number], { provider }: Call<LvsContext>): Promise<HostAfterRemoval> {
  const session = new HostSession(name, address, { connector: createSshConnector(provider.ssh) });
  const looked = await session.observe({ cluster, paths: [], facts: [] });
  await session.close();
  if (!looked.ok) return { name, found: "unreached" };
  const { current, confirmed, pending } = looked.value;
  const nothing = current === undefined && confirmed === undefined && pending === undefined;
  return nothing ? { name, found: "removed" } : { name, found: "still there", confirmed };
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
