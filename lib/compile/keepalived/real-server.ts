import { type HealthCheck, type RealServer, type RealServerPool, type VirtualServer } from "../../model";
import { canonicalAddress } from "../host-address";
import { checkScriptPath } from "../paths";
import { shortDigest } from "../digest";
import { programOf } from "./check-script";
import { healthCheck } from "./health-check";
import { type Node, block, given } from "./tree";

/** What a TCP virtual server's pool without checks is asked: does it accept a connection? */
const DEFAULT_TCP_CHECK: HealthCheck = { type: "tcp", intervalMs: 5000, timeoutMs: 3000, retries: 1, retryDelayMs: 1000 };

/** One real server of a virtual server. @param more checkers beside the pool's */
export function realServer(clusterName: string, pool: RealServerPool, virtualServer: VirtualServer, { server, more }: { readonly server: RealServer; readonly more: readonly Node[] }): Node {
  const address = canonicalAddress(server.address);
  const port = server.port ?? virtualServer.port;
  const checks = checksOf(pool, virtualServer).map((check, index) => healthCheck(check, { address, port, script: scriptPath(clusterName, { pool: virtualServer.pool, index, check }) }));
  return block(["real_server", address, port], [given("weight", server.weight), ...checks, ...more]);
}

function scriptPath(clusterName: string, { pool, index, check }: { readonly pool: string; readonly index: number; readonly check: HealthCheck }): string {
  const text = programOf(check);
  return text === undefined ? "" : checkScriptPath(clusterName, { pool, index, digest: shortDigest(text) });
}

/**
 * The pool's checks; else one TCP check under TCP, and none under UDP, where silence is a legal answer and only the application knows a
 * question: such a server counts as alive.
 */
export function checksOf(pool: RealServerPool, virtualServer: VirtualServer): readonly HealthCheck[] {
  if (pool.healthChecks.length > 0) return pool.healthChecks;
  return virtualServer.protocol === "tcp" ? [DEFAULT_TCP_CHECK] : [];
}
