import { type Place } from "../../diagnostics";
import { type RealServer } from "../real-server";
import { type Named, type Pair, pairServers } from "./identity";
import { type Transition } from "./transition";

/** One difference between two models. */
export interface Change {
  /** A value; an entry that comes or goes; or one whose name alone is another. */
  readonly kind: "value" | "entry" | "name";
  /** {@link place} with `*` for names and positions: which rule it is for. Of a list of values: the list and `*`. */
  readonly path: string;
  readonly place: Place;
  /** Where it was before, under the names of then. */
  readonly formerPlace: Place;
  readonly before: unknown;
  readonly after: unknown;
}

interface At {
  readonly path: string;
  readonly place: Place;
  readonly formerPlace: Place;
}

type Members = Readonly<Record<string, unknown>>;

/** Every difference, whatever the order of collections. */
export function changesBetween(between: Transition): Change[] {
  return inside(between, { former: between.former, next: between.next }, { path: "", place: [], formerPlace: [] });
}

/** What stands at one place in both. */
interface Both {
  readonly former: unknown;
  readonly next: unknown;
}

function inside(between: Transition, { former, next }: Both, at: At): Change[] {
  if (Array.isArray(former) || Array.isArray(next)) return inList(between, { former, next }, at);
  if (!isObject(former) && !isObject(next)) return isSame(between, { former, next }, at) ? [] : [{ kind: "value", ...at, before: former, after: next }];
  if (!isObject(former) || !isObject(next)) return [{ kind: "entry", ...at, before: former, after: next }];
  const collection = collectionAt(between, { former, next }, at);
  if (collection !== undefined) return collection.flatMap((pair) => inEntry(between, pair, at));
  return namesIn(former, next).flatMap((key) => inside(between, { former: former[key], next: next[key] }, stepInto(at, key, [key, key])));
}

/** Sorted. Mostly both have the same. */
function namesIn(former: Members, next: Members): string[] {
  const [names, others] = [Object.keys(former), Object.keys(next)];
  const isAlike = names.length === others.length && names.every((name, index) => name === others[index]);
  return (isAlike ? names : [...new Set([...names, ...others])]).sort();
}

function inEntry(between: Transition, { before, after }: Pair<unknown>, at: At): Change[] {
  const here = stepInto(at, "*", [before?.name ?? after?.name ?? "", after?.name ?? before?.name ?? ""]);
  if (before === undefined || after === undefined) return [{ kind: "entry", ...here, before: before?.value, after: after?.value }];
  const renamed: Change[] = before.name === after.name ? [] : [{ kind: "name", ...here, before: before.name, after: after.name }];
  return [...renamed, ...inside(between, { former: before.value, next: after.value }, here)];
}

/** Values are compared as sets; health checks, by position, as nothing else tells them apart. */
function inList(between: Transition, { former, next }: Both, at: At): Change[] {
  const [before, after] = [listOf(former), listOf(next)];
  if (![...before, ...after].some(isObject)) return sorted(before) === sorted(after) ? [] : [{ kind: "value", ...at, path: `${at.path}.*`, before, after }];
  const positions = Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index);
  return positions.flatMap((index) => inside(between, { former: before[index], next: after[index] }, stepInto(at, "*", [index, index])));
}

/** Members of a collection that goes by name, as pairs. */
function collectionAt(between: Transition, { former, next }: { readonly former: Members; readonly next: Members }, { path }: At): readonly Pair<unknown>[] | undefined {
  switch (path) {
    case "routers":
    case "vips":
    case "pools":
    case "virtualServers":
      return between[path];
    case "pools.*.servers":
      return pairServers(former as Record<string, RealServer>, next as Record<string, RealServer>);
    default:
      return undefined;
  }
}

const REFERENCES: Readonly<Record<string, "vips" | "pools">> = { "routing.outboundVip": "vips", "virtualServers.*.vip": "vips", "virtualServers.*.pool": "pools", "virtualServers.*.sorryPool": "pools" };

/** A name that only follows what it names is the same one. */
function isSame(between: Transition, { former, next }: Both, { path }: At): boolean {
  const collection = REFERENCES[path];
  if (collection === undefined || former === undefined || next === undefined) return former === next;
  const pair = (between[collection] as readonly Pair<unknown>[]).find(({ before }) => before?.name === former);
  return pair?.after === undefined ? former === next : pair.after.name === next;
}

function stepInto({ path, place, formerPlace }: At, step: string, [former, next]: readonly [string | number, string | number]): At {
  return { path: path === "" ? step : `${path}.${step}`, place: [...place, next], formerPlace: [...formerPlace, former] };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `String`, because a value that isn't known yet is a symbol. */
function sorted(values: readonly unknown[]): string {
  return JSON.stringify(values.map(String).sort());
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The pair whose entry of the next model is called so. */
export function pairAt<T>(pairs: readonly Pair<T>[], { place, formerPlace }: Pick<Change, "place" | "formerPlace">): Pair<T> | undefined {
  const isAt = (one: Named<T> | undefined, name: string | number | undefined): boolean => one === undefined || one.name === name;
  return pairs.find(({ before, after }) => isAt(before, formerPlace[1]) && isAt(after, place[1]));
}
