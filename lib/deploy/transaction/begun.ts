import { type Finding } from "../../diagnostics";
import { type Cluster, isFlagDay } from "../../model";
import { canonicalModel } from "../canonical-model";
import { desiredCluster } from "../desired-cluster";
import { unreadableNote } from "../findings-unfinished";
import { beginCommand, endCommand } from "../host/host-commands";
import { HostSession } from "../host-session";
import { type ObservedHost, hasSomething } from "../observe/observed-host";
import { type ClusterChange, type DeployContext, type Leaver, type Participant, type PhaseResult, joined } from "./context";
import { modelIn } from "./kept-model";
import { type Login, hostsBeyond, loginsOf } from "./logins";

/**
 * What changes were to bring about that never ended: whoever ran them was killed, so that Terraform heard nothing, and hosts may be part of the cluster that neither
 * its state nor its configuration names. Each once, and not what is to be brought about now.
 * @param known routers that were in the cluster all the time: what ended well there, Terraform may have been killed before it wrote it down. @default none
 */
export function begunModels(looks: readonly ObservedHost[], { coming, known = [] }: { readonly coming?: unknown; readonly known?: readonly ObservedHost[] } = {}): Cluster[] {
  const texts = new Set([...begunInputs(looks), ...known.flatMap(({ model }) => parsed(model) ?? [])].map(canonicalModel));
  if (coming !== undefined) texts.delete(canonicalModel(coming));
  return [...texts].flatMap((text) => modelIn(text) ?? []);
}

/** Routers whose word of a run that never ended can't be read here: nobody may guess what it was. */
export function unreadableNotes(participants: readonly Participant[]): Finding[] {
  const isReadable = (begun: string): boolean => {
    const inputs = parsed(begun);
    return Array.isArray(inputs) && inputs.every((input) => modelIn(canonicalModel(input)) !== undefined);
  };
  return participants.flatMap(({ desired: { name }, before: { begun } }) => (begun === undefined || isReadable(begun) ? [] : [unreadableNote(name)]));
}

/** A router keeps a list. What can't be read is passed over. */
function begunInputs(looks: readonly ObservedHost[]): unknown[] {
  return looks.flatMap(({ begun }) => {
    const inputs = parsed(begun);
    return Array.isArray(inputs) ? (inputs as unknown[]) : [];
  });
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether a host that a run which never ended was to have has it from there. A real server may stand under another project's cluster of that name, by a release of its own; a router carries one
 * cluster, and it is worse to forget one.
 */
export function isFromRun(model: Cluster, { name, role }: Login, before: ObservedHost): boolean {
  if (!hasSomething(before)) return false;
  if (role === "router") return true;
  const digest = digestFor(model, name);
  return digest !== undefined && [before.current, before.pending, before.confirmed].includes(digest);
}

/** `undefined` of a model that this version can't compile. */
function digestFor(model: Cluster, host: string): string | undefined {
  try {
    const desired = desiredCluster(model);
    return desired.ok ? desired.value.hosts.find(({ name }) => name === host)?.release.digest : undefined;
  } catch {
    return undefined;
  }
}

/** Whether one that is killed in the middle could leave something that the configuration of before doesn't know: hosts that come, or routers that would not hear each other. */
export function hasToBeNoted({ former, desired }: ClusterChange): boolean {
  return isFlagDay(former, desired.model) || (former === undefined ? desired.hosts : hostsBeyond(desired.hosts, loginsOf(former))).length > 0;
}

/** A router that stays, joins or leaves. */
type Noting = Pick<Leaver, "name" | "address" | "session" | "before">;

/** Before anything is changed, every router remembers what is coming, beside what never ended: that ends with this one, and not before. */
export async function begin({ desired }: ClusterChange, routers: readonly Noting[]): Promise<PhaseResult> {
  const inputs = new Map([...begunInputs(routers.map(({ before }) => before)), desired.input].map((input) => [canonicalModel(input), input]));
  const text = canonicalModel([...inputs.values()]);
  return joined(await Promise.all(routers.map(({ session }) => session.step("noting what is begun", beginCommand(desired.model.name, text)))));
}

/** It has ended, and what never ended with it. A router that can't be told makes the next plan say so. */
export async function end(cluster: string, routers: readonly Noting[]): Promise<void> {
  await Promise.all(routers.map(({ session }) => session.step("noting that it has ended", endCommand(cluster))));
}

/** It has gone back to where it began: so do the routers' lists. In sessions of their own, which don't hear that the person interrupts. */
export async function takeBack(cluster: string, routers: readonly Noting[], { connector, progress }: DeployContext): Promise<void> {
  await Promise.all(routers.map(async ({ name, address, before }) => {
    const session = new HostSession(name, address, { connector, progress });
    await session.step("noting that it has gone back", before.begun === undefined ? endCommand(cluster) : beginCommand(cluster, before.begun));
    await session.close();
  }));
}
