import { setTimeout as sleep } from "node:timers/promises";
import { expectedTable, renderTable } from "../../compile";
import { type Finding, type Result, failed } from "../../diagnostics";
import { type Cluster, parseCluster } from "../../model";
import { loginOf } from "../desired-cluster";
import { interrupted } from "../findings";
import { modelUnreadable, nobodyToTakeOver, noModelThere, notOneActive, notTakenOver, routerNotReady, servesLess, unheld } from "../findings-switch-over";
import { handOverCommand } from "../host/host-commands";
import { type HostAddress } from "../host-port";
import { HostSession } from "../host-session";
import { parseIpvsTable } from "../observe/ipvs-table";
import { type ObservedHost } from "../observe/observed-host";
import { type DeployContext } from "./context";
import { floatingAddresses, holds, legOf, masterDownIntervalMs } from "./order";

/** How long new connections wait before the active router goes, in milliseconds: with the takeover itself less than the second after which a client's first packet is sent again (RFC 6298). The command line's help says it, too. */
const DEFAULT_HOLD_MS = 700;
/** Beyond the time that any backup may take, in milliseconds. */
const SLACK_MS = 1000;
/** Time between two looks, in milliseconds. */
const LOOK_EVERY_MS = 400;
const HEARTBEAT_RUNS = "unit lvs-heartbeat.service enabled active";

/** How a switchover ended. */
export interface SwitchedOver {
  readonly cluster: string;
  readonly from: string;
  readonly to: string;
}

/** One router of the cluster at the time of a look. */
interface Look {
  readonly name: string;
  readonly session: HostSession;
  readonly observed: ObservedHost;
}

/** The cluster as one of its routers keeps it. */
export async function modelFrom(cluster: string, router: { readonly name: string; readonly address: HostAddress }, context: DeployContext): Promise<Result<Cluster>> {
  const session = new HostSession(router.name, router.address, context);
  const looked = await session.observe({ cluster, paths: [], facts: [] });
  await session.close();
  if (!looked.ok) return looked;
  if (looked.value.model === undefined) return failed(noModelThere(router.name, cluster));
  try {
    return parseCluster(JSON.parse(looked.value.model));
  } catch {
    return failed(modelUnreadable(router.name, cluster));
  }
}

/**
 * Another router becomes active, because somebody wants it: the active one stops its heartbeat, which says so to the others (VRRP priority 0), and starts it
 * again as a backup. Refused, with nothing changed, unless exactly one router is active and the others are fit to take over.
 *
 * @param holdMs how long new TCP connections wait before; see `lvs-host hand-over`
 */
export async function switchOver(model: Cluster, { holdMs = DEFAULT_HOLD_MS }: { readonly holdMs?: number }, context: DeployContext): Promise<Result<SwitchedOver>> {
  const sessions = Object.keys(model.routers).map((name) => ({ name, session: new HostSession(name, loginOf(model, name), context) }));
  try {
    const looked = await lookAtAll(model, sessions);
    if (!looked.ok) return looked;
    const active = activeOf(model, looked.value);
    if (!active.ok) return active;
    const unfit = reasonsAgainst(model, active.value, looked.value);
    if (context.signal.aborted) return failed(interrupted(model.name));
    return unfit.length > 0 ? { ok: false, findings: unfit } : await handOver(model, { active: active.value, holdMs, sessions, context });
  } finally {
    await Promise.all(sessions.map(({ session }) => session.close()));
  }
}

async function lookAtAll(model: Cluster, sessions: readonly Omit<Look, "observed">[]): Promise<Result<Look[]>> {
  const looks = await Promise.all(sessions.map(async (router) => {
    const request = { cluster: model.name, paths: [], facts: [HEARTBEAT_RUNS, ...carriers(model, router.name)] };
    return { ...router, looked: await router.session.observe(request) };
  }));
  const findings = looks.flatMap(({ looked }) => (looked.ok ? [] : looked.findings));
  if (findings.length > 0) return { ok: false, findings };
  return { ok: true, findings: [], value: looks.flatMap(({ name, session, looked }) => (looked.ok ? [{ name, session, observed: looked.value }] : [])) };
}

/** A router with a pulled cable, or with a second path and a dead leg, is in VRRP's fault state, and takes nothing over. */
function carriers(model: Cluster, name: string): string[] {
  const router = model.routers[name];
  if (router === undefined) return [];
  const interfaces = [...new Set((["public", "private"] as const).map((leg) => legOf(router, leg).interface))];
  return [...interfaces.map((name) => `carrier ${name}`), ...(model.heartbeat.secondPath === undefined ? [] : interfaces.map((name) => `leg ${name} alive`))];
}

/** The one router that holds every floating address. */
function activeOf(model: Cluster, looks: readonly Look[]): Result<Look> {
  const addresses = floatingAddresses(model).map(({ address }) => address);
  const holders = looks.filter(({ observed }) => addresses.some((address) => holds(observed, address)));
  const [active] = holders;
  const whole = active !== undefined && addresses.every((address) => holds(active.observed, address));
  return holders.length === 1 && whole ? { ok: true, value: active, findings: [] } : failed(notOneActive(model.name, holders.map(({ name }) => name)));
}

/** Every other router has to be fit: which of them takes over is theirs to decide. */
function reasonsAgainst(model: Cluster, active: Look, looks: readonly Look[]): Finding[] {
  const others = looks.filter(({ name }) => name !== active.name);
  if (others.length === 0) return [nobodyToTakeOver(model.name, active.name)];
  return others.flatMap(({ name, observed }) => {
    const unready = observed.facts.filter((fact) => fact !== HEARTBEAT_RUNS && !carriers(model, name).includes(fact));
    const why = unready[0] ?? (observed.current !== observed.confirmed || observed.model !== active.observed.model ? `it does not run the same deployment as ${active.name}` : undefined);
    if (why !== undefined) return [routerNotReady(name, why)];
    const missing = serving(model, active.observed).filter((member) => !serving(model, observed).includes(member));
    return missing.length > 0 ? [servesLess(name, active.name, missing)] : [];
  });
}

/** `-t 203.0.113.10:80 192.168.1.11:80` for each real server of a pool that gets requests: not the sorry server, of which less is more. */
function serving(model: Cluster, observed: ObservedHost): string[] {
  const wanted = parseIpvsTable(renderTable(expectedTable(model)).split("\n"));
  const services = [...parseIpvsTable(observed.ipvsTable ?? []).values()];
  return services.flatMap(({ key, members }) => [...members].filter(([address, { weight }]) => weight > 0 && wanted.get(key)?.members.has(address) === true).map(([address]) => `${key} ${address}`));
}

/** What a hand-over needs to know. */
interface HandOver {
  readonly active: Look;
  readonly holdMs: number;
  readonly sessions: readonly Omit<Look, "observed">[];
  readonly context: DeployContext;
}

async function handOver(model: Cluster, { active, holdMs, sessions, context }: HandOver): Promise<Result<SwitchedOver>> {
  const lowest = Math.min(...Object.values(model.routers).map(({ priority }) => priority));
  const takeoverMs = Math.ceil(masterDownIntervalMs(model.heartbeat.advertIntervalMs, lowest));
  const awayMs = takeoverMs + SLACK_MS;
  const vips = Object.values(model.vips).map(({ address }) => address);
  context.progress(`${active.name} is active; it hands over`);
  const handed = await active.session.step("handing over", handOverCommand(model.name, { holdMs, awayMs, vips }));
  const findings = handed.ok ? unheld(active.name, handed.value) : handed.findings;
  context.progress("looking who is active now");
  // Where nobody took over, the router that was active waits like any other before it is again.
  const now = await activeWithin(takeoverMs + model.heartbeat.startupDelayMs + 5 * SLACK_MS, model, sessions);
  if (!now.ok || !handed.ok) return { ok: false, findings: [...findings, ...now.findings] };
  if (now.value.name === active.name) return { ok: false, findings: [...findings, notTakenOver(active.name)] };
  return { ok: true, value: { cluster: model.name, from: active.name, to: now.value.name }, findings };
}

async function activeWithin(ms: number, model: Cluster, sessions: readonly Omit<Look, "observed">[]): Promise<Result<Look>> {
  for (const deadline = performance.now() + ms; ; await sleep(LOOK_EVERY_MS)) {
    const looked = await lookAtAll(model, sessions);
    const active = looked.ok ? activeOf(model, looked.value) : looked;
    if (active.ok || performance.now() > deadline) return active;
  }
}
