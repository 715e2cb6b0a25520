import { z } from "zod";
import { LEGS } from "./heartbeat";
import { leaf } from "./leaf";
import { ipAddress, oneOf } from "./leaves";
import { isLabel } from "./routing";

/** Floating address of a cluster; moves on failover with gratuitous ARP (IPv4) or unsolicited neighbour advertisements (IPv6). */
export const vipSchema = z.strictObject({
  /** The address alone; it is held with /32 or /128 by the active router. */
  address: ipAddress(),
  /** The leg whose interface holds it on the active router; default public. */
  leg: oneOf({ code: "LVS024", words: LEGS, what: "a leg of the routers", remedy: "Write public or private" }).default("public"),
  /** Label under which it stands as an alias (`eth0:1`); default: none. IPv4 only. */
  label: leaf<string>({
    type: "string",
    code: "LVS027",
    expects: "an address label INTERFACE:TAIL of at most 15 characters",
    remedy: "Write the interface's name, a colon and a short tail, such as eth0:1",
    accepts: isLabel,
  }).optional(),
});
export type Vip = z.output<typeof vipSchema>;
