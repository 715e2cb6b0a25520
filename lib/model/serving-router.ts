import { formatIpAddress, parseCidr, parseIpAddress } from "../net";
import { type Cluster } from "./cluster";
import { LEGS, type LegName } from "./heartbeat";
import { type RealServer } from "./real-server";

/** A router that is a real server of its own cluster, too: a pool has a server without login at the address of one of its legs. */
export interface ServingRouter {
  readonly router: string;
  readonly leg: LegName;
  /** Canonical, without prefix length. */
  readonly address: string;
}

/** The router at whose leg's address the server is, if there is one. */
export function servingRouterOf(cluster: Cluster, server: RealServer): ServingRouter | undefined {
  // Its address may not be known yet, which must not matter to those that are somebody else for sure.
  if (server.login !== undefined) return undefined;
  const address = canonical(server.address);
  for (const [router, declared] of Object.entries(cluster.routers)) {
    const leg = LEGS.find((side) => canonical(declared[side]?.address.split("/")[0] ?? "") === address);
    if (leg !== undefined) return { router, leg, address };
  }
  return undefined;
}

function canonical(text: string): string {
  const address = parseIpAddress(text) ?? parseCidr(text)?.address;
  return address === undefined ? text : formatIpAddress(address);
}
