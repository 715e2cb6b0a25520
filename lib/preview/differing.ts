import { type Preview } from "./value";

/** Something of a plan that is not as it was reviewed. */
export interface Differing {
  readonly what: "cluster" | "name" | "resource" | "stack";
  readonly stack: string;
  /** Its address; `null` of a stack. */
  readonly address: string | null;
  readonly how: "differs" | "not reviewed" | "no longer planned";
  /** Hosts of a cluster whose files differ. */
  readonly hosts: readonly string[];
}

/** What of two previews differs: clusters, names and other resources by stack and address, hosts where it is their files. Where either side is not certified, it counts as differing. */
export function differing(reviewed: Preview, planned: Preview): Differing[] {
  const [before, after] = [partsOf(reviewed), partsOf(planned)];
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => difference(before.get(key), after.get(key)));
}

/** The same as a person reads it. */
export function inWords({ stack, address, how, hosts }: Differing): string {
  const part = address === null ? `stack ${stack}` : `${address} of stack ${stack}`;
  if (how !== "differs") return `${part} (${how})`;
  return hosts.length === 0 ? part : `${part} on ${hosts.join(", ")}`;
}

interface Part extends Pick<Differing, "what" | "stack" | "address"> {
  /** `null`: nobody can say. */
  readonly digest: string | null;
  readonly hostDigests: Readonly<Record<string, string | null>>;
}

function difference(was: Part | undefined, is: Part | undefined): Differing[] {
  const part = is ?? was;
  if (part === undefined || (was !== undefined && is !== undefined && was.digest === is.digest && was.digest !== null)) return [];
  const { what, stack, address } = part;
  const how = was === undefined ? "not reviewed" : is === undefined ? "no longer planned" : "differs";
  const names = [...new Set([was, is].flatMap((side) => Object.keys(side?.hostDigests ?? {})))].sort();
  return [{ what, stack, address, how, hosts: names.filter((name) => was?.hostDigests[name] !== is?.hostDigests[name]) }];
}

/** @throws where something of the preview is missing, as in a file that somebody else wrote. */
export function partsOf({ stacks }: Preview): ReadonlyMap<string, Part> {
  const parts = stacks.flatMap(({ stack, clusters, names, elsewhere }): Part[] => [
    // One without anything in it is told by its name alone.
    { what: "stack", stack, address: null, digest: "", hostDigests: {} },
    ...clusters.map(({ address, certificate, hosts }) => ({ what: "cluster" as const, stack, address, digest: digestOf(certificate), hostDigests: hosts })),
    ...names.map(({ address, certificate }) => ({ what: "name" as const, stack, address, digest: digestOf(certificate), hostDigests: {} })),
    ...Object.entries(elsewhere).map(([address, digest]) => ({ what: "resource" as const, stack, address, digest, hostDigests: {} })),
  ]);
  return new Map(parts.map((part) => [JSON.stringify([part.stack, part.address]), part]));
}

/** `null` where nothing is certified. */
export function digestOf(certificate: Preview["certificate"]): string | null {
  return certificate.certified ? certificate.digest : null;
}
