import { type HostBundle, sameModuloComments, shownText } from "../compile";
import { NOT_YET_KNOWN, type Value, filesOf, isObjectValue } from "./attributes";

/** How the texts of hosts, in a plan or a state, stand to those that this version writes. */
export interface Texts {
  /** Files that are other ones, or that only one of the two has: `lvs1:/path`. */
  readonly otherTexts: readonly string[];
  /** Whether a text is left open that is known. */
  readonly unsaid: boolean;
}

export const NO_TEXTS: Texts = { otherTexts: [], unsaid: false };

/**
 * What the provider that made the plan will write is what its own compiler says; a text of another version shows in the plan, and so does a file or a host that only one of the two
 * writes.
 */
export function textsIn(bundles: Value, hosts: readonly HostBundle[]): Texts {
  const lines = linesOnce();
  const known = new Set(hosts.map(({ host }) => host));
  const strangers = isObjectValue(bundles) ? Object.keys(bundles).filter((host) => !known.has(host)) : [];
  const found = hosts.map((host) => textsOn(host, bundles, lines));
  return { otherTexts: [...found.flatMap(({ otherTexts }) => otherTexts), ...strangers.map((host) => `${host}: all files`)], unsaid: found.some(({ unsaid }) => unsaid) };
}

function textsOn(host: HostBundle, planned: Value, lineOf: (path: string, content: string) => string): Texts {
  if (host.pathsUnknown !== undefined) return NO_TEXTS;
  if (isLeftOpen(planned, host.host)) return { otherTexts: [], unsaid: Object.values(host.files).some(({ known }) => known) };
  const texts = filesOf(planned, host.host);
  const paths = [...new Set([...Object.keys(host.files), ...Object.keys(texts)])];
  const states = paths.map((path) => {
    const file = own(host.files, path);
    const text = own(texts, path);
    if (file === undefined || text === undefined) return "other";
    if (!file.known) return "same";
    if (typeof text !== "string") return "unsaid";
    return sameModuloComments(path, shownText(path, text), lineOf(path, file.value.content)) ? "same" : "other";
  });
  return { otherTexts: paths.filter((_, index) => states[index] === "other").map((path) => `${host.host}:${path}`), unsaid: states.includes("unsaid") };
}

/** Whether nothing is known yet of what this host gets. */
function isLeftOpen(planned: Value, host: string): boolean {
  if (!isObjectValue(planned)) return planned === NOT_YET_KNOWN;
  const bundle = own(planned, host) ?? null;
  return bundle === NOT_YET_KNOWN || (isObjectValue(bundle) && bundle["files"] === NOT_YET_KNOWN);
}

function own<T>(members: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

/** What is shown of a program; real servers of one cluster share theirs. */
function linesOnce(): (path: string, content: string) => string {
  const lines = new Map<string, string>();
  return (path, content) => {
    const line = lines.get(content) ?? shownText(path, content);
    lines.set(content, line);
    return line;
  };
}
