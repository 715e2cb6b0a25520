import { type App, TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { Duration, HealthCheck, LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing } from "../../../lib";
import { filesBelow, refusals, synth } from "./fixtures/synth";

interface Changes {
  readonly id?: string;
  readonly stack?: string;
  readonly vrid?: number;
  readonly network?: string;
  readonly advertInterval?: Duration;
  readonly backupInterface?: string;
  readonly path?: string;
  readonly weight?: number;
  readonly webPort?: number;
  readonly vip?: string;
  readonly port?: number;
  readonly gatewayLabel?: string;
  readonly routing?: Routing;
  readonly silence?: string[];
  readonly timeout?: Duration;
}

/** A good site, except for what is changed. */
function declare(app: App, changes: Changes = {}): void {
  const { network = "203.0.113", id = "www" } = changes;
  const stackId = changes.stack ?? "site";
  const stack = (app.node.tryFindChild(stackId) as TerraformStack | undefined) ?? new TerraformStack(app, stackId);
  if (stack.node.tryFindChild("lvs") === undefined) new LvsProvider(stack, "lvs");
  const routers = new RouterPair(stack, `${id}-edge`, {
    primary: { host: `${id}-lvs1`, public: { interface: "eth0", address: `${network}.2/24` } },
    backup: { host: `${id}-lvs2`, public: { interface: changes.backupInterface ?? "eth0", address: `${network}.3/24` } },
    heartbeat: { virtualRouterId: changes.vrid ?? 51, advertInterval: changes.advertInterval },
  });
  const web = new RealServerPool(stack, `${id}-web`, { healthCheck: [HealthCheck.tcp(), HealthCheck.http({ path: changes.path, timeout: changes.timeout })] });
  web.addServer(`${id}-web1`, { address: `${network}.21`, weight: changes.weight, port: changes.webPort, login: { host: `${id}-web1`, interface: "eth0" } });
  const cluster = new LvsCluster(stack, id, { routers, routing: changes.routing ?? Routing.direct(), silence: changes.silence });
  cluster.addVip("front", { address: changes.vip ?? `${network}.10` }).addVirtualServer("http", { port: changes.port ?? 80, pool: web });
}

/** Code, place and value: what stands before the colon. The wording is the model's, and tested there. */
const heads = (lines: readonly string[]) => lines.map((line) => line.replace(/: .*/, ""));

describe("synth refuses what the model refuses, and names the construct that it was written in", () => {
  it("of names, where they were given", () => {
    expect(heads(refusals((app) => declare(app, { id: "WWW" })))).toEqual([
      '[site] LVS010 at site/WWW.id ("WWW")',
      '[site] LVS010 at site/WWW-web ("WWW-web")',
      '[site] LVS010 at site/WWW-web/WWW-web1 ("WWW-web1")',
    ]);
  });

  it.each<[string, Changes, string]>([
    ["a router's leg", { backupInterface: "eth 0" }, '[site] LVS013 at site/www-edge.backup.public.interface ("eth 0")'],
    ["the heartbeat", { vrid: 256 }, "[site] LVS022 at site/www-edge.heartbeat.virtualRouterId (256)"],
    ["a duration", { advertInterval: Duration.millis(15) }, "[site] LVS023 at site/www-edge.heartbeat.advertInterval (15)"],
    ["a VIP", { vip: "203.0.113.10/33" }, '[site] LVS011 at site/www/front.address ("203.0.113.10/33")'],
    ["a virtual server", { port: 70_000 }, "[site] LVS014 at site/www/front/http.port (70000)"],
    ["a health check", { path: "healthz" }, '[site] LVS031 at site/www-web.healthCheck[1].path ("healthz")'],
    ["a real server", { weight: -1 }, "[site] LVS017 at site/www-web/www-web1.weight (-1)"],
  ])("of %s", (_, changes, expected) => {
    expect(heads(refusals((app) => declare(app, changes)))).toEqual([expected]);
  });

  it("of the routing method, and of what it needs besides", () => {
    expect(heads(refusals((app) => declare(app, { routing: Routing.nat({ gateway: "192.168.1.254" }) })))).toEqual([
      '[site] LVS012 at site/www.routing.gateway ("192.168.1.254")',
      "[site] LVS132 at site/www-edge.primary.private",
      "[site] LVS132 at site/www-edge.backup.private",
    ]);
  });

  it("when values that are right by themselves don't go together", () => {
    expect(heads(refusals((app) => declare(app, { webPort: 8080 })))).toEqual(["[site] LVS140 at site/www-web/www-web1.port (8080)"]);
  });

  it("when two clusters don't go together, also in two stacks", () => {
    const lines = refusals((app) => {
      declare(app, { stack: "one", id: "a" });
      declare(app, { stack: "two", id: "b", vip: "203.0.113.11" });
    });
    expect(heads(lines)).toContain("[one] LVS161 at two/b-edge.heartbeat.virtualRouterId (51)");
    expect(lines.join()).toContain("one/a");
  });
});

it("synth shows all that is wrong at once, in whatever stack it is, with the remedy", () => {
  const lines = refusals((app) => {
    declare(app, { stack: "one", id: "a", vrid: 0, weight: 70_000 });
    declare(app, { stack: "two", id: "b", network: "198.51.100", port: 0 });
  });
  expect(lines).toEqual([
    "[one] LVS022 at one/a-edge.heartbeat.virtualRouterId (0): must be a VRID, an integer from 1 to 255. Choose a number that no other VRRP speaker on the network uses.",
    "[one] LVS017 at one/a-web/a-web1.weight (70000): must be a weight, an integer from 0 to 65535. Use small integers in the ratio of the capacities; 0 takes no new connections.",
    "[one] LVS014 at two/b/front/http.port (0): must be a port, an integer from 1 to 65535. Write one port number; several ports are several virtual servers.",
  ]);
});

it("synth shows what single values contradict beside those that are wrong by themselves, in the same cluster and in others", () => {
  const lines = refusals((app) => {
    declare(app, { stack: "one", id: "a", weight: 70_000, webPort: 8080 });
    declare(app, { stack: "two", id: "b", vip: "203.0.113.11", port: 0 });
  });
  expect(heads(lines)).toEqual(expect.arrayContaining([
    "[one] LVS017 at one/a-web/a-web1.weight (70000)",
    "[one] LVS140 at one/a-web/a-web1.port (8080)",
    "[one] LVS014 at two/b/front/http.port (0)",
    "[one] LVS161 at two/b-edge.heartbeat.virtualRouterId (51)",
  ]));
});

describe("what is unusual", () => {
  const unusual = { timeout: Duration.seconds(6) };

  it("is a warning at its construct, once", () => {
    const { warnings } = synth((app) => declare(app, unusual));
    expect(heads(warnings)).toEqual(["[site/www-web] LVS156 at site/www-web.healthCheck[1].timeout (6000)"]);
  });

  it("is no warning where its code is silenced", () => {
    expect(synth((app) => declare(app, { ...unusual, silence: ["LVS156"] })).warnings).toEqual([]);
  });
});

it("synth goes on where it was told to validate nothing, and leaves no bundles", () => {
  const { json, path } = synth((app) => declare(app, { vrid: 256 }), { skipValidation: true });
  expect(json("site").resource["lvs_cluster"]?.["www"]?.["heartbeat"]).toEqual({ virtual_router_id: 256 });
  expect(filesBelow(path("site", "bundles"))).toEqual({});
});
