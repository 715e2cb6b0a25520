import { type ClusterInput } from "../../../../lib/model";

const ONE_ROUTER: ClusterInput = {
  name: "www",
  routers: { lvs1: { host: "lvs1", priority: 100, public: { interface: "eth0", address: "203.0.113.2/24" } } },
  heartbeat: { virtualRouterId: 51 },
  routing: { method: "direct" },
  vips: { www: { address: "203.0.113.10" } },
  pools: { web: { servers: { web1: { address: "203.0.113.11", login: { host: "web1", interface: "eth0" } } } } },
  virtualServers: { http: { vip: "www", port: 80, pool: "web" } },
};

/** One router that only sends on: no kernel settings but those of IPVS. */
export const DIRECT = ONE_ROUTER;

/** The same with a second VIP. */
export const DIRECT_TWO_VIPS: ClusterInput = {
  ...ONE_ROUTER,
  vips: { ...ONE_ROUTER.vips, shop: { address: "203.0.113.12" } },
  virtualServers: { ...ONE_ROUTER.virtualServers, shop: { vip: "shop", port: 80, pool: "web" } },
};

/** NAT with clients and real servers on one interface: the router forwards and sends no redirects. */
export const NAT: ClusterInput = { ...ONE_ROUTER, routing: { method: "nat", gateway: "203.0.113.254/24" } };
