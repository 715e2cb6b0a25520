import { type Cluster, type Login } from "../model";
import { renderFacts } from "./expectation";
import { type FilePlan } from "./file-plan";
import { oncePerCluster } from "./once-per-cluster";
import { currentPath, realServerUnit, unitPath } from "./paths";
import { LVS_REAL_SERVER, realServerFacts } from "./realserver";
import { realServerUnitFile } from "./systemd";

/** Every file of one real server that we may log in to. */
export function realServerFiles(cluster: Cluster, clusterName: string, host: { readonly name: string; readonly login: Login }): FilePlan[] {
  // In the order of their paths: there may be thousands of real servers.
  return [
    { path: unitPath(realServerUnit(clusterName)), mode: 0o644, render: () => unitOf(cluster) },
    { path: currentPath(clusterName, "expected-state"), mode: 0o644, render: () => renderFacts(realServerFacts(cluster, host.name, host.login)) },
    { path: currentPath(clusterName, "lvs-real-server"), mode: 0o755, render: () => LVS_REAL_SERVER },
  ];
}

const unitOf = oncePerCluster(({ name }) => realServerUnitFile(name));
