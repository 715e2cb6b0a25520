import { type HostRole } from "../../compile";
import { type Finding, type Result } from "../../diagnostics";
import { type Cluster, pairRouters } from "../../model";
import { type DesiredCluster } from "../desired-cluster";
import { handedOver, leftBehind, routerLeftBehind } from "../findings";
import { begunRouterUnreached, leftAlone } from "../findings-unfinished";
import { arpCommand, standDownCommand } from "../host/host-commands";
import { HostSession } from "../host-session";
import { type ObservedHost, hasSomething } from "../observe/observed-host";
import { begunModels, isFromRun } from "./begun";
import { arpAnswers } from "./claims";
import { type ClusterChange, type DeployContext, type Leaver, type Participant, type PhaseResult, done, joined } from "./context";
import { type Login, distinct, hostsBeyond, loginsOf } from "./logins";
import { heartbeatAddress, holds, isHolding, isRouter, legOf } from "./order";
import { removeHost } from "./remove";

/** Hosts of the cluster as it was that may have to be left, and what is to be said about others. */
export interface Candidates {
  readonly leaving: readonly Login[];
  readonly findings: readonly Finding[];
}

/**
 * Who was logged in to and no longer is, by the models alone. A host whose name or login changed is a candidate too: whether it is still the same machine only
 * the machines can say. A real server that stays in a pool without login keeps what it has: it serves, and is its administrator's from now on.
 */
export function leavingCandidates(former: Cluster | undefined, desired: DesiredCluster): Candidates {
  if (former === undefined) return { leaving: [], findings: [] };
  const gone = hostsBeyond(loginsOf(former), desired.hosts);
  const kept = gone.filter(({ name, role }) => role === "real-server" && servesWithoutLogin(desired.model, former, name));
  return { leaving: gone.filter((host) => !kept.includes(host)), findings: kept.map(({ name }) => handedOver(name, desired.model.name)) };
}

function servesWithoutLogin(model: Cluster, former: Cluster, name: string): boolean {
  const addresses = new Set(Object.values(former.pools).flatMap(({ servers }) => servers[name]?.address ?? []));
  return Object.values(model.pools).some(({ servers }) => Object.values(servers).some(({ address, login }) => login === undefined && addresses.has(address)));
}

/** Who leaves, whom of those that stay the cluster knew under another name or login, and what is to be said. */
export interface Leaving {
  readonly leavers: readonly Leaver[];
  readonly staying: readonly Participant[];
  /** Models of runs that never ended. */
  readonly begun: readonly Cluster[];
  readonly findings: readonly Finding[];
}

/**
 * Part of phase 1: reaches the hosts that leave. One that turns out to be a machine that stays, under another name, does not leave; one that can't be reached must not hold up the rest.
 * Of the hosts of runs that never ended those leave that have something of the cluster.
 */
export async function meetLeaving(change: ClusterChange, participants: readonly Participant[], context: DeployContext): Promise<Leaving> {
  const { name: cluster } = change.desired.model;
  const known = leavingCandidates(change.former, change.desired);
  const met = await Promise.all(known.leaving.map((host) => meet(cluster, host, context)));
  const left = met.flatMap(({ looked }) => (looked.ok ? [looked.value] : []));
  const begun = begunModels([...participants.map(({ before }) => before), ...left], { coming: change.desired.input, known: [...stayingRouters(change, participants), ...left] });
  const unfinished = begun.map((model) => ({ model, ...leavingCandidates(model, change.desired) }));
  const theirs = distinct(unfinished.flatMap(({ model, leaving }) => hostsBeyond(leaving, known.leaving).map((host) => ({ ...host, model }))));
  const found = await Promise.all(theirs.map(async ({ model, ...host }) => ({ ...(await meet(cluster, host, context)), model })));
  const leavers = [...met, ...found.filter(({ host, model, looked }) => looked.ok && isFromRun(model, host, looked.value))].flatMap(({ host, session, looked }) => (looked.ok ? [{ ...host, session, before: looked.value }] : []));
  const staying = participants.filter((participant) => leavers.some(({ before }) => sameMachine(participant.before, before)));
  const leaving = leavers.filter(({ before }) => !staying.some((participant) => sameMachine(participant.before, before)));
  await Promise.all([...met, ...found].filter(({ session }) => !leaving.some((leaver) => leaver.session === session)).map(({ session }) => session.close()));
  const unmet = met.flatMap(({ host, looked }) => (looked.ok ? [] : [notCleaned(cluster, host, { why: looked.findings, stoodDown: false })]));
  const others = found.flatMap(({ host, model, looked }) => (looked.ok && hasSomething(looked.value) && !isFromRun(model, host, looked.value) ? [leftAlone(host.name, cluster)] : []));
  const unheard = await Promise.all(found.flatMap(({ host, looked, model }) => (looked.ok ? [] : [unreached(change.desired.model, { host, begun: model, why: looked.findings }, participants)])));
  const said = new Set(known.findings.map(({ summary }) => summary));
  const handed = unfinished.flatMap(({ findings }) => findings.filter(({ summary }) => !said.has(summary)));
  return { leavers: leaving, staying, begun, findings: [...known.findings, ...handed, ...unmet, ...others, ...unheard] };
}

/** Routers that the cluster had when it was last applied: what one that is taken back keeps is of another time. */
function stayingRouters({ former, desired }: ClusterChange, participants: readonly Participant[]): ObservedHost[] {
  const pairs = former === undefined ? [] : pairRouters(former.routers, desired.model.routers);
  const names = new Set(pairs.flatMap(({ before, after }) => (before === undefined || after === undefined ? [] : [after.name])));
  return participants.filter((participant) => isRouter(participant.desired) && names.has(participant.desired.name)).map(({ before }) => before);
}

async function meet(cluster: string, host: Login, context: DeployContext): Promise<{ readonly host: Login; readonly session: HostSession; readonly looked: Result<ObservedHost> }> {
  const session = new HostSession(host.name, host.address, context);
  return { host, session, looked: await session.observe({ cluster, paths: [], facts: [] }) };
}

interface Unreached {
  readonly host: Login;
  readonly begun: Cluster;
  readonly why: readonly Finding[];
}

/** A router that a run which never ended may have started, and that answers on the wire, would take the VIPs as soon as the others forget it: what they forget it by is all that a way back could lead to. */
async function unreached(model: Cluster, { host, begun, why }: Unreached, participants: readonly Participant[]): Promise<Finding> {
  const address = heartbeatAddress(begun, host.name);
  const asker = participants.find(({ desired }) => isRouter(desired));
  const own = asker === undefined ? undefined : model.routers[asker.desired.name];
  const isOfOthers = participants.some(({ before }) => address !== undefined && holds(before, address));
  if (address === undefined || asker === undefined || own === undefined || isOfOthers) return notCleaned(model.name, host, { why, stoodDown: false });
  const answer = await asker.session.step("asking for a router that can't be reached", arpCommand([{ device: legOf(own, begun.heartbeat.leg).interface, address }]));
  const isThere = !answer.ok || arpAnswers(answer.value).some(({ macs }) => macs.length > 0);
  return isThere ? begunRouterUnreached(host.name, address, why) : notCleaned(model.name, host, { why, stoodDown: false });
}

/** Two looks at one machine see the same interfaces with the same MAC addresses. (Machines copied from one image share machine-id and host keys.) */
function sameMachine(a: ObservedHost, b: ObservedHost): boolean {
  const macs = ({ interfaces }: ObservedHost): string => JSON.stringify(Object.entries(interfaces).sort());
  return Object.keys(a.interfaces).length > 0 && macs(a) === macs(b);
}

/** Routers in the order they stand down: those that hold nothing first. */
export function standDownOrder<T extends { readonly before: ObservedHost }>(model: Cluster, routers: readonly T[]): T[] {
  return [...routers].sort((a, b) => Number(isHolding(model, a.before)) - Number(isHolding(model, b.before)));
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
