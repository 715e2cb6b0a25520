/** @module DNS messages as bytes: queries, updates, signatures; the only home of dns-packet, which reads answers, but knows neither updates nor TSIG; no sockets, no clock. */
export * from "./header";
export * from "./query";
export * from "./record";
export * from "./tsig";
export * from "./update";
