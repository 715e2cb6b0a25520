import { type LabNode } from "../../../lib/lab";
import { type ClusterConfig } from "./cluster-config";

/** Real servers of the cluster, as `POOL/SERVER`, to which no connection is open in the table of that router; connections that both sides have closed don't count. */
export async function idleServers(router: LabNode, { pools }: ClusterConfig): Promise<string[]> {
  const busy = addressesInUse(await router.must(["ipvsadm", "-Ln"]));
  return Object.entries(pools).flatMap(([pool, { servers }]) => Object.entries(servers).flatMap(([name, { address }]) => (busy.has(address) ? [] : [`${pool}/${name}`])));
}

/** `  -> 192.168.1.13:80  Masq  0  2  7`: weight, open connections, others. */
function addressesInUse(table: string): ReadonlySet<string> {
  const entries = [...table.matchAll(/^\s+-> (\S+):\d+\s+\S+\s+\d+\s+(\d+)\s+\d+\s*$/gm)];
  return new Set(entries.filter(([, , open]) => open !== "0").map(([, address = ""]) => address));
}
