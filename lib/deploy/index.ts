/** @module Making hosts what a model says: the port to a host, looking, comparing, and one transaction per cluster; nothing of Terraform, constructs or rendering comes in. */
export * from "./desired-cluster";
export * from "./host-port";
export { HostSession } from "./host-session";
export { applyCluster } from "./transaction/apply-cluster";
export { type SwitchedOver, modelFrom, switchOver } from "./transaction/switch-over";
export { removeCluster } from "./transaction/remove";
export type { ClusterChange, ClusterOutcome, DeployContext, HostTruth } from "./transaction/context";
