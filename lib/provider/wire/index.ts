/** @module Terraform's plugin protocol on the wire: handshake, TLS, gRPC and msgpack, which have their only home here; no knowledge of any resource may come in. */
export { readInvitation, type Invitation } from "./handshake";
export { hclog } from "./log";
export { runForDebugging, runPlugin } from "./plugin-process";
