import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { IMPACT_CLASSES, type ImpactClass, impactOf, worstClass } from "../../lib/model";
import { type ClusterPreview, planSources, previewPlans } from "../../lib/preview";
import { declaredCluster } from "../../lib/provider/resources/cluster/declared";
import { type ObjectValue } from "../../lib/provider/server";
import { type ClusterConfig, natCluster, NAT_VIP } from "../lab/harness/cluster-config";
import { idleServers } from "../lab/harness/idle-servers";
import { startLoadServices } from "../lab/harness/load-services";
import { measureImpact } from "../lab/harness/measured-impact";
import { loggedOrder, previewedOrder } from "../lab/harness/order-of-steps";
import { activeRouter } from "../lab/harness/owners";
import { bareHosts, must, siteWithPacketFilter, spoil } from "../lab/harness/site";
import { TerraformProject } from "../lab/harness/terraform-project";

type Edit = (cluster: ClusterConfig) => void;

const web = (cluster: ClusterConfig) => cluster.pools["web"] ?? cluster.pools["www"]!;
const weights = (...values: readonly number[]): Edit => (cluster) => values.forEach((weight, index) => (web(cluster).servers[`web${index + 1}`]!.weight = weight));
/** Of the two that are left by then. */
const weights2 = (one: number, three: number): Edit => (cluster) => {
  web(cluster).servers["web1"]!.weight = one;
  web(cluster).servers["web3"]!.weight = three;
};
const schedulers = (scheduler: string): Edit => (cluster) => ["web", "lines"].forEach((name) => (cluster.virtual_servers[name]!["scheduler"] = scheduler));
const SECOND_VIP = "203.0.113.20";

/** Asked of both services at the web server. */
const HEALTH = { type: "http", port: 80, path: "/healthz", interval_ms: 1000, timeout_ms: 900 };

/** One after the other, each on what the one before left. */
const CHANGES: readonly (readonly [change: string, expected: ImpactClass, edit: Edit])[] = [
  ["what no host sees", "hitless", (cluster) => (cluster["install_packages"] = true)],
  ["a health check's interval", "hitless", (cluster) => (web(cluster).health_checks = [{ ...HEALTH, interval_ms: 1500 }])],
  ["another health check", "hitless", (cluster) => (web(cluster).health_checks = [{ type: "tcp", interval_ms: 1000, timeout_ms: 900 }])],
  ["a pool's name", "hitless", (cluster) => {
    cluster.pools = { www: web(cluster) };
    for (const server of Object.values(cluster.virtual_servers)) server.pool = "www";
  }],
  ["a virtual server's name", "hitless", (cluster) => (cluster.virtual_servers = { web: cluster.virtual_servers["http"]!, lines: cluster.virtual_servers["lines"]! })],
  ["a router's priority", "hitless", (cluster) => (cluster.routers["lvs2"]!.priority = 200)],
  ["the VRID, with adverts of a second", "failover", (cluster) => (cluster.heartbeat.virtual_router_id = 53)],
  ["half the advert interval", "hitless", (cluster) => (cluster.heartbeat.advert_interval_ms = 500)],
  ["a weight", "new-connections", weights(3, 2, 5)],
  ["all weights, in the same ratio", "hitless", weights(6, 4, 10)],
  ["the scheduler", "failover", (cluster) => {
    cluster.virtual_servers["web"]!["scheduler"] = "rr";
    cluster.virtual_servers["lines"]!["scheduler"] = "lc";
  }],
  ["weights under round robin", "hitless", weights(1, 2, 5)],
  ["another virtual server on a new VIP", "hitless", (cluster) => {
    cluster.vips["other"] = { address: SECOND_VIP };
    cluster.virtual_servers["other"] = { vip: "other", port: 80, pool: "www", scheduler: "rr" };
  }],
  ["that VIP's address", "drops", (cluster) => (cluster.vips["other"]!.address = "203.0.113.21")],
  ["that virtual server's port", "drops", (cluster) => (cluster.virtual_servers["other"]!.port = 9000)],
  ["that virtual server goes, with its VIP", "drops", (cluster) => {
    delete cluster.virtual_servers["other"];
    delete cluster.vips["other"];
  }],
  ["a real server is drained", "new-connections", weights(1, 2, 0)],
  ["the drained one leaves", "hitless", (cluster) => delete web(cluster).servers["web3"]],
  ["it comes back", "new-connections", (cluster) => (web(cluster).servers["web3"] = { address: "192.168.1.13", weight: 5, login: { host: "web3", interface: "eth0" } })],
  ["a real server that serves leaves", "drops", (cluster) => delete web(cluster).servers["web2"]],
  ["ovf, whose limits are fewer than the clients", "drops", schedulers("ovf")],
  ["greater limits under ovf", "new-connections", weights2(60, 50)],
  ["lower ones, fewer than the clients", "drops", weights2(4, 2)],
  // It begins with the one that has the fewest connections for its weight, of which the other one has had many by now.
  ["lblc", "failover", (cluster) => {
    schedulers("lblc")(cluster);
    weights2(4, 1000)(cluster);
  }],
  ["weighted round robin with equal weights", "failover", (cluster) => {
    schedulers("wrr")(cluster);
    weights2(100, 100)(cluster);
  }],
  ["a load monitor", "new-connections", (cluster) => (web(cluster).load_monitor = { type: "agent", port: 3333, interval_ms: 1000, timeout_ms: 900 })],
  ["a pool with the same servers and weights, and no load monitor", "new-connections", (cluster) => {
    const { health_checks, servers } = web(cluster);
    cluster.pools = { web: { health_checks, servers } };
    for (const server of Object.values(cluster.virtual_servers)) server.pool = "web";
  }],
  ["persistence", "new-connections", (cluster) => ["web", "lines"].forEach((name) => (cluster.virtual_servers[name]!["persistence_timeout_ms"] = 60_000))],
  ["policy routing", "hitless", (cluster) => (cluster.routing["policy_routing"] = true)],
  ["the VRID, with twice the advert interval", "failover", (cluster) => {
    cluster.heartbeat.virtual_router_id = 52;
    // What follows starts several programs a second on both routers, which then come to their adverts late on a slow machine (docs/decisions/0020).
    cluster.heartbeat.advert_interval_ms = 1000;
  }],
  ["a second heartbeat path", "failover", (cluster) => (cluster.heartbeat["second_path"] = { public_references: ["203.0.113.100"] })],
];

describe("what a change does to traffic is what was said of it", () => {
  let lab: Lab;
  let project: TerraformProject;
  let config: ClusterConfig;
  beforeAll(async () => {
    // Routers that can hold new connections back.
    lab = await siteWithPacketFilter("routers");
    await bareHosts(lab);
    const servers = ["web1", "web3"].map((name) => lab.node(name));
    await spoil(...servers);
    for (const server of servers) await startLoadServices(server);
    // Says of itself that it wants a quarter of what it is given, to whoever asks.
    await servers[1]!.must("echo 25% >/run/lab/agent");
    config = natCluster((cluster) => {
      cluster.virtual_servers["lines"] = { vip: "www", port: 9000, pool: "web", scheduler: "rr" };
      web(cluster).health_checks = [HEALTH];
    });
    project = await TerraformProject.create(lab);
    await project.cluster(config).deploy();
  });
  afterAll(() => project?.remove());

  async function previewed(): Promise<ClusterPreview> {
    const sources = must(planSources([join(project.directory, "plan")]));
    const preview = must(await previewPlans(sources));
    return preview.stacks[0]!.clusters[0]!;
  }

  /** A preview takes the router with the greatest priority for the active one: where another is, they change in the other order. */
  function expectOrder({ steps }: ClusterPreview, { routers }: ClusterConfig, active: string | undefined): void {
    const isAsAssumed = Object.values(routers).every(({ priority }) => priority <= (routers[active ?? ""]?.priority ?? 0));
    const [shown, done] = [previewedOrder(steps), loggedOrder(project.steps())];
    expect(isAsAssumed ? done : [...done].sort()).toEqual(isAsAssumed ? shown : [...shown].sort());
  }

  /** Changes the cluster under load, and compares what clients saw with what the model and a preview said of it. */
  async function expectImpact(expected: ImpactClass, edit: Edit): Promise<void> {
    const before = structuredClone(config);
    const after = structuredClone(config);
    edit(after);
    config = after;
    const models = [before, after].map((one) => must(declaredCluster(one as unknown as ObjectValue)));
    const active = await activeRouter(lab, NAT_VIP);
    // What no plan knows: that nobody is connected any more to a real server that was drained.
    const idle = await idleServers(lab.node(active), before);
    const impacts = impactOf(models[0], models[1], { active, idle });
    expect(worstClass(impacts), JSON.stringify(impacts.map(({ class: one, summary }) => [one, summary]))).toBe(expected);
    await project.cluster(after).must("plan", "-input=false", "-out=plan");
    const preview = await previewed();
    // It doesn't know who is active, and who is idle: it says the same, or worse.
    expect(preview.class).toBe(worstClass(impactOf(models[0], models[1])));
    expect(IMPACT_CLASSES.indexOf(preview.class)).toBeGreaterThanOrEqual(IMPACT_CLASSES.indexOf(expected));
    const measured = await measureImpact(lab, { before, after }, async () => void (await project.must("apply", "-input=false", "plan")));
    expect(measured.class, measured.class === expected ? "" : `${JSON.stringify(measured)}\n${await heartbeats()}`).toBe(expected);
    expectOrder(preview, before, active);
  }

  /** What keepalived said on both routers in these minutes. */
  async function heartbeats(): Promise<string> {
    const said = ["lvs1", "lvs2"].map(async (name) => `${name}:\n${(await lab.node(name).exec(["sh", "-c", "journalctl -u lvs-heartbeat -o short-precise --no-pager --since -3min | grep -vE 'ing service|succe|Activating|already running' | tail -n 80"])).stdout}`);
    return (await Promise.all(said)).join("\n");
  }

  it.each(CHANGES)("%s: %s", async (_, expected, edit) => expectImpact(expected, edit));

  it.each([
    ["a backup", false, "hitless"],
    ["the active router", true, "failover"],
  ] as const)("another address of %s on the second path", async (_, isActive, expected) => {
    const active = await activeRouter(lab, NAT_VIP);
    const name = Object.keys(config.routers).find((router) => (router === active) === isActive)!;
    const address = isActive ? "192.168.1.42/24" : "192.168.1.43/24";
    // The machine has it by then, beside the one that it had.
    await lab.node(name).exec(["ip", "address", "add", address, "dev", "eth1"]);
    await expectImpact(expected, (cluster) => (cluster.routers[name]!.private!.address = address));
  });

  it("another unit of the heartbeat on the routers, which nobody declared: failover", async () => {
    const unit = "/etc/systemd/system/lvs-heartbeat.service";
    for (const name of ["lvs1", "lvs2"]) await lab.node(name).exec(["sh", "-c", `sed -i 's/^\\[Service\\]$/&\\nEnvironment=OF_ANOTHER_VERSION=1/' ${unit} && systemctl daemon-reload && grep -q OF_ANOTHER ${unit}`]);
    const active = await activeRouter(lab, NAT_VIP);
    await project.cluster(config).must("plan", "-input=false", "-out=plan");
    const preview = await previewed();
    expect([preview.class, preview.undeclared.length + preview.drift.length > 0]).toEqual(["failover", true]);
    const measured = await measureImpact(lab, { before: config, after: config }, async () => void (await project.must("apply", "-input=false", "plan")));
    expect(measured.class, JSON.stringify(measured)).toBe("failover");
    expectOrder(preview, config, active);
    for (const name of ["lvs1", "lvs2"]) expect(await lab.node(name).exec(["grep", "-c", "OF_ANOTHER", unit])).toMatchObject({ code: 1 });
    expect((await project.plan()).code).toBe(0);
  });
});
