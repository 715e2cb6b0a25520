import { setTimeout as sleep } from "node:timers/promises";

/**
 * What this run applies, by a key that names it in the world, and whether it got there. Terraform replaces by two operations of one run (`-replace`, a taint, another
 * address of the same thing, with or without `create_before_destroy`): what the first has brought there or adopted, the second must not take away.
 */
const claims = new Map<string, Promise<boolean>[]>();

/** Terraform starts operations that don't wait for each other at about the same time. */
const GRACE_MS = 300;

/** A run begins, in a process that may have served others before. */
export function forgetClaims(): void {
  claims.clear();
}

/** Does an apply in the name of these keys. @param holds whether the resource is in the state afterwards, and so has what the keys name */
export function claiming<T>(keys: readonly string[], apply: () => Promise<T>, holds: (outcome: T) => boolean): Promise<T> {
  const work = apply();
  const outcome = work.then(holds, () => false);
  for (const key of keys) claims.set(key, [...(claims.get(key) ?? []), outcome]);
  return work;
}

/** What became of the applies of this run that name any of it, once they are over: `none` there were, one has it now, or all have `failed`, so that nobody has it but who had it before. */
export async function claimOn(keys: readonly string[]): Promise<"none" | "held" | "failed"> {
  await sleep(GRACE_MS);
  const all = keys.flatMap((key) => claims.get(key) ?? []);
  if (all.length === 0) return "none";
  return (await Promise.all(all)).includes(true) ? "held" : "failed";
}
