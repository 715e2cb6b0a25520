// The lab's default site as an LVS cluster: two routers, three real servers behind NAT, one VIP.
//
//   npx cdktf-lvs lab up     a disposable site of virtual machines
//   npx cdktf deploy         this file
//
// For machines of your own: change hosts, interfaces and addresses, and take out the two things that are for the lab alone: `ssh` and `deletionProtection`.
import { homedir } from "node:os";
import { join } from "node:path";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { Duration, HealthCheck, LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing, Scheduler } from "cdktf-lvs";

const app = new App();
const site = new TerraformStack(app, "quickstart");

// For the lab alone: without `ssh` it logs in as plain ssh would.
new LvsProvider(site, "lvs", { ssh: { configFile: process.env["CDKTF_LVS_SSH_CONFIG"] ?? labSshConfig() } });

const edge = new RouterPair(site, "edge", {
  primary: {
    host: "lvs1",
    public: { interface: "eth0", address: "203.0.113.2/24" },
    private: { interface: "eth1", address: "192.168.1.2/24" },
  },
  backup: {
    host: "lvs2",
    public: { interface: "eth0", address: "203.0.113.3/24" },
    private: { interface: "eth1", address: "192.168.1.3/24" },
  },
  heartbeat: { virtualRouterId: 51, advertInterval: Duration.millis(200) },
});

// The web server's health stands for the whole machine: whoever uses the pool, /healthz on port 80 is asked.
const web = new RealServerPool(site, "web", {
  healthCheck: HealthCheck.http({ port: 80, path: "/healthz", interval: Duration.seconds(2), timeout: Duration.seconds(1) }),
});
web.addServer("web1", { address: "192.168.1.11", weight: weightOf("web1", 3), login: { host: "web1", interface: "eth0" } });
web.addServer("web2", { address: "192.168.1.12", weight: weightOf("web2", 2), login: { host: "web2", interface: "eth0" } });
web.addServer("web3", { address: "192.168.1.13", weight: weightOf("web3", 1), login: { host: "web3", interface: "eth0" } });

const cluster = new LvsCluster(site, "www", {
  routers: edge,
  routing: Routing.nat({ gateway: "192.168.1.254/24" }),
  deletionProtection: false, // for the lab alone, which may be torn down at any time: without it nobody deletes the cluster by mistake
});
const vip = cluster.addVip("www", { address: "203.0.113.10" });
vip.addVirtualServer("http", { port: 80, pool: web, scheduler: Scheduler.WEIGHTED_ROUND_ROBIN });
vip.addVirtualServer("echo", { port: 9000, pool: web, scheduler: Scheduler.WEIGHTED_LEAST_CONNECTIONS });

new TerraformOutput(site, "vip", { value: vip.address });

app.synth();

/** `WEB1_WEIGHT=5 npx cdktf deploy` changes a weight without an edit. */
function weightOf(server: string, usual: number): number {
  return Number(process.env[`${server.toUpperCase()}_WEIGHT`] ?? usual);
}

/** Where `cdktf-lvs lab up` leaves the SSH configuration of its machines. */
function labSshConfig(): string {
  return join(process.env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state"), "cdktf-lvs", "labs", "default", "ssh_config");
}
