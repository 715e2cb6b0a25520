import { type HostRole } from "../../compile";
import { rolledBack, stuck } from "../findings";
import { unheld } from "../findings-switch-over";
import { type HostAddress } from "../host-port";
import { rollbackCommand } from "../host/host-commands";
import { HostSession } from "../host-session";
import { type ObservedHost } from "../observe/observed-host";
import { type DeployContext, type PhaseResult, done, joined } from "./context";
import { isRouter } from "./order";

/** A host that a run has changed, and what it was before. */
export interface Changed {
  readonly name: string;
  readonly role: HostRole;
  readonly address: HostAddress;
  readonly session: HostSession;
  readonly before: ObservedHost;
}

/**
 * The way back, in the opposite order of the way there: the router changed last returns first, the real servers last. One that was lost is tried at the end, so that
 * nobody waits for it. The way is walked to its end whatever happens on it, and also when the person interrupts once more.
 */
export async function rollback(cluster: string, changed: readonly Changed[], context: DeployContext): Promise<PhaseResult> {
  const results: PhaseResult[] = [];
  const routers = changed.filter(isRouter).reverse();
  for (const router of [...routers.filter(({ session }) => !session.lost), ...routers.filter(({ session }) => session.lost)]) results.push(await rollbackOne(cluster, router, context));
  const realServers = changed.filter((host) => !isRouter(host));
  results.push(...(await Promise.all(realServers.map((server) => rollbackOne(cluster, server, context)))));
  return joined(results);
}

async function rollbackOne(cluster: string, { name, address, before, session: former }: Changed, context: DeployContext): Promise<PhaseResult> {
  // What an earlier run activated and could not confirm may well be serving.
  const release = before.confirmed ?? before.current;
  context.progress(`${name}: back to ${release?.slice(0, 12) ?? "what was found"}`);
  // A session of its own: the old one is bound to the interrupted run's signal.
  const session = new HostSession(name, address, { connector: context.connector, progress: context.progress });
  if (!former.lost) session.known();
  const result = await session.step("going back", rollbackCommand(cluster, release));
  await session.close();
  if (result.ok) return done([...unheld(name, result.value), rolledBack(name, release === undefined ? undefined : { release, confirmed: before.confirmed !== undefined })]);
  return { ok: false, findings: [stuck(name, cluster, result.findings.map(({ summary }) => summary).join("; "))] };
}
