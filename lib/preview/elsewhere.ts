import { valueDigest } from "../compile";
import { writtenResources } from "./configuration";
import { type JsonText, type Span, isTooDeep, kindOf, membersOf, mentions, parsed } from "./json-spans";
import { type Entry, type PlannedAction, actionOf, elementsIn, isOurs, memberOf, membersIn, textAt } from "./plan-entries";
import { type ProviderOf } from "./providers";
import { markedPlaces, unguessable } from "./sensitive";

/** Something that a plan does beside our own resources: what, and its digest; `null` where it can't be read, so that nobody can say what was reviewed. */
export type Elsewhere = readonly [what: string, digest: string | null];

const PROVISIONERS = "provisioners of";
const ACTION = "action";
const DATA_PROGRAM = "program of";

/** Whether it is a program that Terraform starts, and no resource: the address of a resource has no blank before its first bracket. */
export function isProgram(what: string): boolean {
  return [PROVISIONERS, ACTION, DATA_PROGRAM].some((word) => what.startsWith(`${word} `));
}

/**
 * The resources of other types that change, each read by itself: together they may take more memory than there is. What isn't known yet is named as not known: nearly every resource that comes has
 * an id that only its provider knows, and nothing could be certified otherwise. A no-op doesn't count, which leaves things as they are.
 */
export function otherChanges(json: JsonText, entries: readonly Entry[], providerOf: ProviderOf): Elsewhere[] {
  return entries.flatMap((entry): Elsewhere[] => {
    if (isOurs(entry) || entry.mode !== "managed") return [];
    const action = actionOf(json, entry);
    return action === "none" ? [] : [[entry.address, changeDigest(json, entry, { action, provider: providerOf(entry) })]];
  });
}

/**
 * Data sources that are put off until the apply and then start a program of the stack's own choice (type external), which may do whatever it likes. Other ones don't count: most plans that create
 * something put some of them off, they ask their provider and change nothing, and resources into which the answer goes are planned with values that aren't known yet.
 */
export function putOffPrograms(json: JsonText, entries: readonly Entry[], providerOf: ProviderOf): Elsewhere[] {
  const external = entries.filter(({ mode, type }) => mode === "data" && type === "external");
  return external.flatMap((entry): Elsewhere[] => {
    const action = actionOf(json, entry);
    return action === "none" ? [] : [[`${DATA_PROGRAM} ${entry.address}`, changeDigest(json, entry, { action, provider: providerOf(entry) })]];
  });
}

function changeDigest(json: JsonText, { type, change }: Entry, { action, provider }: { readonly action: PlannedAction; readonly provider: unknown }): string | null {
  if (isTooDeep(change)) return null;
  json.window.hold(change.start, change.end);
  const read = reader(json, change);
  const before = openly(read("before"), read("before_sensitive"));
  const after = openly(read("after"), read("after_sensitive"), read("after_unknown"));
  return valueDigest([type, action, before, after, provider]);
}

/** Values, and where they are sensitive and not known yet. By places: trees of what isn't known have the form of the values, also where these are sensitive, and the length of a list is somebody's secret, too. */
function openly(value: unknown, sensitive: unknown, unknown: unknown = false): unknown {
  return [unguessable(value, sensitive), markedPlaces(sensitive), markedPlaces(unknown, sensitive)];
}

/**
 * Programs that Terraform itself starts, on whatever resource, in whatever module: a resource that doesn't change otherwise says nothing of them. What cdktf writes stands in a plan to the letter. Of an
 * expression in HCL that isn't a plain value (in a module, mostly) a plan says at most what it refers to, so such a program may be another one in the next plan, and nobody can tell.
 */
export function provisionersIn(json: JsonText, configuration: Span | undefined): Elsewhere[] {
  // Most stacks have none, and are not walked through for them.
  if (configuration === undefined || !mentions(json, configuration, '"provisioners"')) return [];
  return [...writtenResources(json, configuration)].flatMap(([address, resource]): Elsewhere[] => {
    const provisioners = memberOf(json, resource, "provisioners");
    return provisioners === undefined ? [] : [[`${PROVISIONERS} ${address}`, programsDigest(json, provisioners)]];
  });
}

function programsDigest(json: JsonText, provisioners: Span): string | null {
  if (isTooDeep(provisioners)) return null;
  const programs = parsed(json, provisioners);
  return isWhollyWritten(programs) ? valueDigest(programs) : null;
}

/** Whether each expression in it has its text: those are the objects with `constant_value` or `references`, and the empty ones; the others hold them. */
function isWhollyWritten(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Object.hasOwn(value, "constant_value")) return true;
  if (Object.hasOwn(value, "references") || (!Array.isArray(value) && Object.keys(value).length === 0)) return false;
  return Object.values(value).every(isWhollyWritten);
}

/** What Terraform since 1.14 has providers do besides, when a resource changes. */
export function invokedActions(json: JsonText, invocations: Span | undefined, providerOf: ProviderOf): Elsewhere[] {
  return elementsIn(json, invocations).map((invocation): Elsewhere => {
    const text = (name: string): string | undefined => textAt(json, memberOf(json, invocation, name));
    const address = text("address") ?? "";
    const what = `${ACTION} ${address}${triggerOf(json, invocation)}`;
    if (isTooDeep(invocation) || kindOf(json, invocation) !== "object") return [what, digestAt(json, invocation)];
    const read = reader(json, invocation);
    const others = membersIn(json, invocation).flatMap(([name, at]) => (name.startsWith("config_") ? [] : [[name, parsed(json, at)]]));
    return [what, valueDigest([openly(read("config_values"), read("config_sensitive"), read("config_unknown")), Object.fromEntries(others), providerOf({ address, type: text("type") ?? "", provider: text("provider_name") })])];
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
