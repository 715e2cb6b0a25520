import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Finding, hasErrors } from "../../diagnostics";
import { type Cluster } from "../../model";
import { interrupted, runBroke } from "../findings";
import { differences } from "../observe/expectation";
import { activateRouter, finishRealServer, prepareRealServer } from "./activate";
import { adopt } from "./adoption";
import { arm } from "./arm";
import { begin, begunModels, end, hasToBeNoted, takeBack, unreadableNotes } from "./begun";
import { check } from "./check";
import { checkClaims } from "./claims";
import { confirm } from "./confirm";
import { type ClusterChange, type ClusterOutcome, type DeployContext, type HostTruth, type Leaver, type Participant, type PhaseResult, done, joined } from "./context";
import { Hearing, type Met } from "./hearing";
import { meetLeaving, removeLeavers, standDown } from "./leaving";
import { lock } from "./lock";
import { KNOWS_CONNECTIONS_MS, isHolding, isRouter } from "./order";
import { preflight } from "./preflight";
import { leaveNothing } from "./remove";
import { type Changed, rollback } from "./rollback";
import { stage } from "./stage";
import { verifyChecks, verifyRealServer, verifyRouters, verifyService } from "./verify";

/**
 * Makes every host of a cluster run its release, as one change: preflight, lock, stage, check, arm, activate, verify, confirm. The same body creates, updates
 * and repairs: it looks at the hosts and changes those that are not what they shall be. On any failure after the first activation all go back.
 */
export async function applyCluster(change: ClusterChange, context: DeployContext): Promise<ClusterOutcome> {
  const met = await preflight(change, context);
  if (!met.ok) return { succeeded: false, activated: false, hosts: {}, findings: met.findings };
  const participants = met.value;
  const adopted = adopt(change, participants, begunModels(participants.map(({ before }) => before)));
  const unreadable = unreadableNotes(participants);
  if (!adopted.ok || unreadable.length > 0) return refusedWith([...met.findings, ...adopted.findings, ...unreadable], participants);
  const leaving = await meetLeaving(adopted.value, participants, context);
  if (hasErrors(leaving.findings)) return refusedWith([...met.findings, ...adopted.findings, ...leaving.findings], [...participants, ...leaving.leavers]);
  const run = new Run(adopted.value, context, { ...leaving, participants });
  const result = await run.phases();
  await Promise.all([...participants, ...leaving.leavers].map(({ session }) => session.close()));
  return { succeeded: result.ok, activated: run.activated, hosts: run.truth(), findings: [...met.findings, ...adopted.findings, ...leaving.findings, ...result.findings] };
}

async function refusedWith(findings: readonly Finding[], hosts: readonly Pick<Participant, "session">[]): Promise<ClusterOutcome> {
  await Promise.all(hosts.map(({ session }) => session.close()));
  return { succeeded: false, activated: false, hosts: {}, findings };
}

class Run {
  private readonly nonce = randomBytes(4).toString("hex");
  private readonly model: Cluster;
  private readonly hearing: Hearing;
  private readonly work: readonly Participant[];
  /** In the order of activation, for the way back. */
  private readonly changed: Changed[] = [];
  private readonly activatedNow = new Set<Participant>();
  private readonly participants: readonly Participant[];
  private readonly leavers: readonly Leaver[];
  /** Whether the routers remember what this run is to bring about. */
  private noted = false;
  private readonly confirmed = new Map<string, string>();
  /** When a router's heartbeat that ran was restarted last. */
  private restartedAt: number | undefined;
  /** Whether every router runs its release and was seen to serve; from here on nothing goes back. */
  activated = false;

  constructor(
    private readonly change: ClusterChange,
    private readonly context: DeployContext,
    met: Met,
  ) {
    this.participants = met.participants;
    this.leavers = met.leavers;
    this.model = change.desired.model;
    this.hearing = new Hearing(change, met);
    this.work = met.participants.filter((participant) => needsWork(this.model.name, participant));
    for (const { desired, before } of met.participants) if (before.confirmed !== undefined) this.confirmed.set(desired.name, before.confirmed);
  }

  async phases(): Promise<PhaseResult> {
    const before = await this.inTurn([() => lock(), () => this.prove(), () => this.note(), () => arm()]);
    if (!before.ok) {
      if (this.noted) await takeBack(this.model.name, this.remembering(), this.context);
      return joined([before, await leaveNothing(this.model.name, this.work)]);
    }
    const changes = await this.caught(() => this.inTurn([() => this.activate(), () => this.verify()]));
    if (!changes.ok) {
      const back = await rollback({ model: this.model, changed: this.changed, activated: [...this.activatedNow].map(({ desired }) => desired.name), flagDay: this.hearing.flagDay, ahead: this.hearing.ahead(this.work), asItWas: this.isLeftByARun() }, this.context);
      if (back.ok && this.noted) await takeBack(this.model.name, this.remembering(), this.context);
      return { ok: false, findings: [...before.findings, ...changes.findings, ...back.findings] };
    }
    this.activated = true;
    return joined([before, changes, await this.settle()]);
  }

  /** Whoever is killed from here on leaves word of it. */
  private async note(): Promise<PhaseResult> {
    if (this.work.length === 0 || !hasToBeNoted(this.change)) return done();
    this.noted = true;
    return begin(this.change, this.remembering());
  }

  /** Routers that remember what is begun: also one that leaves may be all that a deletion finds. */
  private remembering(): Leaver[] {
    return [...this.hearing.routers.map((router) => this.hearing.asChanged(router)), ...this.leavers.filter(isRouter)];
  }

  private isLeftByARun(): boolean {
    return this.remembering().some(({ before }) => before.begun !== undefined);
  }

  /** A mistake of ours must not keep the hosts from going back. */
  private async caught(step: () => Promise<PhaseResult>): Promise<PhaseResult> {
    try {
      return await step();
    } catch (error) {
      return { ok: false, findings: [runBroke(this.model.name, error)] };
    }
  }

  /** What each host has confirmed, as far as anybody knows; hosts that need not be reached keep what they had confirmed when last seen. */
  truth(): Record<string, HostTruth> {
    const truths = this.participants.map(({ desired }): [string, HostTruth] => {
      const digest = this.confirmed.get(desired.name);
      return [desired.name, { reachable: true, ...(digest === undefined ? {} : { confirmed: digest }) }];
    });
    const met = new Set(this.participants.map(({ desired }) => desired.name));
    const unmet = this.change.desired.hosts.filter(({ name }) => !met.has(name)).flatMap(({ name }): [string, HostTruth][] => {
      const digest = this.change.lastConfirmed[name];
      return [[name, { reachable: false, ...(digest === undefined ? {} : { confirmed: digest }) }]];
    });
    return Object.fromEntries([...truths, ...unmet]);
  }

  /** Phases 3 and 4: all that can be found out while everything still runs as before. */
  private async prove(): Promise<PhaseResult> {
    if (this.work.length === 0) return done();
    this.context.progress(`staging and checking the releases on ${names(this.work)}`);
    const { name } = this.model;
    const staged = this.inTurn([() => stage(name, this.work, this.nonce), () => check(name, this.work)]);
    return joined(await Promise.all([staged, checkClaims(this.model, this.hearing.routers, this.leavers)]));
  }

  /** Phase 6: real servers get what they need before any router sends there, then one router after the other takes its release and is looked at. */
  private async activate(): Promise<PhaseResult> {
    const realServers = this.work.filter(({ desired }) => !isRouter(desired));
    const prepared = await this.together("preparing", realServers, (participant) => prepareRealServer(this.model.name, participant));
    if (!prepared.ok) return prepared;
    const routers = this.hearing.inOrder(this.work);
    const newcomers = this.hearing.isAtStake(routers);
    const groups = this.hearing.nobodyServes() ? [routers] : routers.map((router) => [router]);
    const steps = groups.flatMap((group) => [
      ...group.map((router) => () => this.activateOne(router)),
      () => verifyRouters(this.model, { activated: group, taking: this.hearing.taking(this.activatedNow, this.work), newcomers }, this.context.signal),
      () => verifyChecks(this.model, group, { former: this.change.former, context: this.context }),
    ]);
    return joined([prepared, await this.inTurn([...this.hearing.standingDown(this.work).map((host) => () => this.standDownOne(host)), ...steps])]);
  }

  private async activateOne(participant: Participant): Promise<PhaseResult> {
    await this.untilItsPeersKnowTheConnections(participant);
    if (this.context.signal.aborted) return { ok: false, findings: [interrupted(this.model.name)] };
    this.context.progress(`${participant.desired.name}: activating ${participant.desired.release.digest.slice(0, 12)}`);
    this.touch(this.hearing.asChanged(participant));
    this.activatedNow.add(participant);
    const activated = await activateRouter(this.model.name, participant, this.hearing.routers.filter((router) => router !== participant));
    if (activated.restarted) this.restartedAt = performance.now();
    return activated;
  }

  /** What made another router restart may make the active one do the same, which hands over by it: not to one that has not heard yet of connections that were made while it restarted. */
  private async untilItsPeersKnowTheConnections({ desired, before }: Participant): Promise<void> {
    if (this.restartedAt === undefined || !isHolding(this.model, before)) return;
    const ms = this.restartedAt + KNOWS_CONNECTIONS_MS - performance.now();
    if (ms <= 0) return;
    this.context.progress(`${desired.name} is active: waiting ${Math.ceil(ms / 1000)} s, until the others know its newest connections, too`);
    await sleep(ms, undefined, { signal: this.context.signal }).catch(() => undefined);
  }

  private async standDownOne(host: Changed): Promise<PhaseResult> {
    this.context.progress(`${host.name}: its heartbeat stands down`);
    this.touch(host);
    return standDown(this.model.name, host.session);
  }

  private touch(host: Changed): void {
    if (!this.changed.some(({ name, session }) => name === host.name && session === host.session)) this.changed.push(host);
  }

  private async verify(): Promise<PhaseResult> {
    if (this.work.length === 0) return done();
    this.context.progress("asking the network who owns the VIPs, and waiting for the health checks");
    return verifyService(this.model, this.hearing.routers, this.context.signal);
  }

  /** Phase 8 and what comes after the point of no return: routers confirm, real servers drop what only the old releases needed, hosts that left are cleaned. */
  private async settle(): Promise<PhaseResult> {
    this.context.progress("confirming");
    const settled = await Promise.all(this.participants.map((participant) => this.settleOne(participant)));
    const left = await removeLeavers(this.model.name, this.leavers, this.context);
    if (settled.every(({ ok }) => ok)) await end(this.model.name, this.remembering().filter((router) => !this.leavers.includes(router) && (this.noted || router.before.begun !== undefined)));
    return joined([...settled, left]);
  }

  private async settleOne(participant: Participant): Promise<PhaseResult> {
    const { desired } = participant;
    const changed = this.work.includes(participant);
    if (changed && !isRouter(desired)) {
      const finished = await finishRealServer(this.model.name, participant);
      const verified = finished.ok ? await verifyRealServer(this.model.name, participant, this.context.signal) : finished;
      if (!verified.ok) return verified;
    }
    const result = await confirm(this.change.desired, participant, { changed });
    if (result.ok) this.confirmed.set(desired.name, desired.release.digest);
    return result;
  }

  private async together(what: string, participants: readonly Participant[], step: (participant: Participant) => Promise<PhaseResult>): Promise<PhaseResult> {
    if (participants.length === 0) return done();
    this.context.progress(`${names(participants)}: ${what}`);
    participants.forEach((participant) => this.touch(this.hearing.asChanged(participant)));
    return joined(await Promise.all(participants.map(step)));
  }

  /** One step after the other; stops at the first that fails, or when the person interrupts. */
  private async inTurn(steps: readonly (() => PhaseResult | Promise<PhaseResult>)[]): Promise<PhaseResult> {
    const findings: Finding[] = [];
    for (const step of steps) {
      if (this.context.signal.aborted) return { ok: false, findings: [...findings, interrupted(this.model.name)] };
      const result = await step();
      findings.push(...result.findings);
      if (!result.ok) return { ok: false, findings };
    }
    return done(findings);
  }
}

function names(participants: readonly Participant[]): string {
  return participants.map(({ desired }) => desired.name).join(", ");
}

function needsWork(cluster: string, { desired, before }: Participant): boolean {
  return before.confirmed !== desired.release.digest || before.pending !== undefined || differences(cluster, desired.release, before).length > 0;
}
