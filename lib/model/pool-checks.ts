import { type Cluster } from "./cluster";
import { type HealthCheck } from "./health-check";
import { type RealServerPool } from "./real-server-pool";
import { type VirtualServer } from "./virtual-server";

/** What a TCP virtual server's pool without checks is asked: does it accept a connection? */
const DEFAULT_TCP_CHECK: HealthCheck = { type: "tcp", intervalMs: 5000, timeoutMs: 3000, retries: 1, retryDelayMs: 1000 };

/**
 * The pool's checks; else one TCP check under TCP, and none under UDP, where silence is a legal answer and only the application knows a
 * question: such a server counts as alive.
 */
export function checksOf(pool: RealServerPool, virtualServer: VirtualServer): readonly HealthCheck[] {
  if (pool.healthChecks.length > 0) return pool.healthChecks;
  return virtualServer.protocol === "tcp" ? [DEFAULT_TCP_CHECK] : [];
}

/** Whether the real servers of that virtual server are asked at its VIP, too, as often as by the pool's first check: TCP over IPv4. */
export function isAskedAtVip(cluster: Cluster, virtualServer: VirtualServer): boolean {
  return cluster.routing.vipCheck && virtualServer.protocol === "tcp" && cluster.vips[virtualServer.vip]?.address.includes(":") === false;
}
