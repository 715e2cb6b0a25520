import { type AddressRecords } from "../../../dns";
import { type Finding, ok, type Result } from "../../../diagnostics";
import { type Call, type ObjectValue, type Outcome } from "../../server";
import { departing, isTakenOver } from "../claims";
import { type LvsContext } from "../lvs-context";
import { leftThere } from "./findings";
import { canonical, isSameServer, takeOutFormer } from "./former";
import { type Kept, keptIn } from "./kept";
import { keysOf, nameKeys } from "./keys";
import { knownSets, sameAddresses } from "./records-value";

/** The same list with a name that was written just now, for a change that is not over. */
export function withBegun(begun: Kept["begun"], { name = null, server = null, zone = null, records = null }: ObjectValue): Kept["begun"] {
  return [...begun.filter((one) => canonical(one["name"]) !== canonical(name)), { name, server, zone, records }];
}

/** What the list has of a name that is now declared: a change that failed is tried again. */
export function begunAs(begun: Kept["begun"], planned: ObjectValue): ObjectValue | undefined {
  return begun.find((one) => canonical(one["name"]) === canonical(planned["name"]) && isSameServer(one, planned));
}

/** Those of the list that are to go: not what is declared now, at whatever server, nor what it is renamed from, which goes by the state. */
export function begunForNothing(begun: Kept["begun"], ...others: readonly (ObjectValue | null)[]): Kept["begun"] {
  const names = others.map((other) => canonical(other?.["name"]));
  return begun.filter((one) => !names.includes(canonical(one["name"])));
}

/**
 * Takes out names that were written for changes which failed and were then taken back. What somebody has changed since is left to them, with a warning: nobody would be
 * shown it in a plan.
 *
 * @returns what resolvers may know of them
 */
export async function takeOutBegun(begun: Kept["begun"], now: ObjectValue, call: Call<LvsContext>): Promise<Result<AddressRecords[]>> {
  const known: AddressRecords[] = [];
  const warnings: Finding[] = [];
  for (const state of begun) {
    if (await isTakenOver(nameKeys(state))) continue;
    // A server may have kept them for another time to live, which was why the change failed.
    const gone = await takeOutFormer({ state, isKnown: (records) => sameAddresses(state["records"], records) }, now, call);
    if (gone.ok) known.push(...gone.value, ...knownSets(state));
    else if (gone.findings.every(({ code }) => code === "LVS421")) warnings.push(...gone.findings.map(({ value }) => leftThere(canonical(state["name"]), value)));
    else return gone;
  }
  return ok(known, warnings);
}

/** Has deletions of the run know of the work that takes these out. */
export function departingFrom(privateState: string, work: Promise<Outcome>): void {
  for (const state of keptIn(privateState).begun) departing(keysOf(state), work);
}
