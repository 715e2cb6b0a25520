import { type HealthCheck } from "../../model";
import { seconds } from "./seconds";
import { type Node, block, chosen, given } from "./tree";

/** One checker of one real server; `port` is the one it listens on. */
export function healthCheck(check: HealthCheck, port: number): Node {
  switch (check.type) {
    case "tcp":
      return block(["TCP_CHECK"], connection(check, port));
    case "http":
      return block(["HTTP_GET"], [...request(check), ...connection(check, port)]);
    case "https":
      return block(["SSL_GET"], [...serverName(check), ...request(check), ...connection(check, port)]);
  }
}

function connection(check: HealthCheck, port: number): Node[] {
  return [
    given("connect_port", check.port ?? port),
    given("connect_timeout", seconds(check.timeoutMs)),
    given("retry", check.retries),
    given("delay_before_retry", seconds(check.retryDelayMs)),
    given("delay_loop", seconds(check.intervalMs)),
  ];
}

function request(check: HealthCheck): Node[] {
  const virtualHost = check.virtualHost === undefined ? [] : [given("virtualhost", check.virtualHost)];
  return [
    chosen("Some servers refuse HTTP/1.0, the default.", "http_protocol", "1.1"),
    block(["url"], [given("path", check.path ?? "/"), given("status_code", check.status ?? 200), ...virtualHost]),
  ];
}

function serverName(check: HealthCheck): Node[] {
  if (check.virtualHost === undefined) return [];
  return [chosen("A server with several certificates needs to be told which name is asked for.", "enable_sni")];
}
