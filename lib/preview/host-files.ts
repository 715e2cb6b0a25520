import { type BundleFile, type HostBundle, sameModuloComments, shownText } from "../compile";
import { type Attempt } from "../model";
import { NOT_YET_KNOWN, type Value, filesOf, isObjectValue } from "./attributes";
import { type ClusterChange, type Side } from "./cluster-change";
import { departuresOf } from "./departures";
import { mentions } from "./sensitive";
import { textDiff } from "./text-diff";
import { type FileDifference } from "./value";

/** The files of all hosts in which something differs, by why it does. */
export interface HostFiles {
  /** What the declaration asks for. */
  readonly declared: readonly FileDifference[];
  /** What a refresh found to be other than the last apply had left it. */
  readonly drift: readonly FileDifference[];
  /** What changes although the declaration didn't: another version wrote it, or an earlier run has seen a change on the host. */
  readonly undeclared: readonly FileDifference[];
}

/** Compares three texts of each file: as the last apply left it, as a refresh found it, and as planned. Hosts that keep what they have are none of it. */
export function hostFiles(change: ClusterChange): HostFiles {
  const kept = new Set(departuresOf(change).kept);
  const found: { [Kind in keyof HostFiles]: Difference[] } = { declared: [], drift: [], undeclared: [] };
  const closed = { former: closedPathsOf(change.former), next: closedPathsOf(change.next) };
  for (const host of hostsOf(change)) {
    if (isUntouched(change, host) || kept.has(host)) continue;
    for (const path of pathsOf(change, host)) {
      const { lastApplied: before, found: seen, planned } = textsAt(change, host, path);
      if (before === seen && before === planned) continue;
      const at: Pick<FileOnSide, "host" | "path" | "all"> = { host, path, all: [before, seen, planned] };
      const visible = isVisible(change, { ...at, side: "former", own: [before, seen], closed: closed.former }) && isVisible(change, { ...at, side: "next", own: [planned], closed: closed.next });
      const named = isNamed(change, host, path);
      if (before !== seen) found.drift.push({ host, path, named, visible, before, after: seen });
      if (before !== planned) found[isDeclared(change, host, path) ? "declared" : "undeclared"].push({ host, path, named, visible, before, after: planned });
    }
  }
  return { declared: grouped(found.declared), drift: grouped(found.drift), undeclared: grouped(found.undeclared) };
}

/** By far the most hosts are. */
function isUntouched({ bundles: { lastApplied, found, planned } }: ClusterChange, host: string): boolean {
  const first = filesOf(lastApplied, host);
  const paths = Object.keys(first);
  const others = [filesOf(planned, host), ...(found === lastApplied ? [] : [filesOf(found, host)])];
  return paths.length > 0 && others.every((files) => Object.keys(files).length === paths.length && paths.every((path) => typeof first[path] === "string" && files[path] === first[path]));
}

type Text = string | typeof NOT_YET_KNOWN | undefined;

interface Difference {
  readonly host: string;
  readonly path: string;
  /** Whether the path itself may be shown: it has the cluster's name in it, and that of a check's program its digest. */
  readonly named: boolean;
  readonly visible: boolean;
  readonly before: Text;
  readonly after: Text;
}

/** Routers, then real servers, as the planned cluster has them; then those that leave. */
function hostsOf({ former, next, bundles }: ClusterChange): string[] {
  const compiled = [next, former].flatMap((side) => side?.compiled.hosts.map(({ host }) => host) ?? []);
  const stored = valuesOf(bundles).flatMap((value) => (isObjectValue(value) ? Object.keys(value).sort() : []));
  return [...new Set([...compiled, ...stored])];
}

function pathsOf({ bundles }: ClusterChange, host: string): string[] {
  return [...new Set(valuesOf(bundles).flatMap((value) => Object.keys(filesOf(value, host))))].sort();
}

function valuesOf({ lastApplied, found, planned }: ClusterChange["bundles"]): readonly Value[] {
  return [lastApplied, found, planned];
}

interface Texts {
  readonly lastApplied: Text;
  readonly found: Text;
  readonly planned: Text;
}

/** What is shown of a program is one line; states of before hold all of it. */
function textsAt({ bundles, leavesHosts }: ClusterChange, host: string, path: string): Texts {
  const lastApplied = textIn(bundles.lastApplied, host, path);
  const found = alike(path, textIn(bundles.found, host, path), lastApplied);
  const planned = leavesHosts ? lastApplied : alike(path, textIn(bundles.planned, host, path), lastApplied);
  return { lastApplied, found, planned };
}

/** Texts that differ in comments at most change nothing. */
function alike(path: string, text: Text, former: Text): Text {
  return typeof text === "string" && typeof former === "string" && sameModuloComments(path, text, former) ? former : text;
}

function textIn(bundles: Value, host: string, path: string): Text {
  if (bundles === NOT_YET_KNOWN || (isObjectValue(bundles) && bundles[host] === NOT_YET_KNOWN)) return NOT_YET_KNOWN;
  const bundle = isObjectValue(bundles) && Object.hasOwn(bundles, host) ? bundles[host] : undefined;
  if (isObjectValue(bundle) && bundle["files"] === NOT_YET_KNOWN) return NOT_YET_KNOWN;
  const files = filesOf(bundles, host);
  const text = Object.hasOwn(files, path) ? files[path] : undefined;
  if (text === NOT_YET_KNOWN) return NOT_YET_KNOWN;
  return typeof text === "string" ? shownText(path, text) : undefined;
}

function bundleOf(side: Side["shown"] | undefined, host: string): HostBundle | undefined {
  return side?.compiled.hosts.find((bundle) => bundle.host === host);
}

function fileOf(side: Side["shown"] | undefined, host: string, path: string): Attempt<BundleFile> | undefined {
  const files = bundleOf(side, host)?.files ?? {};
  return Object.hasOwn(files, path) ? files[path] : undefined;
}

/** A file on one side of a change. */
interface FileOnSide {
  readonly host: string;
  readonly path: string;
  readonly side: "former" | "next";
  /** What this side has there. */
  readonly own: readonly Text[];
  /** What both have there. */
  readonly all: readonly Text[];
  /** Paths that hang on something sensitive on one of the side's hosts. */
  readonly closed: ReadonlySet<string>;
}

/**
 * Whether nothing that is sensitive on this side can be in the file, whichever side's text it is: what becomes sensitive was mostly there before. Of a text that the side's own bundle doesn't have, nobody can
 * say. Where the side has none, it goes by that path on its other hosts, and by the other side's text.
 */
function isVisible(change: ClusterChange, { host, path, side: called, own, all, closed }: FileOnSide): boolean {
  const side = change[called];
  if (side === undefined) return !change.dark[called];
  if (side.hidden.length === 0 || own.some((text) => typeof text === "symbol")) return true;
  const file = fileOf(side.shown, host, path);
  if (file !== undefined || own.some((text) => text !== undefined)) return file?.known === true;
  return !closed.has(path) && !mentions(all, side.hidden);
}

/** Whether what may be shown has such a path: one that only the whole model has is made of something sensitive. */
function isNamed({ former, next, dark }: ClusterChange, host: string, path: string): boolean {
  if (dark.former || dark.next) return false;
  const sides = [former, next].filter((side) => side !== undefined);
  return sides.every(({ hidden }) => hidden.length === 0) || sides.some(({ shown }) => fileOf(shown, host, path) !== undefined);
}

/** Needed only where something is sensitive. */
function closedPathsOf(side: Side | undefined): ReadonlySet<string> {
  if (side === undefined || side.hidden.length === 0) return new Set();
  const files = side.shown.compiled.hosts.flatMap((bundle) => Object.entries(bundle.files));
  return new Set(files.flatMap(([path, { known }]) => (known ? [] : [path])));
}

/** Whether the model before and the model after give this file different texts, as far as they are known. */
function isDeclared({ former, next }: ClusterChange, host: string, path: string): boolean {
  if (former === undefined || next === undefined) return true;
  const [was, is] = [fileOf(former, host, path), fileOf(next, host, path)];
  if (was === undefined || is === undefined) return was !== is;
  if (!was.known || !is.known) return true;
  return was.value.mode !== is.value.mode || !sameModuloComments(path, was.value.content, is.value.content);
}

/** What is the very same on several hosts is said once. */
function grouped(differences: readonly Difference[]): FileDifference[] {
  const groups = new Map<string, FileDifference & { readonly hosts: string[] }>();
  for (const difference of differences) {
    const { host, ...rest } = { host: difference.host, ...asShown(difference) };
    const key = JSON.stringify(rest);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...rest, hosts: [host] });
    else if (!group.hosts.includes(host)) group.hosts.push(host);
  }
  return [...groups.values()];
}

function asShown({ path: whole, named, visible, before, after }: Difference): Omit<FileDifference, "hosts"> {
  const path = named ? whole : "(not shown)";
  if (!visible) return { path, change: "hidden", diff: "", added: 0, removed: 0 };
  if (typeof before === "symbol" || typeof after === "symbol") return { path, change: "unknown", diff: "", added: 0, removed: 0 };
  const { text: diff, added, removed } = textDiff(before, after);
  return { path, change: before === undefined ? "added" : after === undefined ? "removed" : "changed", diff, added, removed };
}
