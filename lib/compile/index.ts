/** @module Pure, total and deterministic: from a model to each host's bundle, a folder per format; no files, clock, environment, randomness or hosts. */
export * from "./bundle";
export * from "./compile-cluster";
export * from "./digest";
export * from "./paths";
export * from "./review";
export { type Fact, parseFacts } from "./expectation";
export { SYNC_REFRESH_SECONDS } from "./sysctl";
export { type IpvsDestination, type IpvsService, expectedTable, ipvsOrder, renderTable } from "./ipvs";
