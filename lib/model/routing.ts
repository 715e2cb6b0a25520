import { z } from "zod";
import { leaf } from "./leaf";
import { interfaceAddress, name, oneOf } from "./leaves";

/** The manual's routing methods: NAT, direct routing, tunneling (IP in IP, RFC 2003). */
export const ROUTING_METHODS = ["nat", "direct", "tunnel"] as const;
export type RoutingMethod = (typeof ROUTING_METHODS)[number];

/** Ethernet's 1,500 bytes less the headers of the tunnel (20), IP (20) and TCP (20). */
export const DEFAULT_TUNNEL_MSS = 1440;

/** How requests travel from the active router to the real servers: one method per cluster. */
export const routingSchema = z.strictObject({
  /** nat, direct or tunnel: one per cluster. */
  method: oneOf({ code: "LVS026", words: ROUTING_METHODS, what: "a routing method", remedy: "Write nat, direct or tunnel" }),
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
  /** Name of the VIP that real servers have as their source address where they talk to others than their own network; default: their packets leave as they are. Only with nat; IPv4. */
  outboundVip: name().optional(),
  /** Whether clients on the real servers' own network get the NAT router address as their source, so that answers come back through the router; default false. Only with nat; IPv4. */
  masqueradeLocalClients: leaf<boolean>({
    type: "bool",
    code: "LVS060",
    expects: "true or false",
    remedy: "Write true to let machines of the real servers' own network be clients, too",
    accepts: () => true,
  }).default(false),
  /**
   * Whether real servers answer by policy routing: what leaves from their address in this cluster goes by the NAT router address, and their default route stays as it is. So that
   * a machine may serve several clusters with NAT, with an address for each. Default false: the default route leads there. Only with nat.
   */
  policyRouting: leaf<boolean>({ type: "bool", code: "LVS067", expects: "true or false", remedy: "Write true to leave the real servers' default route alone", accepts: () => true }).default(false),
  /** Longest TCP segment in bytes that real servers let clients send, so that it fits into the tunnel; default 1,440. From an IPv6 VIP 40 less, since both headers are longer. Only with tunnel. */
  mss: leaf<number>({
    type: "number",
    code: "LVS041",
    expects: "a number of bytes from 536 to 8920",
    remedy: "Take the smallest MTU between routers and real servers, less 60: 1440 for 1,500",
    accepts: (value) => Number.isInteger(value) && value >= 536 && value <= 8920,
  }).optional(),
  /** Whether real servers are also asked at the VIP itself, over TCP: one that lost it is taken out. Default false. Only with direct and tunnel; IPv4. */
  vipCheck: leaf<boolean>({ type: "bool", code: "LVS052", expects: "true or false", remedy: "Write true to have real servers asked at the VIP, too", accepts: () => true }).default(false),
});
export type Routing = z.output<typeof routingSchema>;

/** Whether the text has the shape of an address label (ip-address(8)). */
export function isLabel(text: string): boolean {
  return text.length <= 15 && /^[A-Za-z0-9._@+-]+:[A-Za-z0-9._-]+$/.test(text);
}
