import { type Cluster } from "../../model";
import { byName } from "../order";
import { globalDefinitions } from "./global";
import { heartbeatInstance } from "./heartbeat";
import { renderTree } from "./tree";
import { virtualServerBlock } from "./virtual-server";

/** keepalived.conf of one router. */
export function keepalivedConf(cluster: Cluster, routerName: string): string {
  const router = cluster.routers[routerName];
  if (router === undefined) throw new Error(`no router ${routerName}`);
  const parts = [
    [globalDefinitions(cluster, routerName)],
    [heartbeatInstance(cluster, routerName, router)],
    ...byName(cluster.virtualServers).map(([name, virtualServer]) => [virtualServerBlock(cluster, name, virtualServer)]),
  ];
  const head = `# keepalived of LVS router ${routerName}, cluster ${cluster.name}. Generated: an edit here is drift, and is undone by the next deploy.\n`;
  return [head, ...parts.map(renderTree)].join("\n");
}
