import { type Place } from "../diagnostics";
import { type Attempt, type Cluster, type RealServer, type Router, attempt, knownOnly, servingRouterOf } from "../model";
import { type CompiledCluster, type HostBundle } from "./bundle";
import { type FilePlan, renderFiles } from "./file-plan";
import { byName } from "./order";
import { realServerFiles } from "./real-server";
import { realServerHosts, realServerInstructions } from "./realserver";
import { routerFiles } from "./router";

/**
 * Everything each host gets for a cluster that passed its checks. Total: a value not known yet makes the files that need it unknown, and
 * nothing else. Deterministic: equal models give equal bytes, in whatever order their collections came.
 */
export function compileCluster(cluster: Cluster): CompiledCluster {
  // A cluster object of this compilation's own, for ./once-per-cluster.
  const view = knownOnly({ ...cluster });
  const name = attempt(() => view.name);
  const bundle = (host: string, role: HostBundle["role"], plans: (clusterName: string) => FilePlan[]): HostBundle =>
    withPaths({ host, role }, name.known ? attempt(() => plans(name.value)) : name);
  const realServers = realServerHosts(view);
  return {
    hosts: [
      ...byFallingPriority(view.routers).map((router) => bundle(router, "router", (clusterName) => routerFiles(view, clusterName, router))),
      ...realServers.flatMap((host) => {
        const { login } = host;
        return login === undefined ? [] : [bundle(host.name, "real-server", (clusterName) => realServerFiles(view, clusterName, { name: host.name, login }))];
      }),
    ],
    instructions: Object.fromEntries(
      realServers.filter((host) => host.login === undefined && !isRouter(view, host.server)).map((host) => [host.name, attempt(() => realServerInstructions(view, host))]),
    ),
  };
}

/** Prepared as a router; one that may be is told apart when its address is known. */
function isRouter(cluster: Cluster, server: RealServer): boolean {
  const serving = attempt(() => servingRouterOf(cluster, server));
  return serving.known && serving.value !== undefined;
}

function withPaths(host: Pick<HostBundle, "host" | "role">, plans: Attempt<FilePlan[]>): HostBundle {
  return plans.known ? { ...host, files: renderFiles(plans.value) } : { ...host, files: {}, pathsUnknown: plans.place };
}

/** Routers whose priority is not known yet come last, by name. */
function byFallingPriority(routers: Readonly<Record<string, Router>>): string[] {
  return byName(routers)
    .map(([name, router]) => ({ name, priority: attempt(() => router.priority) }))
    .sort((a, b) => (b.priority.known ? b.priority.value : 0) - (a.priority.known ? a.priority.value : 0))
    .map(({ name }) => name);
}

/** Place of the leaf that keeps a whole bundle from being known, if there is one. */
export function unknownPaths(compiled: CompiledCluster): Place | undefined {
  return compiled.hosts.find(({ pathsUnknown }) => pathsUnknown !== undefined)?.pathsUnknown;
}
