import { setTimeout as sleep } from "node:timers/promises";

/**
 * What this run has applied, by a key that names it in the world. Terraform replaces by two operations of one run (`-replace`, a taint, another address of the same
 * thing, with or without `create_before_destroy`): what the first has brought there or adopted, the second must not take away.
 */
const claimed = new Set<string>();

/** Terraform starts operations that don't wait for each other at about the same time. */
const GRACE_MS = 300;

/** A run begins, in a process that may have served others before. */
export function forgetClaims(): void {
  claimed.clear();
}

/** To be called before anything is done. */
export function claim(keys: readonly string[]): void {
  for (const key of keys) claimed.add(key);
}

/** Whether somebody else in this run wants any of it to be there. */
export async function isClaimed(keys: readonly string[]): Promise<boolean> {
  await sleep(GRACE_MS);
  return keys.some((key) => claimed.has(key));
}
