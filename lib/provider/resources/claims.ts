import { setTimeout as sleep } from "node:timers/promises";
import { failing, type ObjectValue, type Outcome, type ResourceType } from "../server";
import { type LvsContext } from "./lvs-context";

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

/**
 * The same type of resource, whose applies are known to its deletions in the same run. Outermost, since also an apply that is refused before it begins has not brought
 * anything there.
 *
 * @param keysOf what a value of the resource names in the world, however little of it can be understood
 */
export function claiming(type: ResourceType<LvsContext>, keysOf: (value: ObjectValue) => Promise<readonly string[]>): ResourceType<LvsContext> {
  return {
    ...type,
    async apply(request, call) {
      const keys = await keysOf(request.planned);
      const former = request.prior === null ? [] : await keysOf(request.prior);
      const work = Promise.resolve(type.apply(request, call));
      // A creation that ended with an error has a state only where the thing is there; an update that did keeps the state that it had.
      const holds = ({ state, diagnostics }: Outcome): boolean => state !== null && (request.prior === null || !failing(diagnostics) || keys.some((key) => former.includes(key)));
      const outcome = work.then(holds, () => false);
      for (const key of keys) claims.set(key, [...(claims.get(key) ?? []), outcome]);
      return work;
    },
  };
}

/** What became of the applies of this run that name any of it, once they are over: `none` there were, one has it now, or all have `failed`, so that nobody has it but who had it before. */
export async function claimOn(keys: readonly string[]): Promise<"none" | "held" | "failed"> {
  await sleep(GRACE_MS);
  const all = keys.flatMap((key) => claims.get(key) ?? []);
  if (all.length === 0) return "none";
  return (await Promise.all(all)).includes(true) ? "held" : "failed";
}

/** Two applies that give each other what they had would wait for each other for ever. */
const PATIENCE_MS = 30_000;

/** Whether an apply of this run has what another apply gives up, or may yet have it. */
export async function isTakenOver(keys: readonly string[]): Promise<boolean> {
  const ended = new AbortController();
  const late = sleep(PATIENCE_MS, "held" as const, { signal: ended.signal }).catch(() => "held" as const);
  const claim = await Promise.race([claimOn(keys), late]);
  ended.abort();
  return claim === "held";
}
