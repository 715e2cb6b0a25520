import { isDeepStrictEqual } from "node:util";
import { type Place } from "../diagnostics";
import { isUnknown } from "../model";
import { type ObjectValue, type Value, NOT_YET_KNOWN, isObjectValue } from "./attributes";

/** A resource's values without those that Terraform marks as sensitive: these stand there as if they were not known yet. */
export interface Masked {
  readonly value: ObjectValue;
  /** Whether a list, map or object is sensitive as a whole, so that not even its names may be shown. */
  readonly wholly: boolean;
}

/** Whether anything is marked at all. */
export function hasMarks(marks: unknown): boolean {
  return marks === true || (typeof marks === "object" && marks !== null && Object.values(marks).some(hasMarks));
}

/** Takes out what is marked. A mark on an object or a list goes for all below. */
export function masked(value: ObjectValue, marks: unknown): Masked {
  const found = { wholly: false };
  const result = without(value, marks, found);
  return isObjectValue(result) ? { value: result, wholly: found.wholly } : { value: {}, wholly: true };
}

function without(value: Value, marks: unknown, found: { wholly: boolean }): Value {
  if (value === null || marks === false || marks === undefined || marks === null) return value;
  if (marks === true) {
    if (typeof value === "object") found.wholly = true;
    return NOT_YET_KNOWN;
  }
  if (Array.isArray(value)) return value.map((item: Value, index) => without(item, Array.isArray(marks) ? marks[index] : false, found));
  if (!isObjectValue(value)) return value;
  const below = marks as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, Object.hasOwn(below, name) ? without(item, below[name], found) : item]));
}

/**
 * What of a value may go into a digest that is the value's own: where something is marked, one and the same stands for whatever it is. Who knows all the rest could try out a password that has few
 * possibilities. To be hashed with the marks, which tell that from a text of this wording.
 */
export function unguessable(value: unknown, marks: unknown): unknown {
  if (marks === true) return "(sensitive)";
  if (typeof value !== "object" || value === null || !hasMarks(marks)) return value;
  const below = marks as Readonly<Record<string, unknown>>;
  if (Array.isArray(value)) return value.map((item: unknown, index) => unguessable(item, below[index]));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, Object.hasOwn(below, name) ? unguessable(item, below[name]) : item]));
}

/** Where a tree of marks has one, each place as text and in order; without those that lie where the other tree has one. */
export function markedPlaces(marks: unknown, except: unknown = false): string[] {
  const found: string[] = [];
  const gather = (at: unknown, hidden: unknown, place: Place): void => {
    if (hidden === true) return;
    if (at === true) found.push(JSON.stringify(place));
    if (typeof at !== "object" || at === null) return;
    const below = (typeof hidden === "object" && hidden !== null ? hidden : {}) as Readonly<Record<string, unknown>>;
    for (const [name, item] of Object.entries(at)) gather(item, Object.hasOwn(below, name) ? below[name] : false, [...place, name]);
  };
  gather(marks, except, []);
  return found.sort();
}

/** The places of the values that the one model has and the other one, made of masked values, doesn't; and what stands there. */
export function hiddenIn(model: unknown, shown: unknown, place: Place = []): readonly { readonly place: Place; readonly value: unknown }[] {
  if (isUnknown(shown)) return isUnknown(model) ? [] : [{ place, value: model }];
  if (typeof model !== "object" || model === null || typeof shown !== "object" || shown === null || isDeepStrictEqual(model, shown)) return [];
  const key = (name: string): string | number => (Array.isArray(model) ? Number(name) : name);
  return Object.entries(model).flatMap(([name, member]) => hiddenIn(member, (shown as Readonly<Record<string, unknown>>)[name], [...place, key(name)]));
}

/** Whether one of the places lies in the other. */
export function overlap(one: Place, other: Place): boolean {
  return one.slice(0, other.length).every((step, index) => step === other[index]);
}

/** What is said about a change, without a hidden value in it: where it could be, nothing is said but that there is something. */
export function mentions(said: unknown, hidden: readonly { readonly value: unknown }[]): boolean {
  if (hidden.length === 0) return false;
  const text = JSON.stringify(said) ?? "";
  return hidden.some(({ value }) => text.includes(JSON.stringify(String(value)).slice(1, -1)));
}
