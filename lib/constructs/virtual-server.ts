import { Construct } from "constructs";
import { type ClusterInput, type Protocol } from "../model";
import { type RealServerPool } from "./real-server-pool";
import { type Scheduler, type SchedulerFlag } from "./scheduler";
import { type Vip } from "./vip";

/** What clients connect to, and who answers. */
export interface VirtualServerProps {
  /**
   * Transport protocol.
   * @default "tcp"
   */
  readonly protocol?: Protocol;
  /** Port that clients connect to, 1 to 65535. */
  readonly port: number;
  /** The real servers that answer. */
  readonly pool: RealServerPool;
  /**
   * How a real server is picked for a new connection.
   * @default Scheduler.WEIGHTED_LEAST_CONNECTIONS, the kernel's own
   */
  readonly scheduler?: Scheduler;
  /**
   * Flags of source hashing and Maglev hashing.
   * @default none
   */
  readonly schedulerFlags?: readonly SchedulerFlag[];
}

/** VIP, protocol and port, with a scheduler and a pool; made by `Vip.addVirtualServer`. */
export class VirtualServer extends Construct {
  /** The real servers that answer. */
  readonly pool: RealServerPool;

  constructor(
    /** The floating address that it stands on. */
    readonly vip: Vip,
    id: string,
    private readonly props: VirtualServerProps,
  ) {
    super(vip, id);
    this.pool = props.pool;
  }

  /** @internal */
  toModel(names: { readonly vip: string; readonly pool: string }): ClusterInput["virtualServers"][string] {
    const { protocol, port, scheduler, schedulerFlags } = this.props;
    return { ...names, protocol, port, scheduler, schedulerFlags: schedulerFlags === undefined ? undefined : [...schedulerFlags] };
  }
}
