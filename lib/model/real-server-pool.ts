import { z } from "zod";
import { healthCheckSchema } from "./health-check";
import { realServerSchema } from "./real-server";

/** Real servers that serve alike; a pool may serve several virtual servers and clusters. */
export const realServerPoolSchema = z.strictObject({
  /** All must pass; default: one TCP check for a TCP virtual server. */
  healthChecks: z.array(healthCheckSchema).default([]),
  /** By name. */
  servers: z.record(z.string(), realServerSchema),
});
export type RealServerPool = z.output<typeof realServerPoolSchema>;
