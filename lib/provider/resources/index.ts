/** @module What the provider `lvs` offers Terraform: its schemas and what each RPC means for a cluster; gRPC stays in the wire, and hosts are reached through deploy alone. */
export { lvsProvider } from "./provider";
