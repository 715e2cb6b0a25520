import { valueDigest } from "../compile";
import { type JsonText, type Span, elementsOf, isTooDeep, kindOf, membersOf, mentions, parsed } from "./json-spans";
import { type Entry, type PlannedAction, actionOf, isOurs, memberOf, textAt } from "./plan-entries";
import { markedPlaces, unguessable } from "./sensitive";

/** Something that a plan does beside our own resources: what, and its digest; `null` where it can't be read, so that nobody can say what was reviewed. */
export type Elsewhere = readonly [what: string, digest: string | null];

const PROVISIONERS = "provisioners of";
const ACTION = "action";

/** Whether it is a program that Terraform starts, and no resource: the address of a resource has no blank before its first bracket. */
export function isProgram(what: string): boolean {
  return [PROVISIONERS, ACTION].some((word) => what.startsWith(`${word} `));
}

/**
 * The resources of other types that change, each read by itself: together they may take more memory than there is. What isn't known yet is named as not known: nearly every resource that comes has
 * an id that only its provider knows, and nothing could be certified otherwise. Neither data sources nor a no-op count, which leave things as they are.
 */
export function otherChanges(json: JsonText, entries: readonly Entry[]): Elsewhere[] {
  return entries.flatMap((entry): Elsewhere[] => {
    if (isOurs(entry) || entry.mode !== "managed") return [];
    const action = actionOf(json, entry);
    return action === "none" ? [] : [[entry.address, changeDigest(json, entry, action)]];
  });
}

function changeDigest(json: JsonText, { type, change }: Entry, action: PlannedAction): string | null {
  if (isTooDeep(change)) return null;
  json.window.hold(change.start, change.end);
  const read = reader(json, change);
  const before = openly(read("before"), read("before_sensitive"));
  const after = openly(read("after"), read("after_sensitive"), read("after_unknown"));
  return valueDigest([type, action, before, after]);
}

/** Values, and where they are sensitive and not known yet. By places: trees of what isn't known have the form of the values, also where these are sensitive, and the length of a list is somebody's secret, too. */
function openly(value: unknown, sensitive: unknown, unknown: unknown = false): unknown {
  return [unguessable(value, sensitive), markedPlaces(sensitive), markedPlaces(unknown, sensitive)];
}

/** Programs that Terraform itself starts, on whatever resource, in whatever module: a resource that doesn't change otherwise says nothing of them. */
export function provisionersIn(json: JsonText, configuration: Span | undefined): Elsewhere[] {
  // Most stacks have none, and are not walked through for them.
  if (configuration === undefined || !mentions(json, configuration, '"provisioners"')) return [];
  const found: Elsewhere[] = [];
  const root = memberOf(json, configuration, "root_module");
  // Grows while it is gone through: modules call modules.
  const modules = root === undefined ? [] : [{ prefix: "", module: root }];
  for (const { prefix, module } of modules) {
    for (const resource of elementsIn(json, memberOf(json, module, "resources"))) {
      const provisioners = memberOf(json, resource, "provisioners");
      if (provisioners !== undefined) found.push([`${PROVISIONERS} ${prefix}${textAt(json, memberOf(json, resource, "address")) ?? ""}`, digestAt(json, provisioners)]);
    }
    for (const [name, call] of membersIn(json, memberOf(json, module, "module_calls"))) {
      const called = memberOf(json, call, "module");
      if (called !== undefined) modules.push({ prefix: `${prefix}module.${name}.`, module: called });
    }
  }
  return found;
}

/** What Terraform since 1.14 has providers do besides, when a resource changes. */
export function invokedActions(json: JsonText, invocations: Span | undefined): Elsewhere[] {
  return elementsIn(json, invocations).map((invocation): Elsewhere => {
    const what = `${ACTION} ${textAt(json, memberOf(json, invocation, "address")) ?? ""}${triggerOf(json, invocation)}`;
    if (isTooDeep(invocation) || kindOf(json, invocation) !== "object") return [what, digestAt(json, invocation)];
    const read = reader(json, invocation);
    const others = membersIn(json, invocation).flatMap(([name, at]) => (name.startsWith("config_") ? [] : [[name, parsed(json, at)]]));
    return [what, valueDigest([openly(read("config_values"), read("config_sensitive"), read("config_unknown")), Object.fromEntries(others)])];
  });
}

/** One action may be triggered by several resources, and by several events of one. */
function triggerOf(json: JsonText, invocation: Span): string {
  const trigger = memberOf(json, invocation, "lifecycle_action_trigger");
  const words = trigger === undefined ? [] : membersIn(json, trigger).flatMap(([, at]) => (kindOf(json, at) === "scalar" ? [String(parsed(json, at))] : []));
  return words.length === 0 ? "" : ` (${words.join(" ")})`;
}

function digestAt(json: JsonText, span: Span): string | null {
  return isTooDeep(span) ? null : valueDigest(parsed(json, span));
}

/** Reads members of an object; one that isn't there is `null`. */
function reader(json: JsonText, span: Span): (name: string) => unknown {
  const members = new Map(membersOf(json, span));
  return (name) => {
    const at = members.get(name);
    return at === undefined ? null : parsed(json, at);
  };
}

/** Of what is no list, none. */
function elementsIn(json: JsonText, list: Span | undefined): Span[] {
  return list === undefined || kindOf(json, list) !== "list" ? [] : [...elementsOf(json, list)];
}

/** Of what is no object, none. */
function membersIn(json: JsonText, span: Span | undefined): (readonly [name: string, value: Span])[] {
  return span === undefined || kindOf(json, span) !== "object" ? [] : [...membersOf(json, span)];
}
