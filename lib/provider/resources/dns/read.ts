import { isAlias, readAddresses } from "../../../dns";
import { type Finding } from "../../../diagnostics";
import { type Call, type ObjectValue, type Outcome, type ReadRequest } from "../../server";
import { type LvsContext } from "../lvs-context";
import { diagnosticsOf, nameOfState } from "./declared";
import { notUnderstood } from "../not-understood";
import { recordsValue } from "./records-value";
import { placeOf } from "./server-of";

/** What the zone really has, put into `records`. A server that can't be asked is a warning, with what was last known. */
export async function readName({ state }: ReadRequest, call: Call<LvsContext>): Promise<Outcome> {
  const unchanged = (findings: readonly Finding[]): Outcome => ({ state, diagnostics: diagnosticsOf(findings.map((finding) => ({ ...finding, severity: "warning" }))) });
  const declared = nameOfState(state);
  if (!declared.ok) return unchanged([notUnderstood(declared.findings)]);
  const place = await placeOf(declared.value, call);
  if (!place.ok) return unchanged(place.findings);
  const found = await readAddresses(place.value.server, place.value.name);
  if (!found.ok) return unchanged(found.findings);
  const after: ObjectValue = { ...state, records: recordsValue(found.value) };
  return found.value.alias === true ? { ...unchanged([isAlias(place.value.server.endpoint, place.value.name)]), state: after } : { state: after, diagnostics: [] };
}
