/** @module Workload to weight: the program that asks, what it is told, and the files by which keepalived hears of it; keepalived's syntax stands elsewhere. */
export * from "./configuration";
export { LVS_LOAD_MONITOR } from "./lvs-load-monitor.generated";
