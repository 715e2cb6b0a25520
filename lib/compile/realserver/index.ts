/** @module What a real server needs of us: its expected state and the program that brings it about; nothing about routers. */
export { LVS_REAL_SERVER } from "./lvs-real-server.generated";
