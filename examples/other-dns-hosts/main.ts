// A name at a DNS host that takes no dynamic updates (Route 53, Cloudflare, …): the same construct gives its records as values, for any provider's resource.
//
//   npx cdktf synth --app "node --import tsx examples/other-dns-hosts/main.ts"
//
// Here the resource is written without bindings of its provider, as cdktf allows for any; with bindings (cdktf get) it is `new Route53Record(…)`.
import { App, TerraformResource, TerraformStack } from "cdktf";
import { DnsRoundRobin, Duration, LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing, type Vip } from "cdktf-lvs";

const ZONE_ID = "Z0123456789EXAMPLE";

const app = new App();
const stack = new TerraformStack(app, "site");
new LvsProvider(stack, "lvs");

/** A cluster in a datacentre of its own, with one VIP. */
function cluster(name: string, network: string): Vip {
  const router = (host: string, last: number) => ({ host: `${host}.example.com`, public: { interface: "eth0", address: `${network}.${last}/24` } });
  const routers = new RouterPair(stack, `${name}-routers`, { primary: router(`${name}1`, 2), backup: router(`${name}2`, 3), heartbeat: { virtualRouterId: 51 } });
  const pool = new RealServerPool(stack, `${name}-web`);
  for (const number of [1, 2]) pool.addServer(`web${number}`, { address: `${network}.1${number}`, login: { host: `${name}-web${number}.example.com`, interface: "eth0" } });
  const vip = new LvsCluster(stack, name, { routers, routing: Routing.direct() }).addVip("www", { address: `${network}.10` });
  vip.addVirtualServer("http", { port: 80, pool });
  return vip;
}

// Without `server` nobody is told: the records are for somebody else to write. Each waits for its cluster all the same.
const name = new DnsRoundRobin(stack, "www", { name: "www.example.com", vips: [cluster("munich", "203.0.113"), cluster("berlin", "198.51.100")], ttl: Duration.seconds(60) });
for (const { type, ttl, addresses } of name.records) {
  const record = new TerraformResource(stack, `www-${type}`, { terraformResourceType: "aws_route53_record" });
  // A cluster that is deleted would else stop before its address is taken out of the records. (It doesn't wait until resolvers have forgotten it: take its VIP out one deployment earlier.)
  record.addOverride("lifecycle.create_before_destroy", true);
  for (const [attribute, value] of Object.entries({ zone_id: ZONE_ID, name: "www.example.com", type, ttl, records: [...addresses] })) record.addOverride(attribute, value);
}

app.synth();
