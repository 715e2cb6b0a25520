import { isDeepStrictEqual } from "node:util";
import { type Place } from "../diagnostics";
import { isUnknown } from "../model";
import { formatIpAddress, networkOf, parseCidr, parseIpAddress } from "../net";
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

/** Whether a hidden value could be in what is said about a change: as it is, or as JSON writes it between quotes. Then nothing is said but that there is something. */
export function mentions(said: unknown, hidden: readonly { readonly value: unknown }[]): boolean {
  if (hidden.length === 0) return false;
  const texts = textsIn(said);
  return hidden.some(({ value }) => {
    const forms = [String(value), JSON.stringify(String(value)).slice(1, -1), ...respelled(String(value))];
    return texts.some((text) => forms.some((form) => text.includes(form)));
  });
}

/** As findings may say an address: in its one spelling, with or without its prefix length, or as its network. */
function respelled(value: string): string[] {
  const [plain = "", length] = value.split("/");
  const address = parseIpAddress(plain);
  if (address === undefined) return [];
  const cidr = length === undefined ? undefined : parseCidr(value);
  return [formatIpAddress(address), ...(cidr === undefined ? [] : [formatIpAddress(networkOf(cidr))])];
}

/** Every name and every value, wherever it stands. */
function textsIn(said: unknown): string[] {
  if (said === undefined || said === null || isUnknown(said)) return [];
  if (typeof said !== "object") return [String(said)];
  return Object.entries(said).flatMap(([name, member]) => (Array.isArray(said) ? textsIn(member) : [name, ...textsIn(member)]));
}

/** What one of two trees of marks hides. A value that becomes sensitive, or no longer is, is mostly the same on the other side, so that both hide it, as Terraform itself does. */
export function eitherMarked(one: unknown, other: unknown): unknown {
  if (one === true || other === true) return true;
  if (!hasMarks(one)) return other;
  if (!hasMarks(other)) return one;
  const [first, second] = [one, other] as [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
  if (Array.isArray(one) && Array.isArray(other)) return Array.from({ length: Math.max(one.length, other.length) }, (_, index) => eitherMarked(first[index], second[index]));
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  return Object.fromEntries(names.map((name) => [name, eitherMarked(own(first, name), own(second, name))]));
}

function own(marks: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(marks, name) ? marks[name] : false;
}
