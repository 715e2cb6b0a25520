/** @module What a real server needs of us: its expected state, the program that brings it about and, without login, instructions for people; nothing about routers. */
export * from "./duties";
export * from "./instructions";
export { LVS_REAL_SERVER } from "./lvs-real-server.generated";
