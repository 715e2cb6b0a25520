/** @module Files that systemd reads: units and module lists; what the programs they start are told stands elsewhere. */
export * from "./heartbeat-unit";
export * from "./heartbeat-watch-unit";
export * from "./load-monitor-unit";
export * from "./modules-load";
export * from "./packet-filter-unit";
export * from "./real-server-unit";
export * from "./unit";
