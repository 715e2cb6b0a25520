/** @module Address records of names, read from and written to a zone's own server (RFC 1035, 2136, 8945); no Terraform, no clusters, no resolver. */
export * from "./address-records";
export * from "./dns-server";
export { type Endpoint, PATIENCE, type Patience } from "./exchange";
export { isAlias, zoneDiffers } from "./findings";
export * from "./secret";
export { type TsigKey } from "./wire";
