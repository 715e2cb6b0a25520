import { type Attributes, type Schema } from "../server";
import { CLUSTER_ATTRIBUTES } from "./cluster-attributes.generated";

const text = (description: string) => ({ type: "string", computed: true, description }) as const;
const count = (description: string) => ({ type: "number", computed: true, description }) as const;

const realServerStatus: Attributes = {
  address: text("ADDRESS:PORT of the real server, as the kernel has it."),
  weight: count("Weight in the kernel's table now."),
  active_connections: count("Established TCP connections (ipvsadm's ActiveConn)."),
  inactive_connections: count("Connections in any other state (ipvsadm's InActConn)."),
};

const virtualServerStatus: Attributes = {
  address: text("PROTOCOL ADDRESS:PORT, as the kernel has it."),
  scheduler: text("Scheduler in the kernel's table now."),
  real_servers: { type: { nested: "list", attributes: realServerStatus }, computed: true, description: "What the kernel sends to now, by address." },
};

/** Schema of the data source `lvs_cluster_status`: roles and tables change by themselves, so they never stand in a resource. */
export const CLUSTER_STATUS_SCHEMA: Schema = {
  version: 0,
  attributes: {
    cluster: { type: "string", required: true, description: "Name of the cluster." },
    routers: CLUSTER_ATTRIBUTES["routers"] ?? { type: "string", description: "" },
    active: text("Name of the router that holds the VIPs now; null when none or more than one does."),
    holders: { type: { list: "string" }, computed: true, description: "Names of all routers that hold VIPs now: one, when all is well." },
    unreachable: { type: { list: "string" }, computed: true, description: "Names of the routers that could not be asked." },
    virtual_servers: { type: { nested: "list", attributes: virtualServerStatus }, computed: true, description: "The active router's IPVS table, by address." },
  },
  description: "Who is active, the live IPVS table and its connections.",
};
