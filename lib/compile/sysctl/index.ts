/** @module Kernel settings of routers and real servers, each with its reason; nothing else of the hosts. */
export * from "./real-server";
export * from "./router";
export * from "./setting";
