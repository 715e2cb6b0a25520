import { z } from "zod";
import { leaf } from "./leaf";
import { ipAddress, millis, oneOf } from "./leaves";

/** Which leg of the routers something uses. */
export const LEGS = ["public", "private"] as const;
export type LegName = (typeof LEGS)[number];

/**
 * Adverts on both legs: a router takes over only when it hears the other one on neither. One whose leg is dead, which its carrier need not tell, gives
 * up what it holds: it looks for addresses that always answer there.
 */
export const secondPathSchema = z.strictObject({
  /** Addresses on the public side that always answer pings, such as the gateway's; default: the real servers there. */
  publicReferences: z.array(ipAddress()).default([]),
  /** The same on the private side; default: the real servers there. */
  privateReferences: z.array(ipAddress()).default([]),
});

/** How the routers of one cluster hear of each other (VRRP version 3, RFC 9568, unicast). */
export const heartbeatSchema = z.strictObject({
  /** VRID: unique among all VRRP speakers of the segment. */
  virtualRouterId: leaf<number>({
    type: "number",
    code: "LVS022",
    expects: "a VRID, an integer from 1 to 255",
    remedy: "Choose a number that no other VRRP speaker on the network uses",
    accepts: (value) => Number.isInteger(value) && value >= 1 && value <= 255,
  }),
  /** Time between two adverts in milliseconds; default 1,000. */
  advertIntervalMs: millis({
    code: "LVS023",
    min: 10,
    max: 40_950,
    step: 10,
    remedy: "VRRP version 3 carries the interval in hundredths of a second, 12 bits: use 1000, or 200 for a failover below a second",
  }).default(1000),
  /** The leg the adverts travel on; default public. */
  leg: oneOf({ code: "LVS024", words: LEGS, what: "a leg of the routers", remedy: "Write public or private" }).default("public"),
  /** How long a router that starts listens before it may take over, in milliseconds; default 0, then three adverts and the skew pass as always. */
  startupDelayMs: millis({ code: "LVS025", min: 0, max: 600_000, remedy: "Use some seconds, such as 5000, where links come up slowly" }).default(0),
  /** Adverts on the other leg as well; default: none there. */
  secondPath: secondPathSchema.optional(),
});
export type Heartbeat = z.output<typeof heartbeatSchema>;

/** Where the second path names the addresses to look for on each side. */
export const REFERENCES = { public: "publicReferences", private: "privateReferences" } as const satisfies Record<LegName, keyof z.output<typeof secondPathSchema>>;

/** The legs that adverts travel on; the first one's instance holds what floats. */
export function heartbeatLegs({ heartbeat }: { readonly heartbeat: Heartbeat }): readonly LegName[] {
  return heartbeat.secondPath === undefined ? [heartbeat.leg] : [heartbeat.leg, ...LEGS.filter((leg) => leg !== heartbeat.leg)];
}
