/** @module What a provider, a resource and a data source are, and the logic of every RPC on plain values; no gRPC, msgpack, ssh or zod may come in. */
export * from "./value";
export * from "./schema";
export * from "./diagnostic";
export * from "./contract";
