/** @module What synth leaves in a stack's directory beside cdktf's own JSON: the provider's launcher with its lock entry, the bundles for review, and fragments of zone files; no constructs, and nothing that decides what is deployed. */
export { leaveBeside } from "./stack-directory";
export { type ReviewableCluster } from "./bundles";
export { leaveZoneFragment } from "./zone-fragment";
