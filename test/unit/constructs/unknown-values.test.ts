import { type App, TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { Duration, HealthCheck, LvsCluster, LvsProvider, RealServerPool, RouterPair, type RouterProps, Routing, Scheduler } from "../../../lib";
import { CLUSTER_ATTRIBUTES } from "../../../lib/provider/resources/cluster-attributes.generated";
import { type Attributes, isNested } from "../../../lib/provider/server";
import { type LaterValue, laterValue, synth } from "./fixtures/synth";

/** Gives back the literal, or a token in its place. Enumerations have closed types: a token for one is cast by whoever uses it. */
type Fill = <T extends string | number | boolean>(leaf: string, literal: T) => T;

/** A good site in which every property of every construct is set. */
function everyProperty(stack: TerraformStack, fill: Fill): void {
  new LvsProvider(stack, "lvs");
  const leg = (place: string, name: string, address: string) => ({ interface: fill(`${place}.interface`, name), address: fill(`${place}.address`, address) });
  const router = (name: string, number: number): RouterProps => ({
    name,
    host: fill(`routers.${name}.host`, `${name}.example.net`),
    port: fill(`routers.${name}.port`, 22),
    user: fill(`routers.${name}.user`, "root"),
    priority: fill(`routers.${name}.priority`, 200 - number),
    keepalivedVersion: fill(`routers.${name}.keepalived_version`, "2.2.8"),
    public: leg(`routers.${name}.public`, "eth0", `203.0.113.${number}/24`),
    private: leg(`routers.${name}.private`, "eth1", `192.168.1.${number}/24`),
  });
  const routers = new RouterPair(stack, "edge", {
    primary: router("lvs1", 2),
    backup: router("lvs2", 3),
    heartbeat: {
      virtualRouterId: fill("heartbeat.virtual_router_id", 51),
      advertInterval: Duration.millis(fill("heartbeat.advert_interval_ms", 200)),
      leg: fill("heartbeat.leg", "private"),
      startupDelay: Duration.millis(fill("heartbeat.startup_delay_ms", 5000)),
    },
  });
  const check = {
    port: fill("pools.web.health_checks.0.port", 80),
    path: fill("pools.web.health_checks.0.path", "/healthz"),
    status: fill("pools.web.health_checks.0.status", 200),
    virtualHost: fill("pools.web.health_checks.0.virtual_host", "www.example.com"),
    interval: Duration.millis(fill("pools.web.health_checks.0.interval_ms", 5000)),
    timeout: Duration.millis(fill("pools.web.health_checks.0.timeout_ms", 3000)),
    retries: fill("pools.web.health_checks.0.retries", 2),
    retryDelay: Duration.millis(fill("pools.web.health_checks.0.retry_delay_ms", 500)),
  };
  const pool = new RealServerPool(stack, "web", { healthCheck: HealthCheck.https(check) });
  pool.addServer("web1", {
    address: fill("pools.web.servers.web1.address", "192.168.1.11"),
    port: fill("pools.web.servers.web1.port", 8080),
    weight: fill("pools.web.servers.web1.weight", 3),
    login: {
      host: fill("pools.web.servers.web1.login.host", "web1"),
      port: fill("pools.web.servers.web1.login.port", 22),
      user: fill("pools.web.servers.web1.login.user", "ops"),
      interface: fill("pools.web.servers.web1.login.interface", "eth0"),
    },
  });
  const cluster = new LvsCluster(stack, "www", {
    routers,
    routing: Routing.nat({ gateway: fill("routing.gateway", "192.168.1.254/24"), gatewayLabel: fill("routing.gateway_label", "eth1:1") }),
    installPackages: fill("install_packages", true),
    silence: [fill("silence.0", "LVS150")],
    deletionProtection: fill("deletion_protection", false),
  });
  const vip = cluster.addVip("www", { address: fill("vips.www.address", "203.0.113.10"), leg: fill("vips.www.leg", "public"), label: fill("vips.www.label", "eth0:1") });
  vip.addVirtualServer("http", {
    port: fill("virtual_servers.http.port", 80),
    pool,
    protocol: fill("virtual_servers.http.protocol", "tcp"),
    scheduler: fill("virtual_servers.http.scheduler", Scheduler.WEIGHTED_ROUND_ROBIN),
  });
}

const LEAVES: string[] = [];
synth((app) => everyProperty(new TerraformStack(app, "site"), (leaf, literal) => (LEAVES.push(leaf), literal)));

/** The leaf's token where it is asked for, literals elsewhere. */
function unknownAt(wanted: string, later: LaterValue): Fill {
  return (leaf, literal) => {
    if (leaf !== wanted) return literal;
    if (typeof literal === "string") return later.text as typeof literal;
    if (typeof literal === "number") return later.number as typeof literal;
    return later.bool as unknown as typeof literal;
  };
}

/** What stands in the cluster's JSON at `pools.web.servers.web1.weight`. */
function valueAt(json: ReturnType<ReturnType<typeof synth>["json"]>, leaf: string): unknown {
  return leaf.split(".").reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], json.resource["lvs_cluster"]?.["www"]);
}

const siblings = (app: App) => [new TerraformStack(app, "site"), new TerraformStack(app, "other")] as const;

describe.each(LEAVES)("%s may be unknown at synth", (leaf) => {
  it("when it is a resource's attribute", () => {
    const json = synth((app) => {
      const stack = new TerraformStack(app, "site");
      everyProperty(stack, unknownAt(leaf, laterValue(stack)));
    }).json("site");
    expect(valueAt(json, leaf)).toBe("${terraform_data.later.output}");
  });

  it("when it is another stack's", () => {
    const json = synth((app) => {
      const [site, other] = siblings(app);
      everyProperty(site, unknownAt(leaf, laterValue(other)));
    }).json("site");
    expect(valueAt(json, leaf)).toBe("${data.terraform_remote_state.cross-stack-reference-input-other.outputs.cross-stack-output-terraform_datalateroutput}");
  });
});

it("every leaf of the model can be said through the constructs, but for names, which are their ids", () => {
  const generic = (leaf: string) => leaf.replace(/\b(lvs1|lvs2|web|web1|www|http|0)\b/g, "*").replace(/^silence\.\*$/, "silence");
  const said = new Set(LEAVES.map(generic));
  const ids = ["name", "routing.method", "pools.*.health_checks.*.type", "virtual_servers.*.vip", "virtual_servers.*.pool"];
  expect(leavesOf(CLUSTER_ATTRIBUTES).filter((leaf) => !said.has(leaf))).toEqual(ids.sort((a, b) => order(a) - order(b)));

  function order(leaf: string): number {
    return leavesOf(CLUSTER_ATTRIBUTES).indexOf(leaf);
  }
});

/** All leaves of the schema as `pools.*.servers.*.weight`. */
function leavesOf(attributes: Attributes): string[] {
  return Object.entries(attributes).flatMap(([name, { type }]) => {
    if (!isNested(type)) return [name];
    const prefix = type.nested === "single" ? name : `${name}.*`;
    return leavesOf(type.attributes).map((leaf) => `${prefix}.${leaf}`);
  });
}
