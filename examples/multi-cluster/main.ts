// Three clusters behind one name, the manual's figure 8-5: NAT, direct routing and tunneling share a bank of four real servers, and DNS round robin spreads clients
// over their VIPs. Four stacks, deployed in one go; the name comes last, when all three serve.
//
//   npx cdktf-lvs lab --name site up --topology examples/multi-cluster/lab/topology.json
//   CDKTF_LVS_SSH_CONFIG=… npx cdktf deploy '*' --app "node --import tsx examples/multi-cluster/main.ts"
//
// That needs a name server, too, which takes dynamic updates: DNS_SERVER, DNS_PORT and DNS_SECRET say where it is, and the key's secret. `npm run demo:multi-cluster`
// does all of this, name servers included. For machines of your own: change the addresses, and leave the variables out but for DNS_SECRET.
import { App, TerraformStack } from "cdktf";
import { DnsRoundRobin, Duration, HealthCheck, LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing, Scheduler, Secret, type Vip } from "cdktf-lvs";

const app = new App();
const configFile = process.env["CDKTF_LVS_SSH_CONFIG"];
const login = configFile === undefined ? {} : { ssh: { configFile } };

// One bank for all: each cluster puts on these machines what it needs there, and takes nothing of the others away.
const bank = new RealServerPool(app, "bank", { healthCheck: HealthCheck.http({ path: "/healthz", interval: Duration.seconds(10), timeout: Duration.seconds(2) }) });
for (const number of [1, 2, 3, 4]) bank.addServer(`web${number}`, { address: `192.168.1.1${number}`, login: { host: `web${number}`, interface: "eth0" } });

interface ClusterPlan {
  readonly routing: Routing;
  /** Its routers are .N and .N+1 of both networks; the VIP is .N0 of the public one. */
  readonly number: number;
}

/** One router pair, one routing method, one VIP: a stack of its own, which is deployed and removed alone. */
function cluster(name: string, { routing, number }: ClusterPlan): Vip {
  const stack = new TerraformStack(app, name);
  new LvsProvider(stack, "lvs", login);
  const router = (host: string, last: number) => ({
    host,
    public: { interface: "eth0", address: `203.0.113.${last}/24` },
    private: { interface: "eth1", address: `192.168.1.${last}/24` },
  });
  const routers = new RouterPair(stack, "routers", {
    primary: router(`${name}1`, number),
    backup: router(`${name}2`, number + 1),
    heartbeat: { virtualRouterId: 50 + number, advertInterval: Duration.millis(200) },
  });
  const made = new LvsCluster(stack, name, { routers, routing, deletionProtection: false });
  const vip = made.addVip("www", { address: `203.0.113.${number}0` });
  vip.addVirtualServer("http", { port: 80, pool: bank, scheduler: Scheduler.ROUND_ROBIN });
  return vip;
}

const vips: Readonly<Record<string, Vip>> = {
  // The bank's default route is nobody's: what leaves from its own addresses goes back through the NAT router address, and what leaves from the VIPs of the other two as before.
  nat: cluster("nat", { routing: Routing.nat({ gateway: "192.168.1.254/24", policyRouting: true }), number: 2 }),
  direct: cluster("direct", { routing: Routing.direct(), number: 4 }),
  tunnel: cluster("tunnel", { routing: Routing.tunnel(), number: 6 }),
};

// A cluster that is to go leaves the name first: WITHDRAWN=direct cdktf deploy names --ignore-missing-stack-dependencies, and then WITHDRAWN=direct cdktf destroy direct.
const withdrawn = (process.env["WITHDRAWN"] ?? "").split(",").filter((name) => name !== "");
const strangers = withdrawn.filter((name) => !Object.hasOwn(vips, name));
if (strangers.length > 0) throw new Error(`WITHDRAWN names no cluster: ${strangers.join(", ")} (there are ${Object.keys(vips).join(", ")})`);
const names = new TerraformStack(app, "names");
new LvsProvider(names, "lvs", login);
new DnsRoundRobin(names, "www", {
  name: "www.example.net",
  vips: Object.entries(vips).flatMap(([name, vip]) => (withdrawn.includes(name) ? [] : [vip])),
  ttl: Duration.seconds(10),
  server: {
    host: process.env["DNS_SERVER"] ?? "203.0.113.1",
    port: Number(process.env["DNS_PORT"] ?? 53),
    key: { name: "site", secret: Secret.env("DNS_SECRET") },
  },
  // LVS192: a cluster of another stack may be deleted while it is still in the name. LVS195: 10 s are for a site that nobody waits for.
  silence: ["LVS192", "LVS195"],
});

app.synth();
