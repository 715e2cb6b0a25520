import { setTimeout as sleep } from "node:timers/promises";
import { type Finding } from "../../../diagnostics";
import { type AddressRecords } from "../../../dns";
import { type DnsRoundRobin, withdrawalSeconds } from "../../../model";
import { type Call } from "../../server";
import { type LvsContext } from "../lvs-context";
import { followProgress } from "../progress";
import { stillKnown } from "./findings";
import { type Kept } from "./kept";

/** Seconds until no resolver can know any more what was taken out; none for nothing. */
export function withdrawalOf(name: DnsRoundRobin, taken: readonly AddressRecords[], { knownUntil }: Kept): number {
  if (taken.length === 0) return 0;
  return withdrawalSeconds(name, [...taken.map(({ ttl }) => ttl), Math.ceil((knownUntil - Date.now()) / 1000)]);
}

/** {@link Kept.knownUntil} from now on. */
export function knownUntil(kept: Kept, before: readonly AddressRecords[], { ttlSeconds }: DnsRoundRobin): number {
  const longer = before.map(({ ttl }) => ttl).filter((ttl) => ttl > ttlSeconds);
  return Math.max(kept.knownUntil, ...longer.map((ttl) => Date.now() + ttl * 1000));
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
