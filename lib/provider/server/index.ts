/** @module What a provider, a resource and a data source are, and the logic of every RPC on plain values; no gRPC, msgpack, ssh or zod may come in. */
export * from "./value";
export * from "./number";
export * from "./schema";
export * from "./diagnostic";
export * from "./finding-diagnostic";
export * from "./contract";
export * from "./bug";
export * from "./conform";
export { ProviderServer } from "./provider-server";
export { type PlanReply, type RawApplyRequest, type RawPlanRequest, type StateReply } from "./resource-calls";
export { type UpgradeReply } from "./upgrade";
