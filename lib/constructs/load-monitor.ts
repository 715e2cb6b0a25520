import { type ClusterInput, type LoadPolicy } from "../model";
import { type Duration } from "../net";

/** What all load monitors have. */
export interface LoadMonitorProps {
  /**
   * Time between two readings: 1 s to 1 hour.
   * @default Duration.seconds(10)
   */
  readonly interval?: Duration;
  /**
   * Time that one reading may take: 100 ms to 10 minutes.
   * @default Duration.seconds(5)
   */
  readonly timeout?: Duration;
  /**
   * Age at which a reading counts for nothing, and the server goes back to its own weight: 1 s to 1 day.
   * @default three intervals, or one and two timeouts where that is more; with ruptime 400 s, since its daemons speak every 180 s
   */
  readonly staleAfter?: Duration;
}

/** What load monitors have that read a load, not a share. */
export interface WeighingProps extends LoadMonitorProps {
  /**
   * `proportional`: the weight times (1 + the pool's mean load) / (1 + the server's), loads being per processor; between a quarter and four times the
   * configured weight, in steps of a tenth. `piranha`: as nanny of Red Hat's Piranha did, between once and ten times the configured weight.
   * @default "proportional"
   */
  readonly policy?: LoadPolicy;
}

/** What the load monitor by uptime has besides. */
export interface UptimeLoadMonitorProps extends WeighingProps {
  /**
   * Login on the real servers.
   * @default "lvs-load"
   */
  readonly user?: string;
  /**
   * Private key on the routers, without a passphrase.
   * @default "/etc/lvs/load-monitor.key"
   */
  readonly identityFile?: string;
  /**
   * Port of the real servers' sshd.
   * @default 22
   */
  readonly port?: number;
}

/** What the load monitor by agent has besides. */
export interface AgentLoadMonitorProps extends LoadMonitorProps {
  /** Port of the agent. */
  readonly port: number;
}

/** What the load monitor over HTTP has besides. */
export interface HttpLoadMonitorProps extends WeighingProps {
  /**
   * Port that is asked.
   * @default 9100, node_exporter's
   */
  readonly port?: number;
  /**
   * Request path.
   * @default "/metrics", node_exporter's
   */
  readonly path?: string;
}

type Model = NonNullable<ClusterInput["pools"][string]["loadMonitor"]>;

/**
 * How loaded is a real server? Each router asks for itself (lvs-load-monitor.service) and moves the server's weight, which the weighted schedulers go by: wrr, wlc and
 * the like. Configure weights of 10 and more, so that there is room for steps. A monitor never takes a server out, and one that falls silent changes nothing.
 */
export class LoadMonitor {
  private constructor(private readonly model: Model) {}

  /**
   * Over SSH, by the output of `uptime; nproc`: give the key's line in `authorized_keys` the prefix `restrict,command="uptime; nproc"`, and it is good for nothing else.
   * A server's host key is remembered by the first answer and has to stay the same.
   */
  static uptime(props: UptimeLoadMonitorProps = {}): LoadMonitor {
    return new LoadMonitor({ type: "uptime", ...weighing(props), user: props.user, identityFile: props.identityFile, port: props.port });
  }

  /** By rup(1) from rpc.rstatd on the real servers (Debian: rstatd there, rstat-client on the routers). It tells of no processors: see `RealServerProps.processors`. */
  static rup(props: WeighingProps = {}): LoadMonitor {
    return new LoadMonitor({ type: "rup", ...weighing(props) });
  }

  /** By ruptime(1) from what rwhod broadcasts (Debian: rwhod on real servers and routers, rwho on routers). The real server's name in the pool has to be its host name, of which the first twelve letters count. */
  static ruptime(props: WeighingProps = {}): LoadMonitor {
    return new LoadMonitor({ type: "ruptime", ...weighing(props) });
  }

  /** A line of text over TCP, as HAProxy's agent-check reads it: `75%`, `drain`, `maint`, `down`, `up`, `ready`. */
  static agent(props: AgentLoadMonitorProps): LoadMonitor {
    return new LoadMonitor({ type: "agent", ...timing(props), port: props.port });
  }

  /** A GET request is answered with a number, or with node_exporter's metrics (node_load1, node_cpu_seconds_total). */
  static http(props: HttpLoadMonitorProps = {}): LoadMonitor {
    return new LoadMonitor({ type: "http", ...weighing(props), port: props.port, path: props.path });
  }

  /** @internal */
  toModel(): Model {
    return this.model;
  }
}

function timing(props: LoadMonitorProps): Omit<Model, "type"> {
  return { intervalMs: props.interval?.toMillis(), timeoutMs: props.timeout?.toMillis(), staleAfterMs: props.staleAfter?.toMillis() };
}

function weighing(props: WeighingProps): Omit<Model, "type"> {
  return { ...timing(props), policy: props.policy };
}
