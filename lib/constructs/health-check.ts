import { type ClusterInput, type DnsQueryType } from "../model";
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
export interface HttpHealthCheckProps extends HealthCheckProps, BodyProps {
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

/** What of an answer matters. */
export interface BodyProps {
  /**
   * Regular expression (PCRE2) that has to match somewhere in the answer, be it status line, headers or body. No anchors: keepalived does not look line by line.
   * @default any answer will do
   */
  readonly match?: string;
  /**
   * MD5 of its body in hex, as genhash(1) prints it.
   * @default any body will do
   */
  readonly digest?: string;
}

/** What health checks by UDP have besides. */
export interface UdpHealthCheckProps extends HealthCheckProps {
  /**
   * What is sent, in hex, two digits a byte.
   * @default a few bytes without meaning
   */
  readonly payload?: string;
  /**
   * How the answer has to begin, in hex, where x stands for any digit.
   * @default no answer is needed, only no refusal (ICMP)
   */
  readonly reply?: string;
}

/** What health checks by DNS have besides. */
export interface DnsHealthCheckProps extends HealthCheckProps {
  /**
   * Record type that is asked for.
   * @default "SOA"
   */
  readonly queryType?: DnsQueryType;
  /**
   * Name that is asked for.
   * @default ".", the root
   */
  readonly queryName?: string;
}

/** What health checks by SMTP have besides. */
export interface SmtpHealthCheckProps extends HealthCheckProps {
  /**
   * Name under which the mail server is greeted.
   * @default "smtpchecker.keepalived.org", keepalived's own
   */
  readonly heloName?: string;
}

/** What health checks by send and expect have besides. */
export interface SendExpectHealthCheckProps extends HealthCheckProps {
  /**
   * What is sent once the connection is open, such as `"PING\r\n"`.
   * @default nothing: the server speaks first
   */
  readonly send?: string;
  /** What has to be in the first 4,096 bytes of the answer; upper and lower case differ. */
  readonly expect: string;
}

/** What health checks by a program of one's own have besides. */
export interface ScriptHealthCheckProps extends HealthCheckProps {
  /**
   * The program's text, which begins with `#!` and its interpreter. The routers run it as root, within the limits of lvs-heartbeat.service: it can write nowhere. It is called with
   * the real server's address and port; exit code 0 says that the server is alive.
   */
  readonly script: string;
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

  /** A datagram is answered as expected, or at least not refused. (A kernel refuses datagrams of one sender about once a second, so leave some seconds between checks.) */
  static udp(props: UdpHealthCheckProps = {}): HealthCheck {
    return new HealthCheck({ type: "udp", ...timing(props), payload: props.payload, reply: props.reply });
  }

  /** A DNS query over UDP is answered. */
  static dns(props: DnsHealthCheckProps = {}): HealthCheck {
    return new HealthCheck({ type: "dns", ...timing(props), queryType: props.queryType, queryName: props.queryName });
  }

  /** A mail server greets, and is greeted. */
  static smtp(props: SmtpHealthCheckProps = {}): HealthCheck {
    return new HealthCheck({ type: "smtp", ...timing(props), heloName: props.heloName });
  }

  /** The machine answers pings, which says nothing of the service: add another check. */
  static ping(props: Omit<HealthCheckProps, "port"> = {}): HealthCheck {
    return new HealthCheck({ type: "ping", ...timing(props) });
  }

  /** A TCP connection answers a text, or speaks first, with an expected text. The routers need bash; the timeout counts in whole seconds, rounded up. */
  static sendExpect(props: SendExpectHealthCheckProps): HealthCheck {
    return new HealthCheck({ type: "send-expect", ...timing(props), send: props.send, expect: props.expect });
  }

  /** A program of one's own says so. The timeout counts in whole seconds, rounded up. */
  static script(props: ScriptHealthCheckProps): HealthCheck {
    return new HealthCheck({ type: "script", ...timing(props), script: props.script });
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
  return { path: props.path, status: props.status, virtualHost: props.virtualHost, match: props.match, digest: props.digest };
}
