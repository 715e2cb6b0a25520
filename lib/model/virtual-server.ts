import { z } from "zod";
import { name, oneOf, port } from "./leaves";

/** Transport protocols. */
export const PROTOCOLS = ["tcp", "udp"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** The manual's four schedulers under the kernel's names: round robin, least-connections, and their weighted forms (ipvsadm(8)). */
export const SCHEDULERS = ["rr", "lc", "wrr", "wlc"] as const;
export type Scheduler = (typeof SCHEDULERS)[number];

/** VIP, protocol and port, with a scheduler and a pool. */
export const virtualServerSchema = z.strictObject({
  /** Name of a VIP of this cluster. */
  vip: name(),
  /** tcp or udp; default tcp. */
  protocol: oneOf({ code: "LVS028", words: PROTOCOLS, what: "a protocol", remedy: "Write tcp or udp" }).default("tcp"),
  /** Port that clients connect to. */
  port: port(),
  /** Name of a pool of this cluster. */
  pool: name(),
  /** rr, lc, wrr or wlc; default wlc, the kernel's own default. */
  scheduler: oneOf({
    code: "LVS029",
    words: SCHEDULERS,
    what: "a scheduler",
    remedy: "Write rr, lc, wrr or wlc",
  }).default("wlc"),
});
export type VirtualServer = z.output<typeof virtualServerSchema>;
