/** @module The kernel's IPVS table and modules that a cluster's routers must show, in the words of ipvsadm; nothing of keepalived. */
export * from "./modules";
export * from "./table";
