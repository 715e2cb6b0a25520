/** @module Pure, total and deterministic: from a model to each host's bundle, a folder per format; no files, clock, environment, randomness or hosts. */
export * from "./bundle";
export * from "./paths";
