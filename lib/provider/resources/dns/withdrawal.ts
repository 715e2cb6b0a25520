import { setTimeout as sleep } from "node:timers/promises";
import { type Finding } from "../../../diagnostics";
import { type AddressRecords } from "../../../dns";
import { type DnsRoundRobin } from "../../../model";
import { type Call } from "../../server";
import { type LvsContext } from "../lvs-context";
import { followProgress } from "../progress";
import { stillKnown } from "./findings";

/** Seconds until no resolver can know any more what was taken out, unless a person has said how many; none for nothing. @param privateState see {@link knownUntil} */
export function withdrawalOf({ withdrawSeconds }: DnsRoundRobin, taken: readonly AddressRecords[], privateState: string): number {
  if (taken.length === 0) return 0;
  const ofBefore = Math.ceil((momentIn(privateState) - Date.now()) / 1000);
  return withdrawSeconds ?? Math.max(...taken.map(({ ttl }) => ttl), ofBefore);
}

/**
 * What Terraform keeps with the state of a name, unseen: until when resolvers may give an answer of a longer time to live than the name has now. Whoever shortens it
 * and takes an address out soon after has to wait for these, too.
 */
export function knownUntil(privateState: string, before: readonly AddressRecords[], { ttlSeconds }: DnsRoundRobin): string {
  const longer = before.map(({ ttl }) => ttl).filter((ttl) => ttl > ttlSeconds);
  const moment = Math.max(momentIn(privateState), ...longer.map((ttl) => Date.now() + ttl * 1000));
  return moment <= Date.now() ? "" : JSON.stringify({ knownUntil: new Date(moment).toISOString() });
}

/** Milliseconds since 1970; 0 where nothing of it is kept. */
function momentIn(privateState: string): number {
  try {
    const kept = JSON.parse(privateState) as { readonly knownUntil?: unknown } | null;
    const moment = typeof kept?.knownUntil === "string" ? Date.parse(kept.knownUntil) : NaN;
    return Number.isFinite(moment) ? moment : 0;
  } catch {
    return 0;
  }
}

/** Timers of Node.js end at once when they are set for more than 24 days; a time to live may be of 68 years. */
const DAY_S = 86_400;

/** Waits until resolvers have forgotten; a finding when that is cut short. */
export async function forget(name: string, seconds: number, { signal, log }: Pick<Call<LvsContext>, "signal" | "log">): Promise<Finding | undefined> {
  if (seconds === 0) return undefined;
  const line = `${name}: waiting ${seconds} s, until no resolver knows any more what was taken out`;
  followProgress(line);
  log("info", line);
  for (let left = seconds; left > 0 && !signal.aborted; left -= DAY_S) await sleep(Math.min(left, DAY_S) * 1000, undefined, { signal }).catch(() => undefined);
  return signal.aborted ? stillKnown(name, seconds) : undefined;
}
