import { stageCommand } from "../host/host-commands";
import { releaseArchive } from "../release-archive";
import { type Participant, type PhaseResult, joined } from "./context";

/** Phase 3: every host gets its release beside the one that runs; one tar over standard input. What runs is not touched. */
export async function stage(cluster: string, participants: readonly Participant[], nonce: string): Promise<PhaseResult> {
  return joined(await Promise.all(participants.map((participant) => stageOne(cluster, participant, nonce))));
}

async function stageOne(cluster: string, { desired, session }: Participant, nonce: string): Promise<PhaseResult> {
  const archive = await releaseArchive(cluster, desired.release);
  return session.step("staging the release", stageCommand({ cluster, digest: desired.release.digest, nonce, archive }));
}
