import { type Finding } from "../../../diagnostics";
import { type Call, type DestroyRequest, type Outcome } from "../../server";
import { claimOn } from "../claims";
import { type LvsContext } from "../lvs-context";
import { diagnosticsOf, nameOfState } from "./declared";
import { notTakenOver, stateKeepsIt } from "./findings";
import { keysOf } from "./keys";
import { knownSets, setsOf } from "./records-value";
import { placeOf } from "./server-of";
import { takeOut } from "./take-out";
import { forget, withdrawalOf } from "./withdrawal";

/**
 * Takes the name's addresses out, if they are still those of the state, and waits until no resolver knows them: clusters that stop after it lose nobody. It waits also
 * when they are gone already: nobody knows for how long.
 */
export async function destroyName({ prior, privateState }: DestroyRequest, call: Call<LvsContext>): Promise<Outcome> {
  const undone = (findings: readonly Finding[]): Outcome => ({ state: prior, diagnostics: diagnosticsOf(findings) });
  const declared = nameOfState(prior);
  if (!declared.ok) return undone(declared.findings);
  const claim = await claimOn(keysOf(prior));
  if (claim === "held") return { state: null, diagnostics: [] };
  if (claim === "failed") return undone([notTakenOver(declared.value.name)]);
  const place = await placeOf(declared.value, call);
  if (!place.ok) return undone([...place.findings, stateKeepsIt(declared.value.name)]);
  const gone = await takeOut(declared.value, place.value, prior["records"] ?? null);
  if (!gone.ok) return undone(gone.findings);
  const interrupted = await forget(place.value.name, withdrawalOf(declared.value, [...setsOf(gone.value), ...knownSets(prior)], privateState), call);
  return interrupted === undefined ? { state: null, diagnostics: [] } : undone([interrupted]);
}
