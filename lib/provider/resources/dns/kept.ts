import { type ObjectValue, type Value, isObjectValue } from "../../server";

/** What Terraform keeps with the state of a name, unseen. */
export interface Kept {
  /**
   * Until when resolvers may give an answer of a longer time to live than the name has now, in milliseconds since 1970; 0 where nothing of it is kept. Whoever shortens
   * it and takes an address out soon after has to wait for these, too.
   */
  readonly knownUntil: number;
  /** Names that were written for a change of the name which then failed: each as a state has it, with its place and records. The state itself has the name of before. */
  readonly begun: readonly ObjectValue[];
}

/** What is kept in a text; what can't be read is taken for nothing. */
export function keptIn(privateState: string): Kept {
  try {
    const kept = JSON.parse(privateState) as Value;
    const said: ObjectValue = isObjectValue(kept) ? kept : {};
    const { knownUntil = null, begun = null } = said;
    const moment = typeof knownUntil === "string" ? Date.parse(knownUntil) : NaN;
    return { knownUntil: Number.isFinite(moment) ? moment : 0, begun: Array.isArray(begun) ? begun.filter((one: Value) => isObjectValue(one)) : [] };
  } catch {
    return { knownUntil: 0, begun: [] };
  }
}

/** The text; empty where nothing is to be kept. */
export function keptText({ knownUntil, begun }: Kept): string {
  const said = { ...(knownUntil > Date.now() ? { knownUntil: new Date(knownUntil).toISOString() } : {}), ...(begun.length > 0 ? { begun } : {}) };
  return Object.keys(said).length === 0 ? "" : JSON.stringify(said);
}
