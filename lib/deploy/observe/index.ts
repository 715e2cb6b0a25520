/** @module What a look at a host found, and how it differs from a release; types of the observed never mix with those of the desired, and nothing is changed here. */
export * from "./compare-ipvs";
export * from "./connection-table";
export * from "./expectation";
export * from "./ipvs-table";
export * from "./observed-host";
export { parseObservation } from "./parse-observation";
