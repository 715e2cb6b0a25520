import { confirmCommand, storeModelCommand } from "../host/host-commands";
import { canonicalModel } from "../canonical-model";
import { type DesiredCluster } from "../desired-cluster";
import { type Participant, type PhaseResult, joined } from "./context";
import { isRouter } from "./order";

/**
 * Phase 8: over a NEW connection, since one that was open before the change may live on through rules that let no new one in. Confirmed is what a boot
 * and a rollback return to. Routers keep the canonical model, from which an import rebuilds the inputs.
 */
export async function confirm(desired: DesiredCluster, participants: readonly Participant[]): Promise<PhaseResult> {
  return joined(await Promise.all(participants.map((participant) => confirmOne(desired, participant))));
}

async function confirmOne({ model }: DesiredCluster, { desired, session, before }: Participant): Promise<PhaseResult> {
  await session.close();
  const confirmed = await session.step("confirming the release", confirmCommand(model.name, desired.release.digest));
  const text = canonicalModel(model);
  if (!confirmed.ok || !isRouter(desired) || before.model === text) return confirmed;
  return session.step("keeping the model", storeModelCommand(model.name, text));
}
