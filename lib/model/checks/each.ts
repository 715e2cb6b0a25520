import { UnknownReached } from "../unknown";

/**
 * Ways through collections of a model. Each element is an attempt of its own: one that reaches a value not known yet is left out, the
 * others are still judged. It is judged when the checks run again with all values known. (Without a closure and a result for each as with `attempt`: this is
 * done for hundreds of real servers in each of dozens of checks.)
 */

/** Visits the members of a collection that goes by name. */
export function eachMember<T>(members: Readonly<Record<string, T>>, visit: (member: T, name: string) => void): void {
  for (const name of Object.keys(members)) {
    try {
      visit(members[name] as T, name);
    } catch (error) {
      passOnBugs(error);
    }
  }
}

/** Visits the items of a list. */
export function eachItem<T>(items: readonly T[], visit: (item: T, index: number) => void): void {
  for (let index = 0; index < items.length; index++) {
    try {
      visit(items[index] as T, index);
    } catch (error) {
      passOnBugs(error);
    }
  }
}

/** Visits each item whose key an earlier one has too; an `undefined` key equals none. */
export function eachRepeat<T>(items: readonly T[], keyOf: (item: T) => string | undefined, visit: (repeated: T, first: T) => void): void {
  const firsts = new Map<string, T>();
  eachItem(items, (item) => {
    const key = keyOf(item);
    if (key === undefined) return;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, item);
    else visit(item, first);
  });
}

/** The items by key; of several with one key the first. */
export function indexBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): ReadonlyMap<string, T> {
  const index = new Map<string, T>();
  eachItem(items, (item) => {
    const key = keyOf(item);
    if (key !== undefined && !index.has(key)) index.set(key, item);
  });
  return index;
}

/** The items of which this is known to be true. */
export function knownWhere<T>(items: readonly T[], isTrue: (item: T) => boolean): T[] {
  const matching: T[] = [];
  eachItem(items, (item) => {
    if (isTrue(item)) matching.push(item);
  });
  return matching;
}

function passOnBugs(error: unknown): void {
  if (!(error instanceof UnknownReached)) throw error;
}
