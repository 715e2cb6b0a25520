import { z } from "zod";
import { name, oneOf, port } from "./leaves";

/** Transport protocols. */
export const PROTOCOLS = ["tcp", "udp"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** The kernel's schedulers under its own names (ipvsadm(8)); the first four are the manual's: round robin, least-connections, and their weighted forms. */
export const SCHEDULERS = ["rr", "lc", "wrr", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh"] as const;
export type Scheduler = (typeof SCHEDULERS)[number];

/** Flags of those schedulers that have any (ipvsadm(8), --sched-flags); each begins with its scheduler's name. */
export const SCHEDULER_FLAGS = ["sh-fallback", "sh-port", "mh-fallback", "mh-port"] as const;
export type SchedulerFlag = (typeof SCHEDULER_FLAGS)[number];

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
  /** Name of a kernel scheduler; default wlc, the kernel's own default. */
  scheduler: oneOf({
    code: "LVS029",
    words: SCHEDULERS,
    what: "a scheduler",
    remedy: "Write one of these; wlc suits most services",
  }).default("wlc"),
  /** sh-port, mh-port: hash the client's port with its address. sh-fallback, mh-fallback: another server for clients whose own takes no connections. Default: none. */
  schedulerFlags: z
    .array(oneOf({ code: "LVS040", words: SCHEDULER_FLAGS, what: "a scheduler's flag", remedy: "Write one of these, with the scheduler that it begins with" }))
    .default([]),
});
export type VirtualServer = z.output<typeof virtualServerSchema>;
