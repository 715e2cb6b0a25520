/** @module Packet-filter rules of routers: which sources they translate, and the program that has nft or iptables do that and tell apart what a router that serves was sent; real servers' own rules stand with the rest of their side. */
export * from "./source-nat";
export { LVS_PACKET_FILTER } from "./lvs-packet-filter.generated";
