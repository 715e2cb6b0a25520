import { RESOURCE_TYPES } from "./attributes";
import { type JsonText, NotJson, type Span, elementsOf, kindOf, membersOf, parsed } from "./json-spans";

/** What Terraform will do with one resource; a replacement in the order in which it does so. */
export const PLANNED_ACTIONS = ["none", "create", "update", "delete", "delete-then-create", "create-then-delete", "forget", "create-then-forget", "read"] as const;
export type PlannedAction = (typeof PLANNED_ACTIONS)[number];

/** A resource that isn't read yet. */
export interface Entry {
  /** With the key of the object that goes, where it is one that a replacement left behind (deposed). */
  readonly address: string;
  readonly type: string;
  readonly mode: string;
  /** Its provider's full name; Terraform before 0.13 says none. */
  readonly provider: string | undefined;
  readonly deposed: boolean;
  readonly change: Span;
}

/** Resources of a list as a plan has it; of none where there is no list. @throws NotJson */
export function entriesIn(json: JsonText, list: Span | undefined): Entry[] {
  if (list === undefined) return [];
  if (kindOf(json, list) === "scalar" && parsed(json, list) === null) return [];
  return [...elementsOf(json, list)].map((element) => entryAt(json, element));
}

function entryAt(json: JsonText, element: Span): Entry {
  const members = new Map(membersOf(json, object(json, element)));
  const text = (name: string): string | undefined => textAt(json, members.get(name));
  const change = members.get("change");
  const address = text("address");
  if (change === undefined || address === undefined) throw new NotJson(`byte ${element.start}: a resource without address or change`);
  const deposed = text("deposed");
  return { address: deposed === undefined ? address : `${address} (deposed ${deposed})`, type: text("type") ?? "", mode: text("mode") ?? "managed", provider: text("provider_name"), deposed: deposed !== undefined, change: object(json, change) };
}

/** Whether a preview is made of it. */
export function isOurs({ type, mode }: Entry): boolean {
  return mode === "managed" && RESOURCE_TYPES.some((one) => one === type);
}

const ACTIONS: Readonly<Record<string, PlannedAction>> = {
  "no-op": "none",
  create: "create",
  update: "update",
  delete: "delete",
  "delete,create": "delete-then-create",
  "create,delete": "create-then-delete",
  forget: "forget",
  "create,forget": "create-then-forget",
  read: "read",
};

/** @throws NotJson where nobody knows what it does */
export function actionOf(json: JsonText, { change }: Entry): PlannedAction {
  for (const [name, value] of membersOf(json, change)) {
    if (name !== "actions") continue;
    const words = parsed(json, value);
    const key = Array.isArray(words) ? words.join(",") : "";
    const action = Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : undefined;
    if (action === undefined) throw new NotJson(`byte ${value.start}: nobody knows the actions ${JSON.stringify(words)}`);
    return action;
  }
  throw new NotJson(`byte ${change.start}: a change without actions`);
}

/** The span itself. @throws NotJson where no object is there */
export function object(json: JsonText, span: Span): Span {
  if (kindOf(json, span) !== "object") throw new NotJson(`byte ${span.start}: an object is missing`);
  return span;
}

export function memberOf(json: JsonText, span: Span, name: string): Span | undefined {
  if (kindOf(json, span) !== "object") return undefined;
  return new Map(membersOf(json, span)).get(name);
}

/** `undefined` where there is none. */
export function textAt(json: JsonText, span: Span | undefined): string | undefined {
  const value = span === undefined || kindOf(json, span) !== "scalar" ? undefined : parsed(json, span);
  return typeof value === "string" ? value : undefined;
}

/** Of what is no list, none. */
export function elementsIn(json: JsonText, list: Span | undefined): Span[] {
  return list === undefined || kindOf(json, list) !== "list" ? [] : [...elementsOf(json, list)];
}

/** Of what is no object, none. */
export function membersIn(json: JsonText, span: Span | undefined): (readonly [name: string, value: Span])[] {
  return span === undefined || kindOf(json, span) !== "object" ? [] : [...membersOf(json, span)];
}
