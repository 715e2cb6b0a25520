import { z } from "zod";
import { healthCheckSchema } from "./health-check";
import { loadMonitorSchema } from "./load-monitor";
import { realServerSchema } from "./real-server";

/** Real servers that serve alike; a pool may serve several virtual servers and clusters. */
export const realServerPoolSchema = z.strictObject({
  /** All must pass; default: one TCP check for a TCP virtual server. */
  healthChecks: z.array(healthCheckSchema).default([]),
  /** Moves the weights by the servers' load; default: they stay as configured. */
  loadMonitor: loadMonitorSchema.optional(),
  /** By name. */
  servers: z.record(z.string(), realServerSchema),
});
export type RealServerPool = z.output<typeof realServerPoolSchema>;
