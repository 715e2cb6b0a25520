import { isDeepStrictEqual } from "node:util";
import { type AddressRecords } from "../../../dns";
import { ok, type Result } from "../../../diagnostics";
import { parseDomainName } from "../../../net";
import { type Call, type ObjectValue, type Value, isObjectValue } from "../../server";
import { type LvsContext } from "../lvs-context";
import { nameOfState } from "./declared";
import { nameKeys } from "./keys";
import { setsOf } from "./records-value";
import { placeOf } from "./server-of";
import { takeOut } from "./take-out";

/** What is taken out of its zone. */
export interface Former {
  /** The name as a state has it, with its place. */
  readonly state: ObjectValue;
  /** Whether records are still those that are known of it. */
  readonly isKnown: (records: readonly string[]) => boolean;
}

/** Codes of a server that doesn't let a key do something. */
const REFUSED = ["LVS606", "LVS607", "LVS610", "LVS612", "LVS623"];
/** Codes of a secret that can't be read. */
const UNREADABLE = ["LVS620", "LVS621", "LVS622"];

/**
 * Takes out a name that the resource no longer has. At the same server that is done with the key that is declared now, since the one of before may be gone; where that
 * one may not change this name, with the one that wrote it.
 *
 * @returns what was there
 */
export async function takeOutFormer({ state, isKnown }: Former, now: ObjectValue, call: Call<LvsContext>): Promise<Result<AddressRecords[]>> {
  const isAtSameServer = isSameServer(state, now);
  const first = await takeOutAs({ state: isAtSameServer ? { ...state, server: now["server"] ?? null } : state, isKnown }, call);
  if (first.ok || !isAtSameServer || isDeepStrictEqual(keyOf(state), keyOf(now)) || !isOneOf(first, REFUSED)) return first;
  const second = await takeOutAs({ state, isKnown }, call);
  return isOneOf(second, [...REFUSED, ...UNREADABLE]) ? first : second;
}

async function takeOutAs({ state, isKnown }: Former, call: Call<LvsContext>): Promise<Result<AddressRecords[]>> {
  const declared = nameOfState(state);
  if (!declared.ok) return declared;
  const place = await placeOf(declared.value, call);
  if (!place.ok) return place;
  const gone = await takeOut(declared.value, place.value, isKnown);
  return gone.ok ? ok(setsOf(gone.value)) : gone;
}

/** Whether two names are told to the same server, whatever key they are told with. */
export function isSameServer(one: ObjectValue, other: ObjectValue): boolean {
  const [before, after] = [one, other].map(({ server }) => nameKeys({ name: "any", server: server ?? null }).join());
  return before === after;
}

/** A name as it is compared. */
export function canonical(name: Value | undefined): string {
  return typeof name === "string" ? (parseDomainName(name) ?? name) : "";
}

function keyOf({ server }: ObjectValue): Value {
  return isObjectValue(server) ? (server["key"] ?? null) : null;
}

function isOneOf({ ok: succeeded, findings }: Result<unknown>, codes: readonly string[]): boolean {
  return !succeeded && findings.some(({ code }) => codes.includes(code));
}
