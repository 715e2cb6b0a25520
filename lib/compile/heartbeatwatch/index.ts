/** @module Does the heartbeat still answer: the program that ends a process of it that hangs. */
export { LVS_HEARTBEAT_WATCH } from "./lvs-heartbeat-watch.generated";
