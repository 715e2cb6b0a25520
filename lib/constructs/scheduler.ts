/** How the active router picks a real server for a new connection (ipvsadm(8)). The weighted ones heed the real servers' weights. */
export const Scheduler = {
  /** Each real server in turn. */
  ROUND_ROBIN: "rr",
  /** The real server with the fewest connections. */
  LEAST_CONNECTIONS: "lc",
  /** In turn, in the ratio of the weights. */
  WEIGHTED_ROUND_ROBIN: "wrr",
  /** The fewest connections in relation to the weight. */
  WEIGHTED_LEAST_CONNECTIONS: "wlc",
} as const;
/** One of {@link Scheduler}'s values, under the kernel's name. */
export type Scheduler = (typeof Scheduler)[keyof typeof Scheduler];
