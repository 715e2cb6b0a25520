import { type ClusterInput } from "../model";
import { type RealServerPool } from "./real-server-pool";
import { type Vip } from "./vip";
import { type VirtualServer } from "./virtual-server";

/**
 * What stands below a cluster, under the names it has in the model: the construct's own id, and where that is taken, the id of the construct
 * around it put before. The first to come keeps its name when more are added.
 */
export class ClusterMembers {
  readonly vips = new Map<string, Vip>();
  readonly virtualServers = new Map<string, VirtualServer>();
  readonly pools = new Map<string, RealServerPool>();
  private readonly poolNames = new Map<RealServerPool, string>();

  constructor(vips: readonly Vip[]) {
    for (const vip of vips) {
      this.vips.set(vip.node.id, vip);
      for (const server of vip.virtualServers) {
        this.virtualServers.set(freeName(this.virtualServers, server), server);
        this.addPool(server.pool);
        if (server.sorryPool !== undefined) this.addPool(server.sorryPool);
      }
    }
  }

  toModel(): Pick<ClusterInput, "vips" | "pools" | "virtualServers"> {
    return {
      vips: mapValues(this.vips, (vip) => vip.toModel()),
      pools: mapValues(this.pools, (pool) => pool.toModel()),
      virtualServers: mapValues(this.virtualServers, (server) => server.toModel({ vip: server.vip.node.id, pool: this.poolNames.get(server.pool) ?? "", sorryPool: server.sorryPool === undefined ? undefined : this.poolNames.get(server.sorryPool) })),
    };
  }

  private addPool(pool: RealServerPool): void {
    if (this.poolNames.has(pool)) return;
    const name = freeName(this.pools, pool);
    this.poolNames.set(pool, name);
    this.pools.set(name, pool);
  }
}

function freeName(taken: ReadonlyMap<string, unknown>, { node }: VirtualServer | RealServerPool): string {
  const candidates = [node.id, `${node.scope?.node.id ?? ""}-${node.id}`];
  for (let number = 2; ; number += 1) {
    const free = candidates.find((name) => !taken.has(name));
    if (free !== undefined) return free;
    candidates.push(`${node.id}-${number}`);
  }
}

function mapValues<A, B>(members: ReadonlyMap<string, A>, change: (member: A) => B): Record<string, B> {
  return Object.fromEntries([...members].map(([name, member]) => [name, change(member)]));
}
