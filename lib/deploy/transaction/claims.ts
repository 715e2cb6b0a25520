import { addressTaken } from "../findings";
import { arpCommand } from "../host/host-commands";
import { type Cluster } from "../../model";
import { type Leaver, type Participant, type PhaseResult, done } from "./context";
import { floatingAddresses, holds, legOf } from "./order";

/** Part of phase 4: a floating address that no router of the cluster holds yet must not be answered by anybody: keepalived takes it without asking, an IPv6 address, too. Asked where the router has an address in its network; an IPv6 one also only where ping is installed. */
export async function checkClaims(model: Cluster, routers: readonly Participant[], leavers: readonly Leaver[]): Promise<PhaseResult> {
  const asker = routers[0];
  const router = asker === undefined ? undefined : model.routers[asker.desired.name];
  if (asker === undefined || router === undefined) return done();
  const fresh = floatingAddresses(model).filter(({ address }) => ![...routers, ...leavers].some(({ before }) => holds(before, address)));
  if (fresh.length === 0) return done();
  const { desired, session } = asker;
  const questions = fresh.map(({ leg, address }) => ({ device: legOf(router, leg).interface, address }));
  const answer = await session.step("asking who has the new addresses", arpCommand(questions));
  if (!answer.ok) return answer;
  const taken = arpAnswers(answer.value).filter(({ macs }) => macs.length > 0);
  return taken.length === 0 ? done() : { ok: false, findings: taken.map(({ address, macs }) => addressTaken(desired.name, address, macs)) };
}

/** What `lvs-host arp` prints: who answered for each address. */
export function arpAnswers(text: string): { readonly address: string; readonly macs: readonly string[] }[] {
  return text.split("\n").filter((line) => line.startsWith("arp ")).map((line) => {
    const [, address = "", ...macs] = line.trim().split(/\s+/);
    return { address, macs };
  });
}
