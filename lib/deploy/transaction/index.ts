/** @module One cluster's change as phases, a file each, and the way back; hosts are reached through sessions alone, and nothing is thrown. */
export { applyCluster } from "./apply-cluster";
export { removeCluster } from "./remove";
export * from "./context";
export * from "./order";
