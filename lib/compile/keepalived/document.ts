import { type Cluster } from "../../model";
import { byName } from "../order";
import { sharedByRouters } from "../shared-by-routers";
import { globalDefinitions } from "./global";
import { heartbeatInstance } from "./heartbeat";
import { renderTree } from "./tree";
import { virtualServerBlock } from "./virtual-server";

/** keepalived.conf of one router. */
export function keepalivedConf(cluster: Cluster, routerName: string): string {
  const router = cluster.routers[routerName];
  if (router === undefined) throw new Error(`no router ${routerName}`);
  const own = [[globalDefinitions(cluster, routerName)], [heartbeatInstance(cluster, routerName, router)]];
  const head = `# keepalived of LVS router ${routerName}, cluster ${cluster.name}. Generated: an edit here is drift, and is undone by the next deploy.\n`;
  return [head, ...own.map(renderTree), ...virtualServers(cluster)].join("\n");
}

const virtualServers = sharedByRouters((cluster) => byName(cluster.virtualServers).map(([name, virtualServer]) => renderTree([virtualServerBlock(cluster, name, virtualServer)])));
