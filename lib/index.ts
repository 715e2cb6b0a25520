/** @module The public door: everything a person imports, exports only; pinned by a test. */
export * from "./constructs";
export { Duration } from "./net";
