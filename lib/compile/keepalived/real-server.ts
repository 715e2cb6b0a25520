import { type HealthCheck, type RealServer, type RealServerPool, type VirtualServer, checksOf } from "../../model";
import { canonicalAddress } from "../host-address";
import { checkScriptPath } from "../paths";
import { shortDigest } from "../digest";
import { programOf } from "./check-script";
import { healthCheck } from "./health-check";
import { type Node, block, given } from "./tree";

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
