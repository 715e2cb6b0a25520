/** @module Packet-filter rules of routers: which sources they translate, and the program that has nft or iptables do it; real servers' own rules stand with the rest of their side. */
export * from "./source-nat";
export { LVS_PACKET_FILTER } from "./lvs-packet-filter.generated";
