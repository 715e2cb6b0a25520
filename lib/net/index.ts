/** @module Value types of the network (addresses, prefixes, ports, MACs, interface names, durations), parsed strictly and compared by value; no LVS, no hosts, no I/O. */
export * from "./cidr";
export * from "./domain-name";
export * from "./duration";
export * from "./interface-name";
export * from "./ip-address";
export * from "./mac-address";
export * from "./port";
