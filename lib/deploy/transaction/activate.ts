import { repaired } from "../findings";
import { changeCommand, repairCommand } from "../host/host-commands";
import { compareIpvs } from "../observe/compare-ipvs";
import { IPVS_RULES, linesOf, requestFor } from "../observe/expectation";
import { type Participant, type PhaseResult, done } from "./context";

/** What a step of phase 6 needs to know besides the host. */
export interface ActivationOf {
  readonly cluster: string;
  /** Distinguishes this transaction's transient units. */
  readonly nonce: string;
}

/** Phase 6 on a router: it takes the release in a transient unit; entries changed by hand in the kernel's table are mended one by one. */
export async function activateRouter({ cluster, nonce }: ActivationOf, participant: Participant): Promise<PhaseResult> {
  const { desired, session, before } = participant;
  const digest = desired.release.digest;
  const mended = compareIpvs(linesOf(cluster, desired.release.files, IPVS_RULES), before.ipvsTable).repairs;
  const activated = await session.step("activating the release", changeCommand("activate", { cluster, digest, nonce }));
  if (!activated.ok || mended.length === 0 || before.current !== digest) return activated;
  return repairTable(cluster, participant);
}

/** Only for a table that belonged to this very release: whatever differs there, somebody did by hand, and no reload would mend it. */
async function repairTable(cluster: string, { desired, session }: Participant): Promise<PhaseResult> {
  const looked = await session.observe(requestFor(cluster, desired.release.files));
  if (!looked.ok) return looked;
  const { repairs } = compareIpvs(linesOf(cluster, desired.release.files, IPVS_RULES), looked.value.ipvsTable);
  if (repairs.length === 0) return done();
  const result = await session.step("mending the kernel's table", repairCommand(cluster, repairs));
  return result.ok ? done([repaired(desired.name, repairs)]) : result;
}

/** Phase 6 on a real server, before any router sends to it: what the release needs comes beside what is there. */
export async function prepareRealServer({ cluster, nonce }: ActivationOf, { desired, session }: Participant): Promise<PhaseResult> {
  return session.step("preparing the real server", changeCommand("prepare", { cluster, digest: desired.release.digest, nonce }));
}

/** Phase 6 on a real server, after all routers run their releases: what only the old one needed goes. */
export async function finishRealServer({ cluster, nonce }: ActivationOf, { desired, session }: Participant): Promise<PhaseResult> {
  return session.step("finishing the real server", changeCommand("finish", { cluster, digest: desired.release.digest, nonce }));
}
