/**
 * Where things stand on a host. Each cluster has its own directory on every host it touches, so that clusters that know nothing of each
 * other can share a real server; `current` inside it is a symbolic link to the release that runs.
 */
export const STORE = "/var/lib/lvs/clusters";

/** `/var/lib/lvs/clusters/<cluster>` */
export function clusterDirectory(cluster: string): string {
  return `${STORE}/${cluster}`;
}

/** Path of a file that travels inside the release and becomes live when `current` flips. */
export function currentPath(cluster: string, file: string): string {
  return `${clusterDirectory(cluster)}/current/${file}`;
}

/**
 * A health check's program. Not inside the release: keepalived keeps the path that the link led to when it read its file, and that release may be gone when it runs
 * the program. In no directory of its own, so that none stays behind.
 *
 * @param digest of its text: another text is another check to keepalived, which then begins to run it at once
 */
export function checkScriptPath(cluster: string, { pool, index, digest }: { readonly pool: string; readonly index: number; readonly digest: string }): string {
  return `${STORE.replace("/clusters", "")}/check-${cluster}-${pool}-${index}-${digest}`;
}

/** The program that looks whether a leg is alive; where it is for the same reason as a health check's. */
export function legCheckPath(cluster: string, digest: string): string {
  return `${STORE.replace("/clusters", "")}/check-${cluster}-leg-${digest}`;
}

/** The heartbeat unit: keepalived in the foreground with the cluster's own file. One per router, as a router pair carries one cluster. */
export const HEARTBEAT_UNIT = "lvs-heartbeat.service";

/** The unit that ends a process of the heartbeat that hangs. */
export const HEARTBEAT_WATCH_UNIT = "lvs-heartbeat-watch.service";

/** The unit that reads the real servers' loads and moves their weights, where a pool has a load monitor. */
export const LOAD_MONITOR_UNIT = "lvs-load-monitor.service";

/** The unit that translates sources, where the cluster asks for it. */
export const PACKET_FILTER_UNIT = "lvs-packet-filter.service";

/** The one directory the heartbeat writes to; systemd makes it at start and removes it at stop. */
export const HEARTBEAT_RUNTIME_DIRECTORY = "/run/lvs-heartbeat";

/** The unit that gives a real server what the cluster needs there, at boot and at each change. */
export function realServerUnit(cluster: string): string {
  return `lvs-real-server-${cluster}.service`;
}

/** `/etc/systemd/system/<unit>` */
export function unitPath(unit: string): string {
  return `/etc/systemd/system/${unit}`;
}

/** Read by systemd-sysctl at boot; 60 is after the distribution's own files. */
export function sysctlPath(cluster: string): string {
  return `/etc/sysctl.d/60-lvs-${cluster}.conf`;
}

/** Read by systemd-modules-load at boot. */
export function modulesLoadPath(cluster: string): string {
  return `/etc/modules-load.d/lvs-${cluster}.conf`;
}
