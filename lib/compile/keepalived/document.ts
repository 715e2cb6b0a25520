import { type Cluster, type Router } from "../../model";
import { byName } from "../order";
import { servingHost } from "../serving-router";
import { oncePerCluster } from "../once-per-cluster";
import { globalDefinitions } from "./global";
import { heartbeatInstances, pathGroup } from "./heartbeat";
import { loadFiles } from "./load-check";
import { servedService } from "./serving-router";
import { renderTree } from "./tree";
import { markedServices } from "./vip-check";
import { virtualServerBlock } from "./virtual-server";

/** keepalived.conf of one router. */
export function keepalivedConf(cluster: Cluster, routerName: string): string {
  const router = cluster.routers[routerName];
  if (router === undefined) throw new Error(`no router ${routerName}`);
  const files = loadFiles(cluster);
  const own = [[globalDefinitions(cluster, routerName)], ...pathGroup(cluster, router).map((one) => [one]), ...heartbeatInstances(cluster, routerName, router).map((one) => [one]), ...(files.length === 0 ? [] : [files])];
  const head = `# keepalived of LVS router ${routerName}, cluster ${cluster.name}. Generated: an edit here is drift, and is undone by the next deploy.\n`;
  return [head, ...[...own, ...servedService(servingHost(cluster, routerName, router))].map(renderTree), ...(cluster.routing.vipCheck ? virtualServers(cluster, router) : sharedVirtualServers(cluster))].join("\n");
}

/** Alike on every router, unless it asks from addresses of its own. */
const sharedVirtualServers = oncePerCluster((cluster) => virtualServers(cluster, undefined));

function virtualServers(cluster: Cluster, router: Router | undefined): string[] {
  const blocks = byName(cluster.virtualServers).map(([name, virtualServer]) => virtualServerBlock(cluster, { name, virtualServer, router }));
  return [...blocks, ...markedServices(cluster)].map((one) => renderTree([one]));
}
