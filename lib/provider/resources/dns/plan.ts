import { attempt, knownOnly } from "../../../model";
import { type Planned, type PlanRequest, UNKNOWN } from "../../server";
import { begunForNothing } from "./begun";
import { declaredName, diagnosticsOf } from "./declared";
import { keptIn } from "./kept";
import { wantedValue } from "./records-value";

/**
 * What the zone is to have. Pure: no server is asked. Nothing needs another resource, not even another name: that is written before the old one goes. Where a change of
 * the name failed and was taken back, what is there has to go though nothing else changes: that is planned as records that are known afterwards.
 */
export function planName({ proposed, config, privateState }: PlanRequest): Planned {
  const declared = declaredName(config);
  if (!declared.ok) return { planned: proposed, diagnostics: diagnosticsOf(declared.findings) };
  const wanted = attempt(() => wantedValue(knownOnly(declared.value)));
  const isOver = begunForNothing(keptIn(privateState).begun, config).length === 0;
  return {
    planned: { ...proposed, records: wanted.known && isOver ? wanted.value : UNKNOWN },
    diagnostics: diagnosticsOf(declared.findings),
  };
}
