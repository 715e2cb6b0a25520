import { type HealthCheck } from "../../model";
import { seconds } from "./seconds";
import { type Node, block, chosen, given } from "./tree";

/** Whom a checker asks. */
export interface Asked {
  readonly address: string;
  /** The one it listens on. */
  readonly port: number;
  /** Path of the program of this check, where it has one. */
  readonly script: string;
}

/** One checker of one real server. */
export function healthCheck(check: HealthCheck, { address, port, script }: Asked): Node {
  switch (check.type) {
    case "send-expect":
    case "script":
      return block(["MISC_CHECK"], [given("misc_path", `${script} ${address} ${check.port ?? port}`), given("misc_timeout", Math.ceil(check.timeoutMs / 1000)), given("user", "root"), ...pace(check)]);
    case "tcp":
      return block(["TCP_CHECK"], connection(check, port));
    case "http":
      return block(["HTTP_GET"], [...request(check), ...connection(check, port)]);
    case "https":
      return block(["SSL_GET"], [...serverName(check), ...request(check), ...connection(check, port)]);
    case "udp":
      return block(["UDP_CHECK"], [...datagram(check), ...connection(check, port)]);
    case "dns":
      return block(["DNS_CHECK"], [given("type", check.queryType ?? "SOA"), given("name", check.queryName ?? "."), ...connection(check, port)]);
    case "smtp":
      return block(["SMTP_CHECK"], [...(check.heloName === undefined ? [] : [given("helo_name", check.heloName)]), ...connection(check, port)]);
    case "ping":
      return block(["PING_CHECK"], times(check));
  }
}

function connection(check: HealthCheck, port: number): Node[] {
  return [given("connect_port", check.port ?? port), ...times(check)];
}

/** How often a check is made, and how long it may take. */
export function times(check: HealthCheck): Node[] {
  return [
    given("connect_timeout", seconds(check.timeoutMs)),
    ...pace(check),
  ];
}

function pace(check: HealthCheck): Node[] {
  return [
    given("retry", check.retries),
    given("delay_before_retry", seconds(check.retryDelayMs)),
    given("delay_loop", seconds(check.intervalMs)),
  ];
}

function request(check: HealthCheck): Node[] {
  const body = [...(check.digest === undefined ? [] : [given("digest", check.digest)]), ...(check.match === undefined ? [] : [given("regex", check.match)])];
  const virtualHost = check.virtualHost === undefined ? [] : [given("virtualhost", check.virtualHost)];
  return [
    chosen("Some servers refuse HTTP/1.0, the default.", "http_protocol", "1.1"),
    block(["url"], [given("path", check.path ?? "/"), given("status_code", check.status ?? 200), ...body, ...virtualHost]),
  ];
}

/** An answer is needed only where one is expected: silence is legal for UDP, a refusal never is. */
function datagram(check: HealthCheck): Node[] {
  return [...(check.payload === undefined ? [] : [given("payload", check.payload)]), ...(check.reply === undefined ? [] : [given("require_reply", check.reply)])];
}

function serverName(check: HealthCheck): Node[] {
  if (check.virtualHost === undefined) return [];
  return [chosen("A server with several certificates needs to be told which name is asked for.", "enable_sni")];
}
