import { randomBytes } from "node:crypto";
import { type Finding } from "../../diagnostics";
import { interrupted, leftBehind } from "../findings";
import { differences } from "../observe/expectation";
import { activateRouter, finishRealServer, prepareRealServer } from "./activate";
import { arm } from "./arm";
import { check } from "./check";
import { confirm } from "./confirm";
import { type ClusterChange, type ClusterOutcome, type DeployContext, type HostTruth, type Participant, type PhaseResult, done, joined } from "./context";
import { lock } from "./lock";
import { isRouter, routerOrder } from "./order";
import { preflight } from "./preflight";
import { removeHost } from "./remove";
import { rollback } from "./rollback";
import { stage } from "./stage";
import { verifyArp, verifyHealth, verifyHost, verifyOwners } from "./verify";

/**
 * Makes every host of a cluster run its release, as one change: preflight, lock, stage, check, arm, activate, verify, confirm. The same body creates, updates
 * and repairs: it looks at the hosts and changes those that are not what they shall be. On any failure after the first activation all go back.
 */
export async function applyCluster(change: ClusterChange, context: DeployContext): Promise<ClusterOutcome> {
  const met = await preflight(change, context);
  if (!met.ok) return { succeeded: false, activated: false, hosts: {}, findings: met.findings };
  const run = new Run(change, context, met.value);
  const result = await run.phases();
  await Promise.all(met.value.map(({ session }) => session.close()));
  return { succeeded: result.ok, activated: run.activated, hosts: run.truth(), findings: [...met.findings, ...result.findings] };
}

class Run {
  private readonly nonce = randomBytes(4).toString("hex");
  private readonly cluster: string;
  private readonly routers: readonly Participant[];
  private readonly work: readonly Participant[];
  /** In the order of activation, for the way back. */
  private readonly changed: Participant[] = [];
  private readonly confirmed = new Map<string, string>();
  /** Whether every host runs its release; from here on nothing goes back. */
  activated = false;

  constructor(
    private readonly change: ClusterChange,
    private readonly context: DeployContext,
    private readonly participants: readonly Participant[],
  ) {
    this.cluster = change.desired.model.name;
    this.routers = participants.filter(({ desired }) => isRouter(desired));
    this.work = participants.filter((participant) => needsWork(this.cluster, participant));
    for (const { desired, before } of participants) if (before.confirmed !== undefined) this.confirmed.set(desired.name, before.confirmed);
  }

  async phases(): Promise<PhaseResult> {
    const before = await this.inTurn([
      () => lock(),
      () => this.said("staging the releases", stage(this.cluster, this.work, this.nonce)),
      () => this.said("checking the releases on the hosts", check(this.cluster, this.work)),
      () => arm(),
    ]);
    if (!before.ok) return before;
    const changes = await this.inTurn([() => this.activate(), () => this.verify()]);
    if (!changes.ok) {
      const back = await rollback(this.cluster, this.changed, this.context);
      return { ok: false, findings: [...before.findings, ...changes.findings, ...back.findings] };
    }
    this.activated = true;
    const ended = [before, changes, await this.confirm(), await this.strip()];
    return joined(ended);
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

  private async activate(): Promise<PhaseResult> {
    const of = { cluster: this.cluster, nonce: this.nonce };
    const realServers = this.work.filter(({ desired }) => !isRouter(desired));
    const prepared = await this.together("preparing", realServers, (participant) => prepareRealServer(of, participant));
    if (!prepared.ok) return prepared;
    const results: PhaseResult[] = [prepared];
    const ordered = routerOrder(this.change.desired.model, this.routers.map((participant) => ({ ...participant, name: participant.desired.name, participant })));
    for (const { participant } of ordered.filter(({ participant }) => this.work.includes(participant))) {
      results.push(await this.inTurn([() => this.activateOne(participant), () => verifyHost(this.cluster, participant), () => verifyOwners(this.change.desired.model, this.activeRouters())]));
      if (results.at(-1)?.ok === false) return joined(results);
    }
    results.push(await this.together("finishing", realServers, (participant) => finishRealServer(of, participant)));
    return joined(results);
  }

  private async activateOne(participant: Participant): Promise<PhaseResult> {
    this.context.progress(`${participant.desired.name}: activating ${participant.desired.release.digest.slice(0, 12)}`);
    this.changed.push(participant);
    return activateRouter({ cluster: this.cluster, nonce: this.nonce }, participant);
  }

  /** Routers that take part in the election now: those of the cluster from before, and those activated by this run. */
  private activeRouters(): Participant[] {
    return this.routers.filter((router) => router.before.current !== undefined || this.changed.includes(router));
  }

  private async verify(): Promise<PhaseResult> {
    const { model } = this.change.desired;
    if (this.work.length === 0) return done();
    return this.inTurn([
      () => this.said("asking the network who owns the VIPs", verifyArp(model, this.routers)),
      () => this.said("waiting for the health checks", verifyHealth(model, this.routers)),
      async () => joined(await Promise.all(this.work.filter(({ desired }) => !isRouter(desired)).map((participant) => verifyHost(this.cluster, participant)))),
    ]);
  }

  private async confirm(): Promise<PhaseResult> {
    const results = await Promise.all(
      this.participants.map(async (participant) => {
        const result = await confirm(this.change.desired, participant, { changed: this.work.includes(participant) });
        if (result.ok) this.confirmed.set(participant.desired.name, participant.desired.release.digest);
        return result;
      }),
    );
    return joined(results);
  }

  /** Hosts that left the cluster are cleaned last, when no router sends there any more; one that is gone for good must not hold up the rest. */
  private async strip(): Promise<PhaseResult> {
    const removed = await Promise.all(this.change.leaving.map(async (host) => ({ host, result: await removeHost(this.cluster, host, this.context) })));
    return done(removed.flatMap(({ host, result }) => (result.ok ? [] : [leftBehind(host.name, this.cluster, result.findings)])));
  }

  private async together(what: string, participants: readonly Participant[], step: (participant: Participant) => Promise<PhaseResult>): Promise<PhaseResult> {
    if (participants.length === 0) return done();
    this.context.progress(`${participants.map(({ desired }) => desired.name).join(", ")}: ${what}`);
    this.changed.push(...participants.filter((participant) => !this.changed.includes(participant)));
    return joined(await Promise.all(participants.map(step)));
  }

  private async said(what: string, step: Promise<PhaseResult>): Promise<PhaseResult> {
    this.context.progress(what);
    return step;
  }

  /** One step after the other; stops at the first that fails, or when the person interrupts. */
  private async inTurn(steps: readonly (() => PhaseResult | Promise<PhaseResult>)[]): Promise<PhaseResult> {
    const findings: Finding[] = [];
    for (const step of steps) {
      if (this.context.signal.aborted) return { ok: false, findings: [...findings, interrupted(this.cluster)] };
      const result = await step();
      findings.push(...result.findings);
      if (!result.ok) return { ok: false, findings };
    }
    return done(findings);
  }
}

function needsWork(cluster: string, { desired, before }: Participant): boolean {
  return before.confirmed !== desired.release.digest || before.pending !== undefined || differences(cluster, desired.release, before).length > 0;
}
