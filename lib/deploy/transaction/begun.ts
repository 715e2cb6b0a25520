import { type Cluster, isFlagDay } from "../../model";
import { canonicalModel } from "../canonical-model";
import { beginCommand, endCommand } from "../host/host-commands";
import { HostSession } from "../host-session";
import { type ObservedHost } from "../observe/observed-host";
import { type ClusterChange, type DeployContext, type Participant, type PhaseResult, joined } from "./context";
import { modelIn } from "./kept-model";
import { hostsBeyond, loginsOf } from "./logins";

/**
 * What changes were to bring about that never ended: whoever ran them was killed, so that Terraform heard nothing, and hosts may be part of the cluster that neither
 * its state nor its configuration names. Each once, and not what is to be brought about now.
 */
export function begunModels(looks: readonly ObservedHost[], coming?: unknown): Cluster[] {
  const texts = new Set(looks.flatMap(({ begun }) => begun ?? []));
  if (coming !== undefined) texts.delete(canonicalModel(coming));
  return [...texts].flatMap((text) => modelIn(text) ?? []);
}

/** Whether one that is killed in the middle could leave something that the configuration of before doesn't know: hosts that come, or routers that would not hear each other. */
export function hasToBeNoted({ former, desired }: ClusterChange): boolean {
  return isFlagDay(former, desired.model) || (former === undefined ? desired.hosts : hostsBeyond(desired.hosts, loginsOf(former))).length > 0;
}

/** Before anything is changed, every router remembers what is coming. */
export async function begin({ desired }: ClusterChange, routers: readonly Participant[]): Promise<PhaseResult> {
  const text = canonicalModel(desired.input);
  return joined(await Promise.all(routers.map(({ session }) => session.step("noting what is begun", beginCommand(desired.model.name, text)))));
}

/** It has ended, also where the person has interrupted it. A router that can't be told makes the next plan say so. */
export async function end(cluster: string, routers: readonly Participant[], { connector, progress }: DeployContext): Promise<void> {
  await Promise.all(routers.map(async ({ desired: { name, address } }) => {
    const session = new HostSession(name, address, { connector, progress });
    await session.step("noting that it has ended", endCommand(cluster));
    await session.close();
  }));
}
