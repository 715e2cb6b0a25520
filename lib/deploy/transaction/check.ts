import { refused, stepFailed } from "../findings";
import { checkCommand } from "../host/host-commands";
import { type Participant, type PhaseResult, done, joined } from "./context";

/** Exit code by which a host says that the release itself is not acceptable there. */
const REFUSED = 4;

/** Phase 4: every host tests its staged release with its own keepalived and kernel. One refusal, and nothing is activated anywhere. */
export async function check(cluster: string, participants: readonly Participant[]): Promise<PhaseResult> {
  return joined(await Promise.all(participants.map((participant) => checkOne(cluster, participant))));
}

async function checkOne(cluster: string, { desired, session }: Participant): Promise<PhaseResult> {
  const outcome = await session.outcome("checking the release", checkCommand(cluster, desired.release.digest));
  if (!outcome.ok) return outcome;
  if (outcome.value.code === 0) return done();
  const finding = outcome.value.code === REFUSED ? refused(desired.name, outcome.value.stderr) : stepFailed(desired.name, "checking the release", outcome.value);
  return { ok: false, findings: [finding] };
}
