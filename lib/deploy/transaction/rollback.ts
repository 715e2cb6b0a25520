import { rolledBack, stuck } from "../findings";
import { rollbackCommand } from "../host/host-commands";
import { HostSession } from "../host-session";
import { type DeployContext, type Participant, type PhaseResult, done, joined } from "./context";
import { isRouter } from "./order";

/**
 * The way back, in the opposite order of the way there: the router changed last returns first, the real servers last, so that nobody sends to a server that
 * was stripped. It is walked to its end whatever happens on it, and also when the person interrupts once more.
 */
export async function rollback(cluster: string, changed: readonly Participant[], context: DeployContext): Promise<PhaseResult> {
  const results: PhaseResult[] = [];
  for (const router of changed.filter(({ desired }) => isRouter(desired)).reverse()) results.push(await rollbackOne(cluster, router, context));
  const realServers = changed.filter(({ desired }) => !isRouter(desired));
  results.push(...(await Promise.all(realServers.map((participant) => rollbackOne(cluster, participant, context)))));
  return joined(results);
}

async function rollbackOne(cluster: string, { desired, before }: Participant, context: DeployContext): Promise<PhaseResult> {
  context.progress(`${desired.name}: back to ${before.confirmed?.slice(0, 12) ?? "what was found"}`);
  // A session of its own: the old one is bound to the interrupted run's signal.
  const session = new HostSession(desired.name, desired.address, { connector: context.connector, progress: context.progress }).known();
  const result = await session.step("going back", rollbackCommand(cluster));
  await session.close();
  if (result.ok) return done([rolledBack(desired.name, before.confirmed)]);
  return { ok: false, findings: [stuck(desired.name, result.findings.map(({ summary }) => summary).join("; "))] };
}
