// Tunneling: each packet travels inside another one (IP in IP) to real servers that may be anywhere; they hold the VIP behind the tunnel and answer clients themselves.
//
//   npx cdktf-lvs lab up     a disposable site of virtual machines; says where its ssh_config is
//   CDKTF_LVS_SSH_CONFIG=… npx cdktf deploy --app "node --import tsx examples/tunneling/main.ts"
//
// For machines of your own: change the addresses, and leave the variable out to log in as plain ssh would.
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { Duration, HealthCheck, LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing, Scheduler } from "cdktf-lvs";

const app = new App();
const site = new TerraformStack(app, "tunneling");
const configFile = process.env["CDKTF_LVS_SSH_CONFIG"];
new LvsProvider(site, "lvs", configFile === undefined ? {} : { ssh: { configFile } });

const edge = new RouterPair(site, "edge", {
  primary: { host: "lvs1", public: { interface: "eth1", address: "192.168.1.2/24" } },
  backup: { host: "lvs2", public: { interface: "eth1", address: "192.168.1.3/24" } },
  heartbeat: { virtualRouterId: 53, advertInterval: Duration.millis(200) },
});

const web = new RealServerPool(site, "web", { healthCheck: HealthCheck.http({ path: "/healthz", interval: Duration.seconds(2), timeout: Duration.seconds(1) }) });
web.addServer("web1", { address: "192.168.1.11", weight: 1, login: { host: "web1", interface: "eth0" } });
web.addServer("web2", { address: "192.168.1.12", weight: 2, login: { host: "web2", interface: "eth0" } });
web.addServer("web3", { address: "192.168.1.13", weight: 3, login: { host: "web3", interface: "eth0" } });

const cluster = new LvsCluster(site, "far", {
  routers: edge,
  // Segments of 1,440 bytes fit into the tunnel over a path of 1,500. A real server that has lost the VIP is taken out, though its own address answers.
  routing: Routing.tunnel({ mss: 1440, vipCheck: true }),
  deletionProtection: false,
});
const vip = cluster.addVip("far", { address: "192.168.1.10" });
vip.addVirtualServer("http", { port: 80, pool: web, scheduler: Scheduler.WEIGHTED_ROUND_ROBIN });

new TerraformOutput(site, "vip", { value: vip.address });
app.synth();
