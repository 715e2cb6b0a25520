import { type HostRole } from "../../compile";
import { realServerHosts } from "../../compile/realserver";
import { type Finding } from "../../diagnostics";
import { type Cluster } from "../../model";
import { type DesiredCluster, loginOf } from "../desired-cluster";
import { handedOver, leftBehind, routerLeftBehind } from "../findings";
import { type HostAddress } from "../host-port";
import { standDownCommand } from "../host/host-commands";
import { HostSession } from "../host-session";
import { type ObservedHost } from "../observe/observed-host";
import { type ClusterChange, type DeployContext, type Leaver, type Participant, type PhaseResult, done, joined } from "./context";
import { floatingAddresses, holds, isRouter } from "./order";
import { removeHost } from "./remove";

/** Hosts of the cluster as it was that may have to be left, and what is to be said about others. */
export interface Candidates {
  readonly leaving: readonly { readonly name: string; readonly role: HostRole; readonly address: HostAddress }[];
  readonly findings: readonly Finding[];
}

/**
 * Who was logged in to and no longer is, by the models alone. A host whose name or login changed is a candidate too: whether it is still the same machine only
 * the machines can say. A real server that stays in a pool without login keeps what it has: it serves, and is its administrator's from now on.
 */
export function leavingCandidates(former: Cluster | undefined, desired: DesiredCluster): Candidates {
  if (former === undefined) return { leaving: [], findings: [] };
  const same = new Set(desired.hosts.map(({ name, address }) => JSON.stringify([name, address])));
  const hosts = loginsOf(former).map(({ name, role }) => ({ name, role, address: loginOf(former, name) }));
  const gone = hosts.filter(({ name, address }) => !same.has(JSON.stringify([name, address])));
  const kept = gone.filter(({ name, role }) => role === "real-server" && servesWithoutLogin(desired.model, former, name));
  return { leaving: gone.filter((host) => !kept.includes(host)), findings: kept.map(({ name }) => handedOver(name, desired.model.name)) };
}

/** Not by compiling: a rule that is newer than the cluster must not hide its hosts. */
function loginsOf(model: Cluster): { readonly name: string; readonly role: HostRole }[] {
  const servers = realServerHosts(model).filter(({ login }) => login !== undefined);
  return [...Object.keys(model.routers).map((name) => ({ name, role: "router" as const })), ...servers.map(({ name }) => ({ name, role: "real-server" as const }))];
}

function servesWithoutLogin(model: Cluster, former: Cluster, name: string): boolean {
  const addresses = new Set(Object.values(former.pools).flatMap(({ servers }) => servers[name]?.address ?? []));
  return Object.values(model.pools).some(({ servers }) => Object.values(servers).some(({ address, login }) => login === undefined && addresses.has(address)));
}

/** Part of phase 1: reaches the hosts that leave. One that turns out to be a machine that stays, under another name, does not leave; one that can't be reached must not hold up the rest. */
export async function meetLeaving(change: ClusterChange, participants: readonly Participant[], context: DeployContext): Promise<{ readonly leavers: readonly Leaver[]; readonly findings: readonly Finding[] }> {
  const { leaving, findings } = leavingCandidates(change.former, change.desired);
  const { name: cluster } = change.desired.model;
  const met = await Promise.all(leaving.map(async (host) => {
    const session = new HostSession(host.name, host.address, context);
    return { host, session, looked: await session.observe({ cluster, paths: [], facts: [] }) };
  }));
  const leavers = met.flatMap(({ host, session, looked }) => (looked.ok ? [{ ...host, session, before: looked.value }] : []));
  const staying = leavers.filter(({ before }) => participants.some((participant) => sameMachine(participant.before, before)));
  await Promise.all([...met.filter(({ looked }) => !looked.ok), ...staying].map(({ session }) => session.close()));
  const unmet = met.flatMap(({ host, looked }) => (looked.ok ? [] : [notCleaned(cluster, host, { why: looked.findings, stoodDown: false })]));
  return { leavers: leavers.filter((leaver) => !staying.includes(leaver)), findings: [...findings, ...unmet] };
}

/** Two looks at one machine see the same interfaces with the same MAC addresses. (Machines copied from one image share machine-id and host keys.) */
function sameMachine(a: ObservedHost, b: ObservedHost): boolean {
  const macs = ({ interfaces }: ObservedHost): string => JSON.stringify(Object.entries(interfaces).sort());
  return Object.keys(a.interfaces).length > 0 && macs(a) === macs(b);
}

/** Routers in the order they stand down: those that hold nothing first. */
export function standDownOrder<T extends { readonly before: ObservedHost }>(model: Cluster, routers: readonly T[]): T[] {
  const addresses = floatingAddresses(model).map(({ address }) => address);
  const holding = ({ before }: T): number => Number(addresses.some((address) => holds(before, address)));
  return [...routers].sort((a, b) => holding(a) - holding(b));
}

/** A router's heartbeat stops, and says so to its peers; its files stay, so that a rollback starts it again. */
export async function standDown(cluster: string, session: HostSession): Promise<PhaseResult> {
  return session.step("standing down", standDownCommand(cluster));
}

/** Leaves hosts as they were found. */
export async function removeLeavers(cluster: string, leavers: readonly Leaver[], context: DeployContext): Promise<PhaseResult> {
  const removed = await Promise.all(leavers.map(async (host) => ({ host, result: await removeHost(cluster, host, context) })));
  return joined(removed.map(({ host, result }) => (result.ok ? result : done([notCleaned(cluster, host, { why: result.findings, stoodDown: true })]))));
}

function notCleaned(cluster: string, host: { readonly name: string; readonly role: HostRole }, how: { readonly why: readonly Finding[]; readonly stoodDown: boolean }): Finding {
  return isRouter(host) ? routerLeftBehind(host.name, cluster, how) : leftBehind(host.name, cluster, how.why);
}
