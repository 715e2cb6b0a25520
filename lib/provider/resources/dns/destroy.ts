import { type Finding, ok } from "../../../diagnostics";
import { type Call, type DestroyRequest, type Outcome } from "../../server";
import { claimOn } from "../claims";
import { type LvsContext } from "../lvs-context";
import { begunForNothing, departingFrom, takeOutBegun } from "./begun";
import { diagnosticsOf, nameOfState } from "./declared";
import { notTakenOver, stateKeepsIt } from "./findings";
import { canonical } from "./former";
import { keptIn } from "./kept";
import { nameKeys } from "./keys";
import { knownSets, sameValue, setsOf } from "./records-value";
import { placeOf } from "./server-of";
import { takeOut } from "./take-out";
import { forget, withdrawalOf } from "./withdrawal";

/**
 * Takes the name's addresses out, if they are still those of the state, and waits until no resolver knows them: clusters that stop after it lose nobody. It waits also
 * when they are gone already: nobody knows for how long.
 */
export function destroyName(request: DestroyRequest, call: Call<LvsContext>): Promise<Outcome> {
  const work = destroyed(request, call);
  departingFrom(request.privateState, work);
  return work;
}

async function destroyed({ prior, privateState }: DestroyRequest, call: Call<LvsContext>): Promise<Outcome> {
  const undone = (findings: readonly Finding[]): Outcome => ({ state: prior, diagnostics: diagnosticsOf(findings) });
  const declared = nameOfState(prior);
  if (!declared.ok) return undone(declared.findings);
  const claim = await claimOn(nameKeys(prior));
  if (claim === "failed") return undone([notTakenOver(declared.value.name)]);
  const place = claim === "held" ? undefined : await placeOf(declared.value, call);
  if (place?.ok === false) return undone([...place.findings, stateKeepsIt(declared.value.name)]);
  const kept = keptIn(privateState);
  const begun = await takeOutBegun(begunForNothing(kept.begun, prior), prior, call);
  if (!begun.ok) return undone(begun.findings);
  const gone = place === undefined ? ok({}) : await takeOut(declared.value, place.value, (records) => sameValue(prior["records"], records));
  if (!gone.ok) return undone(gone.findings);
  const taken = [...(place === undefined ? [] : [...setsOf(gone.value), ...knownSets(prior)]), ...begun.value];
  const interrupted = await forget(canonical(prior["name"]), withdrawalOf(declared.value, taken, kept), call);
  return interrupted === undefined ? { state: null, diagnostics: diagnosticsOf(begun.findings) } : undone([...begun.findings, interrupted]);
}
