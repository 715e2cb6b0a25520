/** How the active router picks a real server for a new connection (ipvsadm(8)). All but the plain ones and destination hashing heed the real servers' weights. */
export const Scheduler = {
  /** Each real server in turn. */
  ROUND_ROBIN: "rr",
  /** The real server with the fewest connections. */
  LEAST_CONNECTIONS: "lc",
  /** In turn, in the ratio of the weights. */
  WEIGHTED_ROUND_ROBIN: "wrr",
  /** The fewest connections in relation to the weight. */
  WEIGHTED_LEAST_CONNECTIONS: "wlc",
  /** The real server whose next connection would wait the shortest: (connections + 1) / weight. */
  SHORTEST_EXPECTED_DELAY: "sed",
  /** An idle real server if there is one, else the shortest expected delay. */
  NEVER_QUEUE: "nq",
  /** By the client's address, so that a client comes back to its real server; see {@link SchedulerFlag}. */
  SOURCE_HASHING: "sh",
  /** By the client's address in a Maglev table: few clients change their real server when the pool changes; see {@link SchedulerFlag}. */
  MAGLEV_HASHING: "mh",
  /** The real server with the highest weight that is up; the others stand by. */
  WEIGHTED_FAILOVER: "fo",
  /** The real server with the highest weight until it has more connections than its weight, then the next; weights are numbers of connections here. */
  WEIGHTED_OVERFLOW: "ovf",
  /** By the destination address: for caches that see many, not for a VIP. */
  DESTINATION_HASHING: "dh",
  /** By the destination address to its least-loaded cache: for caches that see many, not for a VIP. */
  LOCALITY_BASED_LEAST_CONNECTIONS: "lblc",
  /** The same with several caches for one destination. */
  LOCALITY_BASED_LEAST_CONNECTIONS_WITH_REPLICATION: "lblcr",
} as const;
/** One of {@link Scheduler}'s values, under the kernel's name. */
export type Scheduler = (typeof Scheduler)[keyof typeof Scheduler];

/** What source hashing and Maglev hashing may be told (ipvsadm(8), --sched-flags). */
export const SchedulerFlag = {
  /** Source hashing: the client's port counts, too, so that connections of one client spread. */
  SOURCE_HASHING_PORT: "sh-port",
  /** Source hashing: clients of a real server that takes no connections go to another one; without it they are refused. */
  SOURCE_HASHING_FALLBACK: "sh-fallback",
  /** As {@link SchedulerFlag.SOURCE_HASHING_PORT} for Maglev hashing. */
  MAGLEV_HASHING_PORT: "mh-port",
  /** As {@link SchedulerFlag.SOURCE_HASHING_FALLBACK} for Maglev hashing. */
  MAGLEV_HASHING_FALLBACK: "mh-fallback",
} as const;
/** One of {@link SchedulerFlag}'s values, under the kernel's name. */
export type SchedulerFlag = (typeof SchedulerFlag)[keyof typeof SchedulerFlag];
