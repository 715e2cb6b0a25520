/** One cluster as plain data, for each of the ways of writing it down. */
export interface BenchCluster {
  readonly name: string;
  readonly routers: readonly BenchRouter[];
  /** NAT router address with its prefix length. */
  readonly gateway: string;
  readonly vip: string;
  readonly servers: readonly { readonly name: string; readonly address: string; readonly weight: number }[];
}

/** One of its routers; addresses with prefix length. */
export interface BenchRouter {
  readonly name: string;
  readonly priority: number;
  readonly public: string;
  readonly private: string;
}

/** Real servers of each cluster. */
export const SERVERS = 100;

/** The index-th cluster: networks, a router pair and a pool of real servers of its own; NAT, HTTP on one VIP, an HTTP check. */
export function benchCluster(index: number): BenchCluster {
  const [high, low] = [Math.floor(index / 256), index % 256];
  const [front, back] = [`10.${high}.${low}`, `10.${high + 100}.${low}`];
  const router = (number: number): BenchRouter => ({
    name: `lvs${number}-${index}`,
    priority: 264 - 10 * number,
    public: `${front}.${number}/24`,
    private: `${back}.${number}/24`,
  });
  return {
    name: `c${index}`,
    routers: [router(1), router(2)],
    gateway: `${back}.254/24`,
    vip: `${front}.10`,
    servers: Array.from({ length: SERVERS }, (_, number) => ({ name: `web${number}`, address: `${back}.${11 + number}`, weight: 1 + (number % 10) })),
  };
}
