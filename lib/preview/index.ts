/** @module What a reviewer reads of Terraform's plans before they are applied, and what binds an apply to it; no host is logged in to, nothing is planned, and what a plan says is never trusted to be well meant. */
export { type ByteWindow, wholeWindow } from "./byte-window";
export { type Differing } from "./differing";
export { notWritten, unreadable } from "./findings";
export { type Limit, parseLimit, reached } from "./limits";
export { type PlannedAction } from "./plan-entries";
export { type PlanFile, readPlan } from "./plan-file";
export { type PlanSource, planSources } from "./plan-source";
export { previewOf } from "./preview";
export { previewPlans } from "./read-plans";
export * from "./render";
export * from "./value";
export { type Verdict, parseDigest, parsePreview, verify } from "./verify";
