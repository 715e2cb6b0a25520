import { type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { HealthCheck, LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing, Scheduler } from "../../lib";
import { type BenchCluster, type BenchRouter } from "./bench-cluster";
import { runApp } from "./synth-app";

// The same clusters as people write them.
runApp((stack, clusters, { writeBundles }) => {
  new LvsProvider(stack, "lvs", { writeBundles });
  for (const cluster of clusters) add(stack, cluster);
});

function add(stack: TerraformStack, { name, routers, gateway, vip, servers }: BenchCluster): void {
  const scope = new Construct(stack, `site-${name}`);
  const edge = new RouterPair(scope, "edge", { routers: routers.map(routerProps), heartbeat: { virtualRouterId: 51 } });
  const web = new RealServerPool(scope, "web", { healthCheck: HealthCheck.http({ path: "/healthz", status: 200 }) });
  for (const server of servers) web.addServer(server.name, { address: server.address, weight: server.weight });
  new LvsCluster(scope, name, { routers: edge, routing: Routing.nat({ gateway }), silence: ["LVS188"] })
    .addVip("www", { address: vip })
    .addVirtualServer("http", { port: 80, pool: web, scheduler: Scheduler.WEIGHTED_LEAST_CONNECTIONS });
}

function routerProps(router: BenchRouter): ConstructorParameters<typeof RouterPair>[2]["primary"] & object {
  return {
    host: `${router.name}.example.net`,
    priority: router.priority,
    public: { interface: "eth0", address: router.public },
    private: { interface: "eth1", address: router.private },
  };
}
