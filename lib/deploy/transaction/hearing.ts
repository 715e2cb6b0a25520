import { type Cluster, gainsPath, isFlagDay } from "../../model";
import { type ClusterChange, type Participant } from "./context";
import { standingAside } from "./flag-day";
import { type Leaving, standDownOrder } from "./leaving";
import { floatingAddresses, holds, isRouter, routerOrder } from "./order";
import { type Changed } from "./rollback";
import { strays, straysToStop } from "./strays";

/** What is known before anything is changed. */
export interface Met extends Leaving {
  readonly participants: readonly Participant[];
}

/** Which routers hear each other while one after the other takes its release, and what follows for their order. Routers that don't hear each other may both hold the VIPs. */
export class Hearing {
  readonly routers: readonly Participant[];
  /** Whether no router hears another one that runs the other release: by what was last applied, or by what a run that never ended has left. */
  readonly flagDay: boolean;
  private readonly model: Cluster;
  private readonly gainsPath: boolean;
  private readonly astray: readonly Participant[];
  /** Those of them that stop first. */
  private readonly stopping: readonly Participant[];

  constructor(
    { former, desired }: ClusterChange,
    private readonly met: Met,
  ) {
    this.model = desired.model;
    this.routers = met.participants.filter((participant) => isRouter(participant.desired));
    this.flagDay = [former, ...met.begun].some((model) => isFlagDay(model, this.model));
    this.gainsPath = [former, ...met.begun].some((model) => gainsPath(model, this.model));
    this.astray = strays(former, this.model, met);
    this.stopping = straysToStop(this.model, { astray: this.astray, routers: this.routers });
  }

  /** Those that have to change, in the order of their change. */
  inOrder(work: readonly Participant[]): Participant[] {
    const routers = this.routers.map((participant) => ({ participant, name: participant.desired.name, before: participant.before, joins: this.joins(participant) }));
    return routerOrder(this.model, routers, { activeFirst: this.flagDay }).map(({ participant }) => participant).filter((router) => work.includes(router));
  }

  /** Whether routers could fail to hear each other, so that their election has to be seen through to its end. */
  isAtStake(changing: readonly Participant[]): boolean {
    return this.flagDay || this.gainsPath || this.met.leavers.some(isRouter) || changing.some((router) => this.joins(router));
  }

  /**
   * Routers whose heartbeat stops first, one after the other. One that leaves would otherwise be a second active one as soon as the others forget it. On a flag day
   * all but the active one stop: it changes alone, and those that follow find it there. One that is taken back by another release than the others' is a second one already.
   */
  standingDown(work: readonly Participant[]): Changed[] {
    const aside = this.flagDay ? standingAside(this.model, this.routers, work) : [];
    const astray = this.stopping.filter((router) => !aside.includes(router));
    return [...standDownOrder(this.model, this.met.leavers.filter(isRouter)), ...[...astray, ...aside].map((router) => this.asChanged(router))];
  }

  /** The first deployment: then there is nothing to lose by starting all routers before the first election is over. */
  nobodyServes(): boolean {
    const addresses = floatingAddresses(this.model);
    return this.routers.every(({ before }) => before.current === undefined && !addresses.some(({ address }) => holds(before, address)));
  }

  /** Routers that take part in the election now: those that run their release of before, those that had nothing to do, and those activated by this run. */
  taking(activated: ReadonlySet<Participant>, work: readonly Participant[]): Participant[] {
    return this.routers.filter((router) => activated.has(router) || !work.includes(router) || (this.runsOn(router) && !this.flagDay));
  }

  /** On a flag day: routers that run the new release already, and would not hear one that goes back. */
  ahead(work: readonly Participant[]): string[] {
    return this.flagDay ? this.routers.filter((router) => !work.includes(router)).map(({ desired }) => desired.name) : [];
  }

  private runsOn(router: Participant): boolean {
    return router.before.current !== undefined && !this.stopping.includes(router);
  }

  /** In a first deployment nobody joins anybody. */
  asChanged({ desired: { name, role, address }, session, before }: Participant): Changed {
    const router = this.routers.find((one) => one.session === session);
    const joins = router === undefined || this.nobodyServes() || !this.joins(router) ? "no" : this.astray.includes(router) ? "as a stray" : "yes";
    return { name, role, address, session, before, joins };
  }

  /** Whether the others hear the router by the new release alone. */
  private joins(router: Participant): boolean {
    return router.before.current === undefined || this.astray.includes(router);
  }
}
