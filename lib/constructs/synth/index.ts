/** @module What synth leaves in a stack's directory beside cdktf's own JSON: the provider's launcher with its lock entry, and the bundles for review; no constructs, and nothing that decides what is deployed. */
export { leaveBeside } from "./stack-directory";
export { type ReviewableCluster } from "./bundles";
