import { currentPath } from "../../compile";
import { repaired } from "../findings";
import { unheld } from "../findings-switch-over";
import { changeCommand, repairCommand } from "../host/host-commands";
import { compareIpvs } from "../observe/compare-ipvs";
import { IPVS_RULES, linesOf, requestFor } from "../observe/expectation";
import { type Participant, type PhaseResult, done, joined } from "./context";

/** What became of an activation; and whether a heartbeat that ran was restarted, so that its router has not heard of the connections that were made meanwhile. */
export type Activation = PhaseResult & { readonly restarted: boolean };

/** Phase 6 on a router: it takes the release in a transient unit; entries changed by hand in the kernel's table are mended one by one. */
export async function activateRouter(cluster: string, participant: Participant, peers: readonly Participant[]): Promise<Activation> {
  const { desired, session } = participant;
  const activated = await session.step("activating the release", changeCommand("activate", { cluster, digest: desired.release.digest }));
  if (!activated.ok) return { ...activated, restarted: false };
  const mended = tampered(cluster, participant) ? await repairTable(cluster, participant, peers) : done();
  return { ...joined([done(unheld(desired.name, activated.value)), mended]), restarted: /^restarts$/m.test(activated.value) };
}

/** Whether the table was not what the release of before says: whatever differed there, somebody did by hand, and keepalived won't mend what it doesn't know of. */
function tampered(cluster: string, { before }: Participant): boolean {
  const rules = before.files[currentPath(cluster, IPVS_RULES)]?.content ?? "";
  return compareIpvs(rules.split("\n"), before.ipvsTable).repairs.length > 0;
}

async function repairTable(cluster: string, participant: Participant, peers: readonly Participant[]): Promise<PhaseResult> {
  const { desired, session } = participant;
  const looked = await session.observe(requestFor(cluster, desired.release.files));
  if (!looked.ok) return looked;
  const expected = linesOf(cluster, desired.release.files, IPVS_RULES);
  const out = takenOut(expected, peers);
  const repairs = compareIpvs(expected, looked.value.ipvsTable).repairs.filter((line) => !out.has(line));
  if (repairs.length === 0) return done();
  const result = await session.step("mending the kernel's table", repairCommand(cluster, repairs));
  return result.ok ? done([repaired(desired.name, repairs)]) : result;
}

/** Members that a peer's health checks took out must not come back with their virtual server: our keepalived holds them for down too and would leave them there. */
function takenOut(expected: readonly string[], peers: readonly Participant[]): ReadonlySet<string> {
  const down = new Set(peers.flatMap(({ before }) => compareIpvs(expected, before.ipvsTable).down));
  return new Set(expected.filter((line) => down.has(line.replace(/^-a (\S+ \S+) -r (\S+) .*$/, "$1 $2"))));
}

/** Phase 6 on a real server, before any router sends to it: what the release needs comes beside what is there. */
export async function prepareRealServer(cluster: string, { desired, session }: Participant): Promise<PhaseResult> {
  return session.step("preparing the real server", changeCommand("prepare", { cluster, digest: desired.release.digest }));
}

/** After the last verification: what only the old release needed goes. */
export async function finishRealServer(cluster: string, { desired, session }: Participant): Promise<PhaseResult> {
  return session.step("finishing the real server", changeCommand("finish", { cluster, digest: desired.release.digest }));
}
