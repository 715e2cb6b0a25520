import { type Finding, type Result } from "../../diagnostics";
import { leftBehind, routerLeftBehind } from "../findings";
import { leftAlone } from "../findings-unfinished";
import { removeCommand } from "../host/host-commands";
import { type HostAddress } from "../host-port";
import { HostSession } from "../host-session";
import { requestFor } from "../observe/expectation";
import { type ObservedHost, hasSomething } from "../observe/observed-host";
import { type DesiredCluster } from "../desired-cluster";
import { begunModels, isFromRun } from "./begun";
import { type ClusterOutcome, type DeployContext, type HostTruth, type Participant, type PhaseResult, joined } from "./context";
import { distinct, hostsBeyond, loginsOf } from "./logins";
import { isRouter, routerOrder } from "./order";

/** One host is left as it was found before the cluster came. */
export async function removeHost(cluster: string, host: { readonly name: string; readonly address: HostAddress }, context: DeployContext): Promise<PhaseResult> {
  const session = new HostSession(host.name, host.address, context);
  context.progress(`${host.name}: leaving it as it was found`);
  const result = await session.step("removing the cluster", removeCommand(cluster));
  await session.close();
  return result;
}

/** A change that ended before anything was activated leaves nothing on hosts that had nothing of the cluster. */
export async function leaveNothing(cluster: string, participants: readonly Participant[]): Promise<PhaseResult> {
  const untouched = participants.filter(({ before }) => before.current === undefined && before.confirmed === undefined && before.pending === undefined);
  await Promise.all(untouched.map(({ session }) => session.step("leaving nothing behind", removeCommand(cluster))));
  return { ok: false, findings: [] };
}

/** Takes a cluster away: the backup router, the active one, then the real servers, so that nothing is sent to a stripped server; also from hosts that a run which never ended has left. */
export async function removeCluster(existing: DesiredCluster, context: DeployContext): Promise<ClusterOutcome> {
  const routers = await lookAtRouters(existing.model.name, existing.hosts.filter(isRouter), context);
  const { left, findings: unmet } = await leftByRuns(existing, routers.map(({ before }) => before), context);
  const known = new Set(existing.hosts.map(({ name }) => name));
  const hosts: Record<string, HostTruth> = {};
  const results: PhaseResult[] = [];
  for (const group of removalOrder(existing, [...routers, ...left])) {
    // Real servers keep their VIPs as long as a router may still send to them; a router that can't be reached keeps the other one from nothing.
    if (!group.some(isRouter) && results.some(({ ok }) => !ok)) break;
    const removed = await Promise.all(group.map(async (host) => ({ host, result: await removeHost(existing.model.name, host, context) })));
    for (const { host, result } of removed) if (!result.ok && known.has(host.name)) hosts[host.name] = { reachable: false, confirmed: host.release.digest };
    results.push(...removed.map(({ result }) => result));
  }
  const { ok, findings } = joined(results);
  return { succeeded: ok, activated: ok, hosts, findings: [...unmet, ...findings] };
}

type Looked = DesiredCluster["hosts"][number] & { readonly before: ObservedHost };

function removalOrder(existing: DesiredCluster, looked: readonly Looked[]): (readonly DesiredCluster["hosts"][number][])[] {
  const ordered = routerOrder(existing.model, looked.filter(isRouter));
  const realServers = [...existing.hosts, ...looked].filter((host) => !isRouter(host));
  return [...ordered.map((router) => [router]), ...(realServers.length > 0 ? [realServers] : [])];
}

async function lookAtRouters(cluster: string, routers: DesiredCluster["hosts"], context: DeployContext): Promise<Looked[]> {
  // One that can't be reached counts as holding nothing here; removing it will say that it can't be reached.
  return Promise.all(routers.map(async (router) => {
    const looked = await lookAt(cluster, router, context);
    return { ...router, before: looked.ok ? looked.value : NOTHING };
  }));
}

/** Hosts that have something of the cluster by a run of which Terraform never heard. One that can't be asked may have nothing, and keeps the others from nothing. */
async function leftByRuns(existing: DesiredCluster, looks: readonly ObservedHost[], context: DeployContext): Promise<{ readonly left: readonly Looked[]; readonly findings: readonly Finding[] }> {
  const hosts = begunModels(looks, { known: looks }).flatMap((model) => hostsBeyond(loginsOf(model), existing.hosts).map((login) => ({ ...login, model })));
  const { name } = existing.model;
  const met = await Promise.all(distinct(hosts).map(async ({ model, ...login }) => {
    const host = { ...login, release: { digest: "", files: {} } };
    return { host, model, looked: await lookAt(name, host, context) };
  }));
  const left = met.flatMap(({ host, model, looked }) => (looked.ok && isFromRun(model, host, looked.value) ? [{ ...host, before: looked.value }] : []));
  const findings = met.flatMap(({ host, looked }) => {
    if (looked.ok) return hasSomething(looked.value) && !left.some((one) => one.name === host.name) ? [leftAlone(host.name, name)] : [];
    return [isRouter(host) ? routerLeftBehind(host.name, name, { why: looked.findings, stoodDown: false }) : leftBehind(host.name, name, looked.findings)];
  });
  return { left, findings };
}

async function lookAt(cluster: string, host: DesiredCluster["hosts"][number], context: DeployContext): Promise<Result<ObservedHost>> {
  const session = new HostSession(host.name, host.address, context);
  const looked = await session.observe(requestFor(cluster, host.release.files));
  await session.close();
  return looked;
}

const NOTHING: ObservedHost = {
  uptimeSeconds: 0,
  missingTools: [],
  keepalivedVersion: undefined,
  current: undefined,
  confirmed: undefined,
  pending: undefined,
  otherHeartbeats: [],
  interfaces: {},
  addresses: [],
  facts: [],
  files: {},
  ipvsTable: undefined,
  connections: "",
  model: undefined,
  begun: undefined,
  needs: [],
};
