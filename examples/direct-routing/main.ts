// Direct routing: real servers hold the VIP themselves and answer clients past the routers. The routers are real servers, too, and both serve.
//
//   npx cdktf-lvs lab up     a disposable site of virtual machines; says where its ssh_config is
//   CDKTF_LVS_SSH_CONFIG=… npx cdktf deploy --app "node --import tsx examples/direct-routing/main.ts"
//
// For machines of your own: change the addresses, and leave the variable out to log in as plain ssh would.
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { Duration, HealthCheck, LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing, Scheduler } from "cdktf-lvs";

const app = new App();
const site = new TerraformStack(app, "direct-routing");
const configFile = process.env["CDKTF_LVS_SSH_CONFIG"];
new LvsProvider(site, "lvs", configFile === undefined ? {} : { ssh: { configFile } });

// Routers, real servers and clients share one network: the answer must not need a router.
const edge = new RouterPair(site, "edge", {
  primary: { host: "lvs1", public: { interface: "eth1", address: "192.168.1.2/24" } },
  backup: { host: "lvs2", public: { interface: "eth1", address: "192.168.1.3/24" } },
  heartbeat: { virtualRouterId: 52, advertInterval: Duration.millis(200) },
});

const web = new RealServerPool(site, "web", { healthCheck: HealthCheck.http({ path: "/healthz", interval: Duration.seconds(2), timeout: Duration.seconds(1) }) });
web.addServer("web1", { address: "192.168.1.11", weight: 2, login: { host: "web1", interface: "eth0" } });
web.addServer("web2", { address: "192.168.1.12", weight: 2, login: { host: "web2", interface: "eth0" } });
// At a router's own address: it serves as active and as backup, and needs no login here.
web.addServer("lvs1", { address: "192.168.1.2", weight: 1 });
web.addServer("lvs2", { address: "192.168.1.3", weight: 1 });

const cluster = new LvsCluster(site, "intranet", { routers: edge, routing: Routing.direct(), deletionProtection: false });
const vip = cluster.addVip("intranet", { address: "192.168.1.10" });
vip.addVirtualServer("http", { port: 80, pool: web, scheduler: Scheduler.WEIGHTED_ROUND_ROBIN });

new TerraformOutput(site, "vip", { value: vip.address });
app.synth();
