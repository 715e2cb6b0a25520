/** @module What `lvs_cluster` and `lvs_cluster_status` do at each RPC, loaded when first asked for; no schema and no wire. */
export {};
