import { isDeepStrictEqual } from "node:util";
import { type HostRole } from "../compile";
import { loginOf } from "../deploy/desired-cluster";
import { type Cluster, type RealServer, isUnknown } from "../model";
import { type ClusterChange } from "./cluster-change";
import { stayersOf } from "./stayers";

/** A host that was logged in to and no longer is. */
export interface Leaving {
  readonly name: string;
  readonly role: HostRole;
  /** Whether its name stays and only where it is logged in to is another place, or its name alone is another: whether that is the same machine only a look at it says. */
  readonly renamed: boolean;
}

/** Hosts of the cluster as it was that are no longer its own. */
export interface Departures {
  readonly leaving: readonly Leaving[];
  /** Real servers that serve on without login: they keep what they have, and nobody looks at them any more (LVS349). */
  readonly kept: readonly string[];
}

/** By the models alone, as the transaction does it. A login that isn't known yet may be the one of before. */
export function departuresOf({ action, former, next }: Pick<ClusterChange, "action" | "former" | "next">): Departures {
  if (former === undefined || next === undefined || action === "delete-then-create") return { leaving: [], kept: [] };
  const staying = new Set(next.compiled.hosts.map(({ host }) => host));
  const serving = new Set(serversOf(next.cluster).flatMap(([, { address, login }]) => (login === undefined ? [address] : [])));
  const served = new Set(serversOf(former.cluster).flatMap(([name, { address }]) => (serving.has(address) ? [name] : [])));
  const gone = former.compiled.hosts.filter(({ host }) => !staying.has(host) || isElsewhere(former.cluster, next.cluster, host));
  const goesOn = new Set(stayersOf(former.cluster, next.cluster).values());
  const isKept = ({ host, role }: (typeof gone)[number]): boolean => role === "real-server" && served.has(host);
  return {
    leaving: gone.filter((host) => !isKept(host)).map(({ host, role }) => ({ name: host, role, renamed: staying.has(host) || (role === "router" && goesOn.has(host)) })),
    kept: gone.filter(isKept).map(({ host }) => host),
  };
}

function isElsewhere(former: Cluster, next: Cluster, host: string): boolean {
  const [was, is] = [loginOf(former, host), loginOf(next, host)];
  return ![...Object.values(was), ...Object.values(is)].some(isUnknown) && !isDeepStrictEqual(was, is);
}

function serversOf(cluster: Cluster): [string, RealServer][] {
  return Object.values(cluster.pools).flatMap((pool) => Object.entries(pool.servers));
}
