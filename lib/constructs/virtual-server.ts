import { type IResolvable } from "cdktf";
import { Construct } from "constructs";
import { type ClusterInput, type Protocol } from "../model";
import { type Duration } from "../net";
import { type RealServerPool } from "./real-server-pool";
import { required } from "./required";
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
  /**
   * For how long after its last connection a client goes to the real server it had: whole seconds, up to 31 days.
   * @default none: each connection is scheduled by itself
   */
  readonly persistenceTimeout?: Duration;
  /**
   * Which clients count as one for persistence: those whose addresses begin alike, by so many bits (24: a network of 256 IPv4 addresses).
   * @default each address by itself
   */
  readonly persistencePrefixLength?: number;
  /**
   * UDP: whether each datagram is scheduled by itself, as if no other had come from its client. For many small questions, such as DNS or syslog.
   * @default false: datagrams of one client and port go to one real server until they pause for the kernel's timeout for UDP (5 minutes)
   */
  readonly onePacket?: boolean | IResolvable;
  /**
   * A pool with one real server, the sorry server, which answers as long as no server of `pool` can: with an apology, say. It is not checked itself.
   * @default none: then connections are refused
   */
  readonly sorryPool?: RealServerPool;
}

/** VIP, protocol and port, with a scheduler and a pool; made by `Vip.addVirtualServer`. */
export class VirtualServer extends Construct {
  /** The real servers that answer. */
  readonly pool: RealServerPool;
  /** Who answers when none of them can. */
  readonly sorryPool: RealServerPool | undefined;

  constructor(
    /** The floating address that it stands on. */
    readonly vip: Vip,
    id: string,
    private readonly props: VirtualServerProps,
  ) {
    super(vip, id);
    required(this, props, { port: "the port that clients use", pool: "a RealServerPool" });
    this.pool = props.pool;
    this.sorryPool = props.sorryPool;
  }

  /** @internal */
  toModel(names: { readonly vip: string; readonly pool: string; readonly sorryPool: string | undefined }): ClusterInput["virtualServers"][string] {
    const { protocol, port, scheduler, schedulerFlags, persistenceTimeout, persistencePrefixLength, onePacket } = this.props;
    return {
      ...{ ...names, protocol, port, scheduler, persistencePrefixLength },
      schedulerFlags: schedulerFlags === undefined ? undefined : [...schedulerFlags],
      persistenceTimeoutMs: persistenceTimeout?.toMillis(),
      // A token is an object where the model has a boolean; whoever reads this tree for its values turns tokens into unknowns first.
      onePacket: onePacket as boolean | undefined,
    };
  }
}
