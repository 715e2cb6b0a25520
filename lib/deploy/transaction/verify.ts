import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type Finding, type Result, failed } from "../../diagnostics";
import { type Cluster, type HealthCheck, type LegName, type VirtualServer, checksOf, pairVirtualServers } from "../../model";
import { arpAnswers as arpWrong, healthWorse, interrupted, notAsExpected, notServingYet, owners } from "../findings";
import { arpCommand } from "../host/host-commands";
import { compareIpvs } from "../observe/compare-ipvs";
import { IPVS_RULES, differences, linesOf, requestFor } from "../observe/expectation";
import { type ObservedHost } from "../observe/observed-host";
import { arpAnswers } from "./claims";
import { type DeployContext, type Participant, type PhaseResult, done, joined } from "./context";
import { verifyReturnPath } from "./verify-return-path";
import { floatingAddresses, holds, legOf, masterDownIntervalMs } from "./order";

/** Time between two looks, in milliseconds: each costs a host a dozen programs, so one who waits for long looks less often. */
const LOOK_EVERY_MS = 400;
const LOOK_AT_LEAST_EVERY_MS = 1200;
/** What a start, a reload or an election may take beside its own timers, on a busy machine, in milliseconds. */
const SLACK_MS = 15_000;
/** By how much a busy router's own timers may be late, in milliseconds. */
const LATE_MS = 1500;
const ARP_ATTEMPTS = 3;

/** Phase 7 on a real server: it has become what its release says. */
export async function verifyRealServer(cluster: string, participant: Participant, signal: AbortSignal): Promise<PhaseResult> {
  return lookUntil([participant], { cluster, withinMs: SLACK_MS, signal }, (seen) => seen.flatMap((look) => notBecome(cluster, look)));
}

/** Which routers are looked at after some of them took their release. */
export interface Taking {
  readonly activated: readonly Participant[];
  /** All routers that take part in the election now. */
  readonly taking: readonly Participant[];
  /** Whether routers may fail to hear each other that heard each other before, or never did: then one owner now may be two in a moment. */
  readonly newcomers: boolean;
}

/**
 * Phase 7 after a router took its release: it and those before it have become what their releases say, and every floating address has exactly one owner.
 * A new address has none until the active router has taken its release too. Gives one election its time; with newcomers, sees it through to its end.
 */
export async function verifyRouters(model: Cluster, { activated, taking, newcomers }: Taking, signal: AbortSignal): Promise<PhaseResult> {
  const lowest = Math.min(...Object.values(model.routers).map(({ priority }) => priority));
  const electionMs = masterDownIntervalMs(model.heartbeat.advertIntervalMs, lowest) + model.heartbeat.startupDelayMs;
  return lookUntil(taking, { cluster: model.name, withinMs: electionMs + SLACK_MS, holdingMs: newcomers ? electionMs + LATE_MS : 0, signal }, (seen) => [
    ...seen.filter(({ participant }) => activated.includes(participant)).flatMap((look) => notBecome(model.name, look)),
    ...floatingAddresses(model).flatMap(({ address }) => {
      const holders = seen.filter(({ observed }) => holds(observed, address)).map(({ name }) => name);
      const awaited = holders.length === 0 && isYetToCome(address, seen);
      return holders.length === 1 || awaited ? [] : [owners(address, holders)];
    }),
  ]);
}

/** Whether nobody held the address before and a router that may have to hold it still runs its old release. */
function isYetToCome(address: string, seen: readonly Look[]): boolean {
  const isNew = !seen.some(({ participant }) => holds(participant.before, address));
  return isNew && seen.some(({ participant, observed }) => observed.current !== participant.desired.release.digest);
}

function notBecome(cluster: string, { name, participant, observed }: Look): Finding[] {
  const open = differences(cluster, participant.desired.release, observed);
  return open.length === 0 ? [] : [notAsExpected(name, open)];
}

/** Phase 7 at the end: the network and the health checks say that the cluster serves. Both begin with one look at the routers. */
export async function verifyService(model: Cluster, routers: readonly Participant[], signal: AbortSignal): Promise<PhaseResult> {
  const first = await observeAll(routers, model.name);
  return first.ok ? joined(await Promise.all([verifyArp(model, routers, { first, signal }), verifyHealth(model, routers, { first, signal }), verifyReturnPath(model, routers)])) : first;
}

/**
 * Phase 7 after a router took its release, where health checks changed: those who served pass the new ones, too. Asked of the backup before the active router takes its
 * release, so that a check that fails everybody costs nobody anything.
 */
export async function verifyChecks(model: Cluster, routers: readonly Participant[], { former, context }: { readonly former: Cluster | undefined; readonly context: Pick<DeployContext, "progress" | "signal"> }): Promise<PhaseResult> {
  const asked = former === undefined ? [] : askedOtherwise(former, model);
  if (asked.length === 0) return done();
  const holdingMs = checkRoundMs(model, asked);
  const names = routers.map(({ desired }) => desired.name).join(", ");
  context.progress(`${names}: watching for ${Math.ceil(holdingMs / 1000)} s whether real servers pass their new health checks`);
  const first = await observeAll(routers, model.name);
  return first.ok ? verifyHealth(model, routers, { first, holdingMs, signal: context.signal }) : first;
}

/** Virtual servers that stay, and whose real servers are asked something else now: by other checks, by those of another pool, or at the VIP. */
export function askedOtherwise(former: Cluster, model: Cluster): VirtualServer[] {
  const asking = ({ pools, routing }: Cluster, virtualServer: VirtualServer): unknown => [routing.vipCheck, pools[virtualServer.pool]?.healthChecks];
  return pairVirtualServers(former, model).flatMap(({ before, after }) => {
    if (before === undefined || after === undefined) return [];
    return isDeepStrictEqual(asking(former, before.value), asking(model, after.value)) ? [] : [after.value];
  });
}

/** A look that was taken already, and whether the person interrupts. */
interface FirstLook {
  readonly first: Result<readonly Look[]>;
  /** How long nothing may be wrong: servers stay in the table until a new check has failed them. @default 0 */
  readonly holdingMs?: number;
  readonly signal: AbortSignal;
}

/**
 * On the wire, the owner and nobody else answers ARP for each VIP, whoever asks. Asked again when an answer is missing or wrong: a frame may be lost, and a
 * failover may happen meanwhile. IPv4; neighbour discovery has no second answerer to hear.
 */
async function verifyArp(model: Cluster, routers: readonly Participant[], { first, signal }: FirstLook): Promise<PhaseResult> {
  for (let attempt = 1, looks = first; ; attempt++, looks = await observeAll(routers, model.name)) {
    if (!looks.ok) return looks;
    const seen = looks.value;
    const asked = joined(await Promise.all(routers.map((router) => askArp(model, router, seen))));
    if (asked.ok || attempt === ARP_ATTEMPTS || signal.aborted) return asked;
    await sleep(LOOK_EVERY_MS);
  }
}

async function askArp(model: Cluster, asker: Participant, looks: readonly Look[]): Promise<PhaseResult> {
  const router = model.routers[asker.desired.name];
  const addresses = floatingAddresses(model).filter(({ address }) => !address.includes(":"));
  if (addresses.length === 0 || router === undefined) return done();
  const answer = await asker.session.step("asking ARP", arpCommand(addresses.map(({ leg, address }) => ({ device: legOf(router, leg).interface, address }))));
  if (!answer.ok) return answer;
  const legs = new Map(addresses.map(({ address, leg }) => [address, leg]));
  return joined(arpAnswers(answer.value).map(({ address, macs }) => {
    const expected = expectedAnswer(model, { asker: asker.desired.name, address, leg: legs.get(address) ?? "public" }, looks);
    const right = macs.length === expected.length && macs.every((mac, index) => mac === expected[index]);
    return right ? done() : { ok: false, findings: [arpWrong(asker.desired.name, address, macs, expected[0] ?? "nobody else")] };
  }));
}

/** The MAC address of the owner's leg; nobody's when the owner itself asks. */
function expectedAnswer(model: Cluster, { asker, address, leg }: { asker: string; address: string; leg: LegName }, looks: readonly Look[]): string[] {
  const owner = looks.find(({ observed }) => holds(observed, address));
  const router = owner === undefined ? undefined : model.routers[owner.name];
  return owner === undefined || router === undefined || owner.name === asker ? [] : [owner.observed.interfaces[legOf(router, leg).interface] ?? "?"];
}

/**
 * Whoever served before and is still wanted serves. New real servers are given their check's time and are a warning when they don't pass: they get no
 * requests until they do.
 */
async function verifyHealth(model: Cluster, routers: readonly Participant[], { first, holdingMs = 0, signal }: FirstLook): Promise<PhaseResult> {
  const served = new Map(routers.map((router) => [router.desired.name, comparedWith(model, router, router.before).up]));
  const missing = (seen: readonly Look[]): Finding[] => seen.flatMap((look) => healthWorseAt(look, model, served.get(look.name) ?? []));
  const waiting = (seen: readonly Look[]): Finding[] => seen.flatMap(({ participant, observed, name }) => {
    const down = comparedWith(model, participant, observed).down;
    return down.length === 0 ? [] : [notServingYet(name, down)];
  });
  const settled = await lookUntil(routers, { cluster: model.name, withinMs: healthWindowMs(model), holdingMs, signal, first }, (seen) => [...missing(seen), ...waiting(seen)]);
  if (settled.ok) return settled;
  return { ok: settled.findings.every(({ severity }) => severity === "warning"), findings: settled.findings };
}

function healthWorseAt({ name, participant, observed }: Look, model: Cluster, served: readonly string[]): Finding[] {
  const up = new Set(comparedWith(model, participant, observed).up);
  const lost = served.filter((member) => !up.has(member));
  return lost.length === 0 ? [] : [healthWorse(name, lost)];
}

function comparedWith(model: Cluster, { desired }: Participant, observed: ObservedHost): ReturnType<typeof compareIpvs> {
  return compareIpvs(linesOf(model.name, desired.release.files, IPVS_RULES), observed.ipvsTable);
}

/** From a reload until a new check must have failed whom it fails: its first attempt is made at once. As long as that takes: an end before it would let the active router have a check that fails everybody. */
function checkRoundMs({ pools }: Cluster, asked: readonly VirtualServer[]): number {
  const rounds = asked.flatMap((virtualServer) => {
    const pool = pools[virtualServer.pool];
    return pool === undefined ? [] : checksOf(pool, virtualServer).map(untilFailedMs);
  });
  return Math.max(0, ...rounds) + 1_000;
}

function untilFailedMs(check: HealthCheck): number {
  // keepalived counts the time of programs in whole seconds, and what asks at the VIP is one (MISC_CHECK)
  const timeoutMs = Math.ceil(check.timeoutMs / 1000) * 1000;
  return timeoutMs + check.retries * (check.retryDelayMs + timeoutMs);
}

/** From a fresh start until a slow but healthy server must have passed: one interval to the first check, then every attempt; at most a minute. */
function healthWindowMs(model: Cluster): number {
  const each = Object.values(model.pools).flatMap(({ healthChecks }) => healthChecks.map((check) => check.intervalMs + untilFailedMs(check)));
  return Math.min(60_000, Math.max(10_000, ...each) + 2_000);
}

interface Look {
  readonly name: string;
  readonly participant: Participant;
  readonly observed: ObservedHost;
}

async function observeAll(participants: readonly Participant[], cluster: string): Promise<Result<Look[]>> {
  const looks = await Promise.all(
    participants.map(async (participant) => ({ participant, looked: await participant.session.observe(requestFor(cluster, participant.desired.release.files)) })),
  );
  const findings = looks.flatMap(({ looked }) => (looked.ok ? [] : looked.findings));
  if (findings.length > 0) return failed(...findings);
  return {
    ok: true,
    findings: [],
    value: looks.flatMap(({ participant, looked }) => (looked.ok ? [{ name: participant.desired.name, participant, observed: looked.value }] : [])),
  };
}

/** For how long, and of which cluster. */
interface Patience {
  readonly cluster: string;
  readonly withinMs: number;
  /** How long nothing may be wrong before that counts. @default 0 */
  readonly holdingMs?: number;
  readonly signal: AbortSignal;
  /** One that was taken a moment ago. */
  readonly first?: Result<readonly Look[]>;
}

/** Looks again and again until nothing is wrong any more, or the time is over, or the person interrupts: then what was wrong last is the result. */
async function lookUntil(participants: readonly Participant[], { cluster, withinMs, holdingMs = 0, signal, first }: Patience, wrong: (seen: readonly Look[]) => Finding[]): Promise<PhaseResult> {
  const deadline = performance.now() + withinMs + holdingMs;
  let rightSince: number | undefined;
  let pause = LOOK_EVERY_MS;
  for (let looks = first ?? (await observeAll(participants, cluster)); ; looks = await observeAll(participants, cluster)) {
    if (!looks.ok) return looks;
    const findings = wrong(looks.value);
    rightSince = findings.length > 0 ? undefined : (rightSince ?? performance.now());
    if (rightSince !== undefined && performance.now() - rightSince >= holdingMs) return done();
    if (signal.aborted) return { ok: false, findings: [...findings, interrupted(cluster)] };
    if (performance.now() > deadline && findings.length > 0) return { ok: false, findings };
    const held = rightSince === undefined ? Infinity : rightSince + holdingMs - performance.now();
    await sleep(Math.max(0, Math.min(pause, held)));
    pause = Math.min(pause * 1.5, LOOK_AT_LEAST_EVERY_MS);
  }
}
