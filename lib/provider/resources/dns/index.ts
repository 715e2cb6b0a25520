/** @module What `lvs_dns_round_robin` does at each RPC, loaded when first asked for; no schema and no wire, no clusters and no hosts. */
export {};
