import { z } from "zod";
import { leaf } from "./leaf";
import { interfaceAddress, oneOf } from "./leaves";

/** Routing methods that can be built today. */
export const ROUTING_METHODS = ["nat", "direct"] as const;
export type RoutingMethod = (typeof ROUTING_METHODS)[number];

/** How requests travel from the active router to the real servers: one method per cluster. */
export const routingSchema = z.strictObject({
  /** nat or direct: one per cluster. */
  method: oneOf({ code: "LVS026", words: ROUTING_METHODS, what: "a routing method", remedy: "Write nat or direct" }),
  /** NAT router address with the private network's prefix length: the floating default route of the real servers. Only and always with nat. */
  gateway: interfaceAddress().optional(),
  /** Label under which the NAT router address stands as an alias (`eth1:1`); default: none, a plain address on the private leg's interface. */
  gatewayLabel: leaf<string>({
    type: "string",
    code: "LVS027",
    expects: "an address label INTERFACE:TAIL of at most 15 characters",
    remedy: "Write the interface's name, a colon and a short tail, such as eth1:1",
    accepts: isLabel,
  }).optional(),
});
export type Routing = z.output<typeof routingSchema>;

/** Whether the text has the shape of an address label (ip-address(8)). */
export function isLabel(text: string): boolean {
  return text.length <= 15 && /^[A-Za-z0-9._@+-]+:[A-Za-z0-9._-]+$/.test(text);
}
