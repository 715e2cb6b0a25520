import { type Finding, type Result, failed, ok } from "../diagnostics";
import { type ObjectValue, type ResourceType, type Value, NOT_YET_KNOWN, isObjectValue } from "./attributes";
import { type Elsewhere, invokedActions, otherChanges, provisionersIn, putOffPrograms } from "./elsewhere";
import { noPlanInIt, otherFormat, unfinished } from "./findings";
import { type Entry, type PlannedAction, actionOf, entriesIn, isOurs, memberOf, object } from "./plan-entries";
import { type Planning } from "./planning";
import { type ProviderOf, providersIn } from "./providers";
import { eitherMarked, hasMarks } from "./sensitive";
import { type ByteWindow } from "./byte-window";
import { type JsonText, NotJson, type Span, anotherReader, elementsOf, followedAt, jsonText, kindOf, membersOf, mentions, parsed, parsedBeside, wholeText } from "./json-spans";

/** One of our resources as a plan has it. Everything in it was written by others. */
export interface PlannedResource {
  readonly address: string;
  readonly type: ResourceType;
  readonly action: PlannedAction;
  /** As a refresh found it, or as the state has it where none was done. */
  readonly before: ObjectValue | null;
  /** As it will be; what isn't known yet is {@link NOT_YET_KNOWN}. */
  readonly after: ObjectValue | null;
  /** As the state had it before the refresh; only where the refresh found something else. */
  readonly lastApplied?: ObjectValue;
  /** Which values are sensitive, as Terraform marks them on either side: `true` for all below. */
  readonly sensitive: { readonly before: unknown; readonly after: unknown };
  /** Which provider does it, and how that is told to reach hosts, as the stack has it written: to be hashed, never to be shown. */
  readonly provider: unknown;
  /** What Terraform forgets or deletes in the same run, and what this one, which is created, is in the world. */
  readonly adopts?: Adopted;
  /** Of what is deleted: under which address the same plan creates it again. */
  readonly createdAs?: string;
}

/** What something was that another address takes over. */
export interface Adopted extends Pick<PlannedResource, "address" | "before" | "lastApplied" | "sensitive"> {
  readonly stack: string;
  /** Whether Terraform doesn't forget it, but deletes it. */
  readonly deleted: boolean;
}

/** A plan of one stack. */
export interface PlanFile {
  readonly stack: string;
  /** Whether a refresh found any of our resources to be other than in the state. False also where no refresh was done: a plan doesn't say whether there was one. */
  readonly drifted: boolean;
  /** Our resources that a refresh found to be other, and of which the plan says nothing. */
  readonly driftAlone: readonly string[];
  /** Why the plan doesn't say all that there is to do; `undefined`: it does. */
  readonly partial: string | undefined;
  /** Whether it was planned with outputs of other stacks, as their last apply left them. */
  readonly readsOtherStacks: boolean;
  /** How it was planned, if anybody noted that. */
  readonly planning: Planning | undefined;
  /** How many resources of other types change. */
  readonly others: number;
  /** These, and the programs that Terraform itself starts: in the digest, and in JSON by address. */
  readonly elsewhere: readonly Elsewhere[];
  /** Ours, one at a time: together they may take more memory than there is. @param only the others aren't read */
  readonly resources: (only?: (resource: Heading) => boolean) => Generator<Result<PlannedResource>>;
}

/** What is known of a resource before it is read. */
export type Heading = Pick<PlannedResource, "address" | "action"> & { readonly type: string };

/** Where a plan is from. */
interface Origin {
  readonly stack: string;
  readonly path: string;
  readonly planning?: Planning | undefined;
}

/** Reads what `terraform show -json` printed. @param text stays open as long as resources are read */
export function readPlan(text: ByteWindow, origin: Origin): Result<PlanFile> {
  const { path } = origin;
  const json = jsonText(text);
  try {
    const whole = wholeText(json);
    const members = new Map(membersOf(json, object(json, whole)));
    const followed = followedAt(json, whole);
    const wrong = whyNoPlan(json, members, origin) ?? (followed === undefined ? undefined : noPlanInIt(path, `byte ${followed}: something follows the plan`));
    return wrong === undefined ? ok(planFile(json, members, origin)) : failed(wrong);
  } catch (problem) {
    if (problem instanceof NotJson) return failed(noPlanInIt(path, problem.message));
    throw problem;
  }
}

type Members = ReadonlyMap<string, Span>;

function whyNoPlan(json: JsonText, members: Members, { stack, path }: Origin): Finding | undefined {
  const scalar = (name: string): unknown => (members.has(name) ? parsed(json, members.get(name) as Span) : undefined);
  if (members.has("@level")) return noPlanInIt(path, "it is the log that `terraform plan -json` prints");
  const version = scalar("format_version");
  if (typeof version !== "string") return noPlanInIt(path, "it has no format_version");
  if (!/^[01]\./.test(version)) return otherFormat(path, version);
  if (!members.has("resource_changes") && !members.has("planned_values")) return noPlanInIt(path, "it is a state");
  return scalar("errored") === true ? unfinished(stack) : undefined;
}

function planFile(json: JsonText, members: Members, { stack, path, planning }: Origin): PlanFile {
  const changes = entriesIn(json, members.get("resource_changes"));
  const drift = entriesIn(json, members.get("resource_drift"));
  const former = new Map(drift.map((entry) => [entry.address, entry]));
  const ours = changes.filter(isOurs);
  const drifted = drift.filter(isOurs).map(({ address }) => address);
  const planned = new Set(ours.map(({ address }) => address));
  const configuration = members.get("configuration");
  const providerOf = providersIn(json, configuration);
  const others = otherChanges(json, changes, providerOf);
  const driftReader = anotherReader(json);
  function* resources(only?: (resource: Heading) => boolean): Generator<Result<PlannedResource>> {
    for (const entry of ours) {
      if (only === undefined || isAmong(json, entry, only)) yield resourceAt({ json, driftReader }, entry, { drift: entry.deposed ? undefined : former.get(entry.address), providerOf, path });
    }
  }
  const driftAlone = drifted.filter((address) => !planned.has(address));
  const readsOtherStacks = configuration !== undefined && mentions(json, configuration, '"terraform_remote_state"');
  const elsewhere = [...others, ...putOffPrograms(json, changes, providerOf), ...provisionersIn(json, configuration), ...invokedActions(json, members.get("action_invocations"), providerOf)];
  return { stack, planning, drifted: drifted.length > 0, driftAlone, partial: whyPartial(json, members), readsOtherStacks, others: others.length, elsewhere, resources };
}

/** Terraform before 1.8 says neither. */
function whyPartial(json: JsonText, members: Members): string | undefined {
  const deferred = members.get("deferred_changes");
  const count = deferred === undefined || kindOf(json, deferred) !== "list" ? 0 : [...elementsOf(json, deferred)].length;
  if (count > 0) return `${count} of its changes ${count === 1 ? "is" : "are"} put off until more is known`;
  const complete = members.get("complete");
  return complete !== undefined && kindOf(json, complete) === "scalar" && parsed(json, complete) === false ? "after it more is left to do (-target, or what is known only then)" : undefined;
}

/** One of which nobody knows what is done to it is among none: whoever reads all is told. */
function isAmong(json: JsonText, entry: Entry, only: (resource: Heading) => boolean): boolean {
  try {
    return only({ address: entry.address, type: entry.type, action: actionOf(json, entry) });
  } catch (problem) {
    if (problem instanceof NotJson) return false;
    throw problem;
  }
}

/** Who reads the change, and who what drifted: the two stand far from each other, and are compared. */
interface Readers {
  readonly json: JsonText;
  readonly driftReader: JsonText;
}

function resourceAt({ json, driftReader }: Readers, entry: Entry, { drift, providerOf, path }: { readonly drift: Entry | undefined; readonly providerOf: ProviderOf; readonly path: string }): Result<PlannedResource> {
  try {
    // Both sides are gone through more than once.
    json.window.hold(entry.change.start, entry.change.end);
    const change = new Map(membersOf(json, entry.change));
    const read = (name: string): unknown => (change.has(name) ? parsed(json, change.get(name) as Span) : undefined);
    const [before, there] = [read("before"), change.get("before")];
    const beside = (reader: JsonText, span: Span | undefined): unknown => {
      if (span === undefined) return undefined;
      return there === undefined ? parsed(reader, span) : parsedBeside(reader, span, { json, span: there, value: before });
    };
    const marks = eitherMarked(read("before_sensitive"), read("after_sensitive"));
    const lastApplied = drift === undefined ? undefined : asObject(beside(driftReader, memberOf(driftReader, drift.change, "before")));
    return ok({
      address: entry.address,
      type: entry.type as ResourceType,
      action: actionOf(json, entry),
      before: asObject(before) ?? null,
      after: asObject(withUnknowns(beside(json, change.get("after")), read("after_unknown"))) ?? null,
      ...(lastApplied === undefined ? {} : { lastApplied }),
      sensitive: { before: marks, after: marks },
      provider: providerOf(entry),
    });
  } catch (problem) {
    if (problem instanceof NotJson) return failed(noPlanInIt(path, problem.message));
    throw problem;
  }
}

function asObject(value: unknown): ObjectValue | undefined {
  return isObjectValue(value as Value) ? (value as ObjectValue) : undefined;
}

/** Terraform leaves out what isn't known yet, and says in a tree of the same shape what that is. */
export function withUnknowns(after: unknown, unknown: unknown): Value {
  if (unknown === true) return NOT_YET_KNOWN;
  if (!hasMarks(unknown)) return (after ?? null) as Value;
  if (Array.isArray(unknown)) {
    const items: readonly unknown[] = Array.isArray(after) ? after : [];
    return Array.from({ length: Math.max(items.length, unknown.length) }, (_, index) => withUnknowns(items[index], unknown[index]));
  }
  const given = asObject(after) ?? {};
  const names = [...new Set([...Object.keys(given), ...Object.keys(unknown as ObjectValue)])];
  return Object.fromEntries(names.map((name) => [name, withUnknowns(own(given, name), own(unknown as ObjectValue, name))]));
}

function own(value: ObjectValue, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
