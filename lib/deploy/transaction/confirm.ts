import { canonicalModel } from "../canonical-model";
import { type DesiredCluster } from "../desired-cluster";
import { confirmCommand, storeModelCommand } from "../host/host-commands";
import { type Participant, type PhaseResult, done } from "./context";
import { isRouter } from "./order";

/**
 * Phase 8: over a NEW connection, since one that was open before the change may live on through rules that let no new one in. Confirmed is what a rollback
 * returns to. Routers keep the canonical model, from which an import rebuilds the inputs; first of all, so that a host that has confirmed has it, too. A host on which nothing differs is not written to.
 */
export async function confirm(cluster: DesiredCluster, participant: Participant, { changed }: { readonly changed: boolean }): Promise<PhaseResult> {
  const { desired, session, before } = participant;
  const name = cluster.model.name;
  const text = canonicalModel(cluster.input);
  const confirms = changed || before.confirmed !== desired.release.digest;
  if (confirms) await session.close();
  const kept = isRouter(desired) && before.model !== text ? await session.step("keeping the model", storeModelCommand(name, text)) : done();
  return kept.ok && confirms ? session.step("confirming the release", confirmCommand(name, desired.release.digest)) : kept;
}
