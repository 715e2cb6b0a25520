/** @module What a cluster is: zod schemas, defaults, cross-checks and the one Unknown leaf; pure, without files, clocks or hosts, and knowing nothing of keepalived's syntax or of Terraform. */
export * from "./checks";
export * from "./cluster";
export * from "./health-check";
export * from "./heartbeat";
export * from "./leaf";
export { isName } from "./leaves";
export * from "./load-monitor";
export * from "./parse-cluster";
export * from "./real-server";
export * from "./real-server-pool";
export * from "./router";
export * from "./routing";
export * from "./serving-router";
export * from "./unknown";
export * from "./vip";
export * from "./virtual-server";
