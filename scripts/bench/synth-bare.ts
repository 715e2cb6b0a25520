import { type TerraformStack } from "cdktf";
import { Cluster } from "../../lib/constructs/generated/cluster";
import { LvsProvider } from "../../lib/constructs/generated/provider";
import { type BenchCluster } from "./bench-cluster";
import { runApp } from "./synth-app";

// The clusters by the generated classes alone, as somebody would write them who doesn't know our constructs.
runApp((stack, clusters) => {
  new LvsProvider(stack, "lvs");
  for (const cluster of clusters) add(stack, cluster);
});

function add(stack: TerraformStack, { name, routers, gateway, vip, servers }: BenchCluster): void {
  new Cluster(stack, name, {
    name,
    routers: Object.fromEntries(
      routers.map((router) => [
        router.name,
        {
          host: `${router.name}.example.net`,
          priority: router.priority,
          public: { interface: "eth0", address: router.public },
          private: { interface: "eth1", address: router.private },
        },
      ]),
    ),
    heartbeat: { virtualRouterId: 51 },
    routing: { method: "nat", gateway },
    vips: { www: { address: vip } },
    pools: {
      web: {
        healthChecks: [{ type: "http", path: "/healthz", status: 200 }],
        servers: Object.fromEntries(servers.map((server) => [server.name, { address: server.address, weight: server.weight }])),
      },
    },
    virtualServers: { http: { vip: "www", port: 80, pool: "web", scheduler: "wlc" } },
    silence: ["LVS188"],
  });
}
