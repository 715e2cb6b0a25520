import { setTimeout as sleep } from "node:timers/promises";
import { type Finding } from "../../../diagnostics";
import { type Call } from "../../server";
import { type LvsContext } from "../lvs-context";
import { followProgress } from "../progress";
import { stillKnown } from "./findings";

/** Waits until resolvers have forgotten; a finding when that is cut short. */
export async function forget(name: string, seconds: number, { signal, log }: Pick<Call<LvsContext>, "signal" | "log">): Promise<Finding | undefined> {
  if (seconds === 0) return undefined;
  const line = `${name}: waiting ${seconds} s, until no resolver knows any more what was taken out`;
  followProgress(line);
  log("info", line);
  await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
  return signal.aborted ? stillKnown(name, seconds) : undefined;
}
