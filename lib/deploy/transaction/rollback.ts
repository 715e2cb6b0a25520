import { type HostRole } from "../../compile";
import { type Cluster } from "../../model";
import { rolledBack, stuck } from "../findings";
import { unheld } from "../findings-switch-over";
import { notForgotten, staysDown, staysStopped, strayTaken } from "../findings-unfinished";
import { type HostAddress } from "../host-port";
import { arpCommand, removeCommand, rollbackCommand, standDownCommand } from "../host/host-commands";
import { HostSession } from "../host-session";
import { type ObservedHost } from "../observe/observed-host";
import { arpAnswers } from "./claims";
import { type DeployContext, type PhaseResult, done, joined } from "./context";
import { floatingAddresses, isRouter, legOf } from "./order";

/** A host that a run has changed, and what it was before. */
export interface Changed {
  readonly name: string;
  readonly role: HostRole;
  readonly address: HostAddress;
  readonly session: HostSession;
  readonly before: ObservedHost;
  /** Of a router: whether the others hear it by the new release alone. A stray ran one of another time. @default "no" */
  readonly joins?: "no" | "yes" | "as a stray";
}

/** How far a run came. */
export interface WayBack {
  readonly model: Cluster;
  /** In the order in which they were touched first. */
  readonly changed: readonly Changed[];
  /** Names of routers that were told to take their release, in that order. */
  readonly activated: readonly string[];
  /** Whether no router hears another one that runs the other release. */
  readonly flagDay: boolean;
  /** Then: names of routers that ran the new release already. */
  readonly ahead: readonly string[];
  /** Whether what the routers ran together was left by a run that never ended: then they return to that, and not each to what it has confirmed. */
  readonly asItWas: boolean;
}

/**
 * The way back, in the opposite order of the way there: the router changed last returns first, the real servers last. One that was lost is tried at the end, so that
 * nobody waits for it. The way is walked to its end whatever happens on it, and also when the person interrupts once more. But where the lost one would not be heard any more by
 * the others, they don't go back without it, nor do the real servers they send to: it may serve, and they would do the same.
 */
export async function rollback({ model, changed, activated, flagDay, ahead, asItWas }: WayBack, context: DeployContext): Promise<PhaseResult> {
  const way = new Way(model.name, context, asItWas);
  const routers = changed.filter(isRouter).reverse();
  const unheard = routers.filter(({ name, joins = "no" }) => joins !== "no" && activated.includes(name));
  const rest = routers.filter((router) => !unheard.includes(router));
  const lost = await way.back(unheard);
  if (lost.length > 0) return way.keeping(lost, { routers: rest, activated });
  if (ahead.length > 0 && rest.length > 0) {
    await way.stopped(rest, ahead);
    return way.ended();
  }
  if (flagDay) {
    const isOver = await acrossFlagDay(way, { model, routers: rest, activated });
    if (!isOver) return way.ended();
  } else await way.back([...rest.filter(({ session }) => !session.lost), ...rest.filter(({ session }) => session.lost)]);
  await way.backTogether(changed.filter((host) => !isRouter(host)));
  return way.ended();
}

/** All but the one that was changed first stop before that one goes back, and start again after it. Ends with whether the real servers may go back, too. */
async function acrossFlagDay(way: Way, { model, routers, activated }: { readonly model: Cluster; readonly routers: readonly Changed[]; readonly activated: readonly string[] }): Promise<boolean> {
  const first = routers.find(({ name }) => name === activated[0]);
  const followers = routers.filter(({ name }) => name !== activated[0] && activated.includes(name));
  const others = routers.filter((router) => router !== first);
  const unstopped = await way.standDown(followers);
  if (unstopped.length > 0) {
    way.keeping(unstopped, { routers: [...(first === undefined ? [] : [first]), ...others.filter((router) => !unstopped.includes(router))], activated: activated.slice(0, 1) });
    return false;
  }
  if (first !== undefined && (await way.back([first])).length > 0) {
    const taken = await way.answered(model, others);
    if (taken.length > 0) {
      way.stayingDown(first, others, taken);
      return false;
    }
  }
  await way.back(others);
  return true;
}

class Way {
  private readonly results: PhaseResult[] = [];

  constructor(
    private readonly cluster: string,
    private readonly context: DeployContext,
    private readonly asItWas: boolean,
  ) {}

  ended(): PhaseResult {
    return joined(this.results);
  }

  /** One after the other. Ends with those that could not be brought back. */
  async back(hosts: readonly Changed[]): Promise<Changed[]> {
    const left: Changed[] = [];
    for (const host of hosts) {
      const result = await this.backOne(host);
      this.results.push(result);
      if (!result.ok) left.push(host);
    }
    return left;
  }

  async backTogether(hosts: readonly Changed[]): Promise<void> {
    this.results.push(...(await Promise.all(hosts.map((host) => this.backOne(host)))));
  }

  /** Ends with those that could not be told. */
  async standDown(hosts: readonly Changed[]): Promise<Changed[]> {
    const left: Changed[] = [];
    for (const host of hosts) {
      this.context.progress(`${host.name}: its heartbeat stands down`);
      const result = await this.to(host, (session) => session.step("standing down", standDownCommand(this.cluster)));
      if (result.ok) continue;
      left.push(host);
      this.results.push({ ok: false, findings: [stuck(host.name, this.cluster, summaries(result.findings))] });
    }
    return left;
  }

  /** Those that run the new release go on with it, and those that were stopped stay so. */
  keeping(lost: readonly Changed[], { routers, activated }: { readonly routers: readonly Changed[]; readonly activated: readonly string[] }): PhaseResult {
    const [unheard, kept] = [lost.map(({ name }) => name), routers.filter(({ name }) => activated.includes(name)).map(({ name }) => name)];
    if (kept.length > 0) this.results.push({ ok: false, findings: [notForgotten(unheard, kept)] });
    const stopped = routers.filter(({ name }) => !activated.includes(name));
    this.results.push(joined(stopped.map(({ name }) => ({ ok: false, findings: [staysStopped(name, [...kept, ...unheard])] }))));
    return this.ended();
  }

  /** All of these stop, or stay so, for the sake of others that don't go back. */
  async stopped(routers: readonly Changed[], others: readonly string[]): Promise<void> {
    await this.standDown(routers);
    this.results.push({ ok: false, findings: routers.map(({ name }) => staysStopped(name, others)) });
  }

  stayingDown(lost: Changed, hosts: readonly Changed[], addresses: readonly string[]): void {
    this.results.push({ ok: false, findings: hosts.map(({ name }) => staysDown(name, lost.name, addresses)) });
  }

  /** Which floating addresses somebody answers for, asked from the first of the routers that can be asked. */
  async answered(model: Cluster, askers: readonly Changed[]): Promise<string[]> {
    for (const asker of askers) {
      const router = model.routers[asker.name];
      if (router === undefined) continue;
      const questions = floatingAddresses(model).map(({ leg, address }) => ({ device: legOf(router, leg).interface, address }));
      const answer = await this.to(asker, (session) => session.step("asking who has the addresses", arpCommand(questions)));
      if (answer.ok) return arpAnswers(answer.value).filter(({ macs }) => macs.length > 0).map(({ address }) => address);
    }
    return [];
  }

  private async backOne(host: Changed): Promise<PhaseResult> {
    const { name, before, joins } = host;
    // What an earlier run activated and could not confirm may well be serving.
    const release = this.asItWas ? (before.current ?? before.confirmed) : (before.confirmed ?? before.current);
    const stray = joins === "as a stray";
    this.context.progress(`${name}: back to ${(stray ? undefined : release?.slice(0, 12)) ?? "what was found"}`);
    const result = await this.to(host, (session) => session.step("going back", stray ? removeCommand(this.cluster) : rollbackCommand(this.cluster, release, { asItWas: this.asItWas && isRouter(host) })));
    if (!result.ok) return { ok: false, findings: [stuck(name, this.cluster, summaries(result.findings))] };
    const said = stray ? strayTaken(name) : rolledBack(name, release === undefined ? undefined : { release, confirmed: before.confirmed === release });
    return done([...unheld(name, result.value), said]);
  }

  /** In a session of its own: the old one is bound to the interrupted run's signal. */
  private async to<T>({ name, address, session: former }: Changed, act: (session: HostSession) => Promise<T>): Promise<T> {
    const session = new HostSession(name, address, { connector: this.context.connector, progress: this.context.progress });
    if (!former.lost) session.known();
    const result = await act(session);
    await session.close();
    return result;
  }
}

function summaries(findings: readonly { readonly summary: string }[]): string {
  return findings.map(({ summary }) => summary).join("; ");
}
