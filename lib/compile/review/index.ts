/** @module Digests by which a preview and the provider know that a change is the one that people have reviewed; no plans, states or texts of either. */
export * from "./change-digest";
export * from "./joint-digest";
