import { type ClusterInput } from "../model";
import { type Duration } from "../net";

/** What all health checks have. */
export interface HealthCheckProps {
  /**
   * Port to check.
   * @default the real server's own port in the virtual server at hand
   */
  readonly port?: number;
  /**
   * Time between two checks of one server: 100 ms to 1 hour.
   * @default Duration.seconds(5)
   */
  readonly interval?: Duration;
  /**
   * Time to connect and to answer: 100 ms to 10 minutes.
   * @default Duration.seconds(3)
   */
  readonly timeout?: Duration;
  /**
   * Failed attempts in a row, after the first, before the server is taken out: 0 to 100.
   * @default 1
   */
  readonly retries?: number;
  /**
   * Time between a failed attempt and its retry: 100 ms to 10 minutes.
   * @default Duration.seconds(1)
   */
  readonly retryDelay?: Duration;
}

/** What health checks over HTTP and HTTPS have besides. */
export interface HttpHealthCheckProps extends HealthCheckProps {
  /**
   * Request path.
   * @default "/"
   */
  readonly path?: string;
  /**
   * The one status that a healthy server answers.
   * @default 200
   */
  readonly status?: number;
  /**
   * Host header, and with HTTPS the server name (SNI).
   * @default the real server's address, and no SNI
   */
  readonly virtualHost?: string;
}

type Model = NonNullable<ClusterInput["pools"][string]["healthChecks"]>[number];

/** Is this real server alive? Each router asks for itself; a server that fails is taken out until it passes again. */
export class HealthCheck {
  private constructor(private readonly model: Model) {}

  /** A TCP connection opens. */
  static tcp(props: HealthCheckProps = {}): HealthCheck {
    return new HealthCheck({ type: "tcp", ...timing(props) });
  }

  /** A GET request is answered with the expected status. */
  static http(props: HttpHealthCheckProps = {}): HealthCheck {
    return new HealthCheck({ type: "http", ...timing(props), ...request(props) });
  }

  /** The same over TLS; the certificate is not verified (keepalived verifies none). */
  static https(props: HttpHealthCheckProps = {}): HealthCheck {
    return new HealthCheck({ type: "https", ...timing(props), ...request(props) });
  }

  /** @internal */
  toModel(): Model {
    return this.model;
  }
}

function timing(props: HealthCheckProps): Omit<Model, "type"> {
  return {
    port: props.port,
    intervalMs: props.interval?.toMillis(),
    timeoutMs: props.timeout?.toMillis(),
    retries: props.retries,
    retryDelayMs: props.retryDelay?.toMillis(),
  };
}

function request(props: HttpHealthCheckProps): Omit<Model, "type"> {
  return { path: props.path, status: props.status, virtualHost: props.virtualHost };
}
