/** @module One message to a server and its answer back, over UDP and TCP, in bounded time; knows of a message only what belongs together. */
export * from "./exchange";
