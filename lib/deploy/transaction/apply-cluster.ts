import { randomBytes } from "node:crypto";
import { type Finding } from "../../diagnostics";
import { interrupted } from "../findings";
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
  if (!met.ok) return { succeeded: false, hosts: {}, findings: met.findings };
  const run = new Run(change, context, met.value);
  const result = await run.phases();
  await Promise.all(met.value.map(({ session }) => session.close()));
  return { succeeded: result.ok, hosts: run.truth(result.ok), findings: [...met.findings, ...result.findings] };
}

class Run {
  private readonly nonce = randomBytes(4).toString("hex");
  private readonly cluster: string;
  private readonly routers: readonly Participant[];
  private readonly work: readonly Participant[];
  /** In the order of activation, for the way back. */
  private readonly changed: Participant[] = [];
  private brokenOff = false;

  constructor(
    private readonly change: ClusterChange,
    private readonly context: DeployContext,
    private readonly participants: readonly Participant[],
  ) {
    this.cluster = change.desired.model.name;
    this.routers = participants.filter(({ desired }) => isRouter(desired));
    this.work = participants.filter((participant) => needsWork(this.cluster, participant));
  }

  async phases(): Promise<PhaseResult> {
    const before = await this.inTurn([
      () => lock(),
      () => this.said("staging the releases", stage(this.cluster, this.work, this.nonce)),
      () => this.said("checking the releases on the hosts", check(this.cluster, this.work)),
      () => arm(),
    ]);
    if (!before.ok) return before;
    const changes = await this.inTurn([() => this.activate(), () => this.verify(), () => this.confirm()]);
    if (changes.ok) return joined([before, changes]);
    this.brokenOff = true;
    const back = await rollback(this.cluster, this.changed, this.context);
    return { ok: false, findings: [...before.findings, ...changes.findings, ...back.findings] };
  }

  /** What each host has confirmed, as far as anybody knows. */
  truth(succeeded: boolean): Record<string, HostTruth> {
    const confirmed = ({ desired, before }: Participant): string | undefined => (succeeded ? desired.release.digest : before.confirmed);
    return Object.fromEntries(
      this.participants.map((participant) => {
        const digest = this.brokenOff || succeeded ? confirmed(participant) : participant.before.confirmed;
        return [participant.desired.name, { reachable: true, ...(digest === undefined ? {} : { confirmed: digest }) }];
      }),
    );
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
      async () => joined(await Promise.all(this.change.leaving.map((host) => removeHost(this.cluster, host, this.context)))),
    ]);
  }

  private async confirm(): Promise<PhaseResult> {
    const unconfirmed = this.participants.filter((participant) => this.work.includes(participant) || participant.before.confirmed !== participant.desired.release.digest);
    return this.said("confirming", confirm(this.change.desired, unconfirmed));
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
