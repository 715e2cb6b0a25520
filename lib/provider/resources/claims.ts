import { setTimeout as sleep } from "node:timers/promises";
import { formatIpAddress, parseIpAddress } from "../../net/ip-address";
import { failing, type ObjectValue, type Outcome, type ResourceType } from "../server";
import { type LvsContext } from "./lvs-context";

/**
 * What this run applies, by a key that names it in the world, and whether it got there. Terraform replaces by two operations of one run (`-replace`, a taint, another
 * address of the same thing, with or without `create_before_destroy`): what the first has brought there or adopted, the second must not take away.
 */
const claims = new Map<string, Promise<boolean>[]>();

/** What a value names in the world, by keys. */
export interface Named {
  /** What nobody else can have. */
  readonly has: readonly string[];
  /** What it leads people to, which has to stay as long as it does. */
  readonly leadsTo: readonly string[];
}

/** Key of an address, to which a name leads, and which a cluster has. */
export function addressKey(address: string): string {
  const parsed = parseIpAddress(address);
  return `address ${parsed === undefined ? address : formatIpAddress(parsed)}`;
}

/** An operation of this run that ends leading people somewhere; `isOver` is false where it failed, so that it may lead them there still. */
interface Departure {
  readonly by: string;
  readonly isOver: Promise<boolean>;
}

/**
 * What operations of this run lead people to no more, by its key. Terraform itself lets what was led to wait, by dependencies that it keeps in the state; but it writes
 * those of the new configuration there also when a change ends with an error, so the next run knows of none.
 */
const departures = new Map<string, Departure[]>();

/** Terraform starts operations that don't wait for each other at about the same time. */
const GRACE_MS = 300;

/** A run begins, in a process that may have served others before. */
export function forgetClaims(): void {
  claims.clear();
  departures.clear();
}

/**
 * The same type of resource, whose applies are known to its deletions in the same run, and whose departures are to those of what it led to. Outermost, since also an
 * operation that is refused before it begins has not brought anything there, or taken anything away.
 *
 * @param keysOf what a value of the resource names in the world, however little of it can be understood; a list is what it has
 */
export function claiming(type: ResourceType<LvsContext>, keysOf: (value: ObjectValue) => Promise<readonly string[] | Named>): ResourceType<LvsContext> {
  const named = async (value: ObjectValue | null): Promise<Named> => {
    const keys = value === null ? [] : await keysOf(value);
    return "has" in keys ? keys : { has: keys, leadsTo: [] };
  };
  return {
    ...type,
    async apply(request, call) {
      const next = await named(request.planned);
      const former = await named(request.prior);
      const work = Promise.resolve(type.apply(request, call));
      // A creation that ended with an error has a state only where the thing is there; an update that did keeps the state that it had.
      const holds = ({ state, diagnostics }: Outcome): boolean => state !== null && (request.prior === null || !failing(diagnostics) || next.has.some((key) => former.has.includes(key)));
      const outcome = work.then(holds, () => false);
      for (const key of next.has) claims.set(key, [...(claims.get(key) ?? []), outcome]);
      departing({ ...former, leadsTo: former.leadsTo.filter((key) => !next.leadsTo.includes(key)) }, work);
      return work;
    },
    async destroy(request, call) {
      const former = await named(request.prior);
      const work = Promise.resolve(type.destroy(request, call));
      departing(former, work);
      return work;
    },
  };
}

/** Has deletions of this run know of work that ends leading people there. */
export function departing({ has, leadsTo }: Named, work: Promise<Outcome>): void {
  const isOver = work.then(({ diagnostics }) => !failing(diagnostics), () => false);
  for (const key of leadsTo) departures.set(key, [...(departures.get(key) ?? []), { by: has.join(), isOver }]);
}

/** Waits until nothing of this run leads to any of it. @returns what failed to end that, so that it may lead there still */
export async function stillLeading(keys: readonly string[]): Promise<string[]> {
  await sleep(GRACE_MS);
  const known = (): Departure[] => [...new Set(keys.flatMap((key) => departures.get(key) ?? []))];
  for (;;) {
    const all = known();
    const ended = await Promise.all(all.map(async ({ by, isOver }) => ({ by, isOver: await isOver })));
    // Another one may have begun meanwhile.
    if (known().length === all.length) return [...new Set(ended.flatMap((each) => (each.isOver ? [] : [each.by])))];
  }
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
