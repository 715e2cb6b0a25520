import { type App, Aspects, TerraformOutput, TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { Duration, HealthCheck, LvsCluster, LvsClusterStatus, LvsProvider, RealServerPool, RouterPair, Routing, Scheduler } from "../../../lib";
import { documentedSite, synth } from "./fixtures/synth";

const leg = (address: string) => ({ interface: "eth0", address });

/** A site in which a test changes one thing. */
function plainSite(app: App) {
  const stack = new TerraformStack(app, "site");
  new LvsProvider(stack, "lvs");
  const routers = new RouterPair(stack, "edge", { primary: { host: "lvs1", public: leg("203.0.113.2/24") }, heartbeat: { virtualRouterId: 51 } });
  const cluster = new LvsCluster(stack, "www", { routers, routing: Routing.direct() });
  return { stack, cluster, pool: poolWith(stack, { server: "web1", address: "203.0.113.21" }) };
}

function poolWith(stack: TerraformStack, { server, address }: { server: string; address: string }): RealServerPool {
  const pool = new RealServerPool(stack, "web");
  pool.addServer(server, { address });
  return pool;
}

describe("the resource of a cluster", () => {
  it("holds what the documented example says, names and all, and no default", () => {
    const json = synth((app) => documentedSite(app)).json("site");
    expect(json["provider"]).toEqual({ lvs: [{ ssh: { user: "ops" } }] });
    expect(json["terraform"]).toMatchObject({ required_providers: { lvs: { source: "terraform.local/cdktf-lvs/lvs", version: "1.0.0" } } });
    expect(json.resource).toEqual({
      lvs_cluster: {
        www: {
          "//": { metadata: { path: "site/www/Default", uniqueId: "www" } },
          name: "www",
          routers: {
            lvs1: { host: "lvs1.example.net", priority: 254, public: { interface: "eth0", address: "203.0.113.2/24" }, private: { interface: "eth1", address: "192.168.1.2/24" } },
            lvs2: { host: "lvs2.example.net", priority: 244, public: { interface: "eth0", address: "203.0.113.3/24" }, private: { interface: "eth1", address: "192.168.1.3/24" } },
          },
          heartbeat: { virtual_router_id: 51, advert_interval_ms: 200 },
          routing: { method: "nat", gateway: "192.168.1.254/24" },
          vips: { www: { address: "203.0.113.10" } },
          pools: {
            web: {
              health_checks: [{ type: "http", path: "/healthz", status: 200 }],
              servers: {
                web1: { address: "192.168.1.11", weight: 100, login: { host: "web1.example.net", interface: "eth0" } },
                web2: { address: "192.168.1.12", weight: 200 },
              },
            },
          },
          virtual_servers: { http: { vip: "www", port: 80, pool: "web", scheduler: "wlc" } },
        },
      },
    });
  });

  it("holds every property there is", () => {
    const json = synth((app) => {
      const stack = new TerraformStack(app, "site");
      const provider = new LvsProvider(stack, "lvs", {
        alias: "lab",
        ssh: {
          user: "ops",
          port: 2222,
          identityFiles: ["id"],
          agentSocket: "agent",
          configFile: "config",
          knownHostsFiles: ["known_hosts"],
          hostKeys: { lvs1: ["SHA256:abc"] },
          connectTimeout: Duration.seconds(5),
        },
      });
      const routers = new RouterPair(stack, "edge", {
        primary: { name: "one", host: "lvs1", port: 22, user: "root", priority: 200, keepalivedVersion: "2.2.8", public: leg("203.0.113.2/24"), private: leg("192.168.1.2/24") },
        heartbeat: { virtualRouterId: 51, advertInterval: Duration.seconds(2), leg: "private", startupDelay: Duration.seconds(5) },
      });
      const timing = { port: 8080, interval: Duration.minutes(1), timeout: Duration.millis(500), retries: 2, retryDelay: Duration.millis(250) };
      const pool = new RealServerPool(stack, "web", {
        healthCheck: [HealthCheck.tcp(timing), HealthCheck.https({ ...timing, path: "/", status: 204, virtualHost: "www.example.com" })],
      });
      pool.addServer("web1", { address: "192.168.1.11", port: 8080, weight: 3, login: { host: "web1", port: 2022, user: "ops", interface: "eth0" } });
      const cluster = new LvsCluster(stack, "www", {
        routers,
        routing: Routing.nat({ gateway: "192.168.1.254/24", gatewayLabel: "eth0:1" }),
        installPackages: true,
        silence: ["LVS150"],
        deletionProtection: false,
        provider,
      });
      const vip = cluster.addVip("www", { address: "203.0.113.10", leg: "public", label: "eth0:2" });
      vip.addVirtualServer("dns", { port: 53, protocol: "udp", pool, scheduler: Scheduler.ROUND_ROBIN });
    }).json("site");
    const timing = { port: 8080, interval_ms: 60000, timeout_ms: 500, retries: 2, retry_delay_ms: 250 };
    expect(json["provider"]).toEqual({
      lvs: [
        {
          alias: "lab",
          ssh: {
            user: "ops",
            port: 2222,
            identity_files: ["id"],
            agent_socket: "agent",
            config_file: "config",
            known_hosts_files: ["known_hosts"],
            host_keys: { lvs1: ["SHA256:abc"] },
            connect_timeout_ms: 5000,
          },
        },
      ],
    });
    expect(json.resource["lvs_cluster"]?.["www"]).toMatchObject({
      provider: "lvs.lab",
      routers: {
        one: { host: "lvs1", port: 22, user: "root", priority: 200, keepalived_version: "2.2.8", public: leg("203.0.113.2/24"), private: leg("192.168.1.2/24") },
      },
      heartbeat: { virtual_router_id: 51, advert_interval_ms: 2000, leg: "private", startup_delay_ms: 5000 },
      routing: { method: "nat", gateway: "192.168.1.254/24", gateway_label: "eth0:1" },
      vips: { www: { address: "203.0.113.10", leg: "public", label: "eth0:2" } },
      pools: {
        web: {
          health_checks: [
            { type: "tcp", ...timing },
            { type: "https", ...timing, path: "/", status: 204, virtual_host: "www.example.com" },
          ],
          servers: { web1: { address: "192.168.1.11", port: 8080, weight: 3, login: { host: "web1", port: 2022, user: "ops", interface: "eth0" } } },
        },
      },
      virtual_servers: { dns: { vip: "www", port: 53, protocol: "udp", pool: "web", scheduler: "rr" } },
      install_packages: true,
      silence: ["LVS150"],
      deletion_protection: false,
    });
  });

  it("is told what is added after it, and by aspects", () => {
    const json = synth((app) => {
      const { stack, cluster, pool } = plainSite(app);
      cluster.addVip("www", { address: "203.0.113.10" }).addVirtualServer("http", { port: 80, pool });
      pool.addServer("late", { address: "203.0.113.98" });
      Aspects.of(stack).add({ visit: (node) => void (node === pool && pool.addServer("aspect", { address: "203.0.113.99" })) });
    }).json("site");
    const servers = { web1: { address: "203.0.113.21" }, late: { address: "203.0.113.98" }, aspect: { address: "203.0.113.99" } };
    expect(json.resource["lvs_cluster"]?.["www"]).toMatchObject({ pools: { web: { servers } } });
  });
});

describe("names in the model", () => {
  it.each<[string, readonly { name?: string; host: string }[], readonly string[]]>([
    ["are the hosts' first labels", [{ host: "lvs1.example.net" }, { host: "lvs2" }], ["lvs1", "lvs2"]],
    ["are roles where hosts are addresses", [{ host: "192.0.2.1" }, { host: "2001:db8::2" }, { host: "192.0.2.3" }], ["primary", "backup", "router3"]],
    ["are roles where a label is taken", [{ host: "lvs.a.example" }, { host: "lvs.b.example" }], ["lvs", "backup"]],
    ["are what they are said to be", [{ name: "left", host: "lvs1" }, { host: "lvs2" }], ["left", "lvs2"]],
  ])("of routers %s", (_, routers, names) => {
    synth((app) => {
      const pair = new RouterPair(new TerraformStack(app, "site"), "edge", {
        routers: routers.map((router, index) => ({ ...router, public: leg(`203.0.113.${index + 2}/24`) })),
        heartbeat: { virtualRouterId: 1 },
      });
      expect(pair.routerNames).toEqual(names);
    });
  });

  it("of virtual servers are their ids, with the VIP's before it where two VIPs have one", () => {
    const json = synth((app) => {
      const { cluster, pool } = plainSite(app);
      cluster.addVip("one", { address: "203.0.113.10" }).addVirtualServer("http", { port: 80, pool });
      cluster.addVip("two", { address: "203.0.113.11" }).addVirtualServer("http", { port: 80, pool });
    }).json("site");
    expect(json.resource["lvs_cluster"]?.["www"]?.["virtual_servers"]).toEqual({
      http: { vip: "one", port: 80, pool: "web" },
      "two-http": { vip: "two", port: 80, pool: "web" },
    });
  });

  it("of pools are their ids, with that of the construct around one before it where two have one", () => {
    const json = synth((app) => {
      const { cluster, pool } = plainSite(app);
      const other = poolWith(new TerraformStack(app, "bank"), { server: "web2", address: "203.0.113.22" });
      const vip = cluster.addVip("www", { address: "203.0.113.10" });
      vip.addVirtualServer("http", { port: 80, pool });
      vip.addVirtualServer("https", { port: 443, pool: other });
    }).json("site");
    expect(json.resource["lvs_cluster"]?.["www"]?.["virtual_servers"]).toEqual({
      http: { vip: "www", port: 80, pool: "web" },
      https: { vip: "www", port: 443, pool: "bank-web" },
    });
  });
});

describe("what others refer to", () => {
  it("is a reference to the cluster, so that they wait for it", () => {
    const json = synth((app) => {
      const { stack, cluster } = documentedSite(app);
      const status = new LvsClusterStatus(stack, "status", { cluster });
      const values = { address: cluster.vip("www").address, name: cluster.clusterName, web2: cluster.instructions.lookup("web2"), lvs1: cluster.confirmed.lookup("lvs1"), active: status.active };
      for (const [id, value] of Object.entries(values)) new TerraformOutput(stack, id, { value });
    }).json("site");
    expect(json["output"]).toEqual({
      address: { value: '${lvs_cluster.www.vips["www"].address}' },
      name: { value: "${lvs_cluster.www.name}" },
      web2: { value: '${lvs_cluster.www.instructions["web2"]}' },
      lvs1: { value: '${lvs_cluster.www.confirmed["lvs1"]}' },
      active: { value: "${data.lvs_cluster_status.status.active}" },
    });
    expect(json["data"]).toMatchObject({ lvs_cluster_status: { status: { cluster: "${lvs_cluster.www.name}", depends_on: ["lvs_cluster.www"], routers: { lvs1: { priority: 254 }, lvs2: { priority: 244 } } } } });
  });

  it("names the VIPs there are when asked for one there isn't", () => {
    synth((app) => {
      const { cluster } = documentedSite(app);
      expect(() => cluster.vip("ftp")).toThrow('site/www has no VIP "ftp", but: www');
    });
  });
});
