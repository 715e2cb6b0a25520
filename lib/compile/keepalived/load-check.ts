import { type Cluster } from "../../model";
import { monitoredPools, offsetFile } from "../loadmonitor";
import { byName } from "../order";
import { type Node, block, chosen, given } from "./tree";

/** For each real server of a pool with a load monitor the file whose number is added to its weight. */
export function loadFiles(cluster: Cluster): Node[] {
  return monitoredPools(cluster).flatMap(([pool, { servers }]) => byName(servers).map(([server]) => block(["track_file", fileName(pool, server)], [given("file", offsetFile(pool, server)), given("weight", 1)])));
}

/** The checker that reads it: never a failure, only another weight. */
export function loadCheck(pool: string, server: string): Node {
  return block(["FILE_CHECK"], [given("track_file", fileName(pool, server)), chosen("The number is an offset to the weight above, written by lvs-load-monitor.service.", "weight", 1)]);
}

/** The dot keeps names apart: none has one. */
function fileName(pool: string, server: string): string {
  return `${pool}.${server}`;
}
