import { rolledBack, stuck } from "../findings";
import { rollbackCommand } from "../host/host-commands";
import { HostSession } from "../host-session";
import { type DeployContext, type Participant, type PhaseResult, done, joined } from "./context";

/**
 * The way back, in the opposite order of the way there: the host changed last returns first. It is walked to its end whatever happens on it, and also
 * when the person interrupts once more.
 */
export async function rollback(cluster: string, changed: readonly Participant[], context: DeployContext): Promise<PhaseResult> {
  const results: PhaseResult[] = [];
  for (const participant of [...changed].reverse()) {
    context.progress(`${participant.desired.name}: back to ${participant.before.confirmed?.slice(0, 12) ?? "what was found"}`);
    results.push(await rollbackOne(cluster, participant, context));
  }
  return joined(results);
}

async function rollbackOne(cluster: string, { desired, before }: Participant, context: DeployContext): Promise<PhaseResult> {
  // A session of its own: the old one is bound to the interrupted run's signal.
  const session = new HostSession(desired.name, desired.address, context.connector);
  const result = await session.step("going back", rollbackCommand(cluster));
  await session.close();
  if (result.ok) return done([rolledBack(desired.name, before.confirmed)]);
  return { ok: false, findings: [stuck(desired.name, result.findings.map(({ summary }) => summary).join("; "))] };
}
