import { attempt, knownOnly } from "../../../model";
import { type Planned, type PlanRequest, UNKNOWN } from "../../server";
import { declaredName, diagnosticsOf } from "./declared";
import { wantedValue } from "./records-value";

/** What the zone is to have. Pure: no server is asked. Nothing needs another resource, not even another name: that is written before the old one goes. */
export function planName({ proposed, config }: PlanRequest): Planned {
  const declared = declaredName(config);
  if (!declared.ok) return { planned: proposed, diagnostics: diagnosticsOf(declared.findings) };
  const wanted = attempt(() => wantedValue(knownOnly(declared.value)));
  return {
    planned: { ...proposed, records: wanted.known ? wanted.value : UNKNOWN },
    diagnostics: diagnosticsOf(declared.findings),
  };
}
