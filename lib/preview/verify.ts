import { readDigest } from "../compile";
import { type Finding, type Result, failed, ok } from "../diagnostics";
import { badDigest, noPreview, notCertified, notReviewed } from "./findings";
import { PREVIEW_FORMAT, type Preview } from "./value";

/** What comparing a plan with what was reviewed comes to. */
export type Verdict =
  | { readonly same: true; readonly digest: string }
  | { readonly same: false; readonly why: "differs" | "uncertain"; readonly findings: readonly Finding[] };

/** A digest as a person copies it: any case, with or without what it is named by. */
export function parseDigest(text: string): Result<string> {
  const digest = readDigest(text);
  return digest === undefined ? failed(badDigest(text)) : ok(digest);
}

/** Whether these plans are what was reviewed. @param reviewed the preview that was read, so that what differs can be named */
export function verify(digest: string, preview: Preview, reviewed?: Preview): Verdict {
  const { certificate } = preview;
  if (!certificate.certified) return { same: false, why: "uncertain", findings: certificate.blame.map(({ stack, address, place, why }) => notCertified([stack, address, ...(place === undefined ? [] : [place])], place === undefined ? why : `the value is ${why}`)) };
  if (certificate.digest === digest) return { same: true, digest };
  return { same: false, why: "differs", findings: [notReviewed(certificate.digest, reviewed === undefined ? [] : differences(reviewed, preview))] };
}

/** What of two previews differs: clusters, names and other resources by stack and address, hosts where it is their files. */
function differences(reviewed: Preview, preview: Preview): string[] {
  const [before, after] = [partsOf(reviewed), partsOf(preview)];
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === undefined) return [`${key} (not reviewed)`];
    if (is === undefined) return [`${key} (no longer planned)`];
    if (was.digest === is.digest && was.digest !== undefined) return [];
    const hosts = [...new Set([...Object.keys(was.hosts), ...Object.keys(is.hosts)])].filter((host) => was.hosts[host] !== is.hosts[host]);
    return [hosts.length === 0 ? key : `${key} on ${hosts.join(", ")}`];
  });
}

interface Certified {
  readonly digest: string | undefined;
  readonly hosts: Readonly<Record<string, string | null>>;
}

function partsOf({ stacks }: Preview): ReadonlyMap<string, Certified> {
  const parts = stacks.flatMap(({ stack, clusters, names, elsewhere }) => {
    const ours = [...clusters, ...names.map((name) => ({ ...name, hosts: {} }))].map(({ address, certificate, hosts }) => ({ address, digest: certificate.certified ? certificate.digest : undefined, hosts }));
    const others = Object.entries(elsewhere).map(([address, digest]) => ({ address, digest: digest ?? undefined, hosts: {} }));
    const all = [...ours, ...others].map(({ address, ...certified }): readonly [string, Certified] => [`${address} of stack ${stack}`, certified]);
    // One without anything in it is told by its name alone.
    return [[`stack ${stack}`, { digest: "", hosts: {} }] as const, ...all];
  });
  return new Map(parts);
}

/** Reads what {@link import("./render/json").renderJson} wrote. */
export function parsePreview(text: string, path: string): Result<Preview> {
  try {
    const preview = JSON.parse(text) as Partial<Preview> | null;
    if (preview?.format !== PREVIEW_FORMAT) return failed(noPreview(path, `it is not of format ${PREVIEW_FORMAT}`));
    // Walked through once: whoever wrote it, nothing later may stumble over what it lacks.
    partsOf(preview as Preview);
    return ok(preview as Preview);
  } catch (problem) {
    return failed(noPreview(path, problem instanceof Error ? problem.message : String(problem)));
  }
}
