import { z } from "zod";
import { leaf } from "./leaf";
import { millis, name, oneOf, port } from "./leaves";

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
  /** For how long after its last connection a client goes to the real server it had, in milliseconds, whole seconds; default: no such binding. */
  persistenceTimeoutMs: millis({
    code: "LVS049",
    min: 1000,
    max: 2_678_400_000,
    step: 1000,
    remedy: "The kernel counts whole seconds, up to 31 days: use 300000 for five minutes",
  }).optional(),
  /** Clients of one network count as one client: length of its prefix, such as 24; default: each address by itself. */
  persistencePrefixLength: leaf<number>({
    type: "number",
    code: "LVS050",
    expects: "a prefix length, an integer from 1 to 128",
    remedy: "Write up to 32 for IPv4 and up to 128 for IPv6, such as 24 or 64",
    accepts: (value) => Number.isInteger(value) && value >= 1 && value <= 128,
  }).optional(),
  /** UDP: every datagram is scheduled by itself, as if no other had come from that client; default false. */
  onePacket: leaf<boolean>({ type: "bool", code: "LVS051", expects: "true or false", remedy: "Write true to schedule each datagram by itself", accepts: () => true }).default(false),
  /** Name of a pool with one real server, which answers as long as no server of the pool can; default: then nobody answers. */
  sorryPool: name().optional(),
});
export type VirtualServer = z.output<typeof virtualServerSchema>;
