import { type App, TerraformStack, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing, UpstreamRoutes } from "../../../lib";
import { refusals, synth } from "./fixtures/synth";

/** A cluster on a network of its own, 203.0.N.0/24 and 2001:db8:N::/64. */
function cluster(app: App, number: number, vips: Readonly<Record<string, string>>): LvsCluster {
  const stack = new TerraformStack(app, `stack${number}`);
  new LvsProvider(stack, "lvs");
  const six = Object.values(vips).some((address) => address.includes(":"));
  const leg = (last: number) => ({ interface: "eth0", address: six ? `2001:db8:${number}::${last}/64` : `203.0.${number}.${last}/24` });
  const routers = new RouterPair(stack, "edge", { primary: { host: `a${number}`, public: leg(2) }, backup: { host: `b${number}`, public: leg(3) }, heartbeat: { virtualRouterId: 51 } });
  const made = new LvsCluster(stack, `c${number}`, { routers, routing: Routing.direct(), silence: ["LVS151", "LVS183"] });
  const pool = new RealServerPool(stack, "web");
  pool.addServer("web1", { address: six ? `2001:db8:${number}::11` : `203.0.${number}.11`, login: { host: `web${number}`, interface: "eth0" } });
  for (const [name, address] of Object.entries(vips)) made.addVip(name, { address }).addVirtualServer(`http-${name}`, { port: 80, pool });
  return made;
}

const outputOf = (build: (app: App) => UpstreamRoutes): unknown => {
  let stack = "";
  const built = synth((app) => {
    stack = TerraformStack.of(build(app)).node.id;
  });
  return Object.values((built.json(stack)["output"] ?? {}) as Record<string, { value: unknown }>).map(({ value }) => value)[0];
};

describe("routes of the router in front of clusters", () => {
  it("lead to a VIP outside its network by one within, which moves with it", () => {
    const text = outputOf((app) => {
      const one = cluster(app, 1, { entry: "203.0.1.10", www: "198.51.100.80" });
      return new UpstreamRoutes(TerraformStack.of(one), "upstream", { vips: [one.vip("www")] });
    });
    expect(text).toBe("ip route replace 198.51.100.80/32 via 203.0.1.10");
  });

  it("spread one VIP over the clusters that hold it, each connection to one of them", () => {
    const text = outputOf((app) => {
      const [one, two] = [1, 2].map((number) => cluster(app, number, { entry: `203.0.${number}.10`, www: "198.51.100.80" })) as [LvsCluster, LvsCluster];
      return new UpstreamRoutes(TerraformStack.of(one), "upstream", { vips: [one.vip("www"), two.vip("www")] });
    });
    expect(text).toBe("sysctl -w net.ipv4.fib_multipath_hash_policy=1 net.ipv6.fib_multipath_hash_policy=1\nip route replace 198.51.100.80/32 nexthop via 203.0.1.10 nexthop via 203.0.2.10");
  });

  it("are written for IPv6 as well", () => {
    const text = outputOf((app) => {
      const one = cluster(app, 1, { entry: "2001:db8:1::10", www: "2001:db8:ffff::80" });
      return new UpstreamRoutes(TerraformStack.of(one), "upstream", { vips: [one.vip("www")] });
    });
    expect(text).toBe("ip -6 route replace 2001:db8:ffff::80/128 via 2001:db8:1::10");
  });

  it("are none where the VIP is found by ARP", () => {
    const text = outputOf((app) => {
      const one = cluster(app, 1, { entry: "203.0.1.10" });
      return new UpstreamRoutes(TerraformStack.of(one), "upstream", { vips: [one.vip("entry")] });
    });
    expect(text).toBe("");
  });

  it("are written from all VIPs of a cluster, whichever was declared first", () => {
    const text = outputOf((app) => {
      const one = cluster(app, 1, { www: "198.51.100.80" });
      const routes = new UpstreamRoutes(TerraformStack.of(one), "upstream", { vips: [one.vip("www")] });
      one.addVip("entry", { address: "203.0.1.10" });
      return routes;
    });
    expect(text).toBe("ip route replace 198.51.100.80/32 via 203.0.1.10");
  });

  it("are none to a VIP of a family that the routers' legs have no address of: it is found by neighbour discovery", () => {
    const text = outputOf((app) => {
      const one = cluster(app, 1, { entry: "203.0.1.10", www: "198.51.100.80" });
      const six = one.addVip("six", { address: "2001:db8:ffff::80" });
      return new UpstreamRoutes(TerraformStack.of(one), "upstream", { vips: [one.vip("www"), six] });
    });
    expect(text).toBe("ip route replace 198.51.100.80/32 via 203.0.1.10");
  });

  it("are refused where several clusters hold such a VIP", () => {
    const lines = refusals((app) => {
      const [one, two] = [1, 2].map((number) => cluster(app, number, { entry: `203.0.${number}.10` })) as [LvsCluster, LvsCluster];
      new UpstreamRoutes(TerraformStack.of(one), "upstream", { vips: [one, two].map((each) => each.addVip("six", { address: "2001:db8:ffff::80" })) });
    });
    expect(lines.filter((line) => line.includes("LVS559"))).toEqual([expect.stringMatching(/LVS559 at stack1\/c1\/six\.address \("2001:db8:ffff::80"\): several clusters hold this VIP/), expect.stringContaining("LVS559 at stack2/c2/six.address")]);
  });

  it("are refused where one cluster has the VIP in its own network, and another one behind a route", () => {
    const lines = refusals((app) => {
      const [one, two] = [cluster(app, 1, { www: "203.0.1.80" }), cluster(app, 2, { entry: "203.0.2.10", www: "203.0.1.80" })];
      new UpstreamRoutes(TerraformStack.of(one), "upstream", { vips: [one.vip("www"), two.vip("www")] });
    });
    expect(lines).toContainEqual(expect.stringMatching(/LVS558 at stack1\/c1\/www\.address \("203\.0\.1\.80"\): this VIP is within the network .* outside of the one of c2/));
  });

  it("are refused where an address is known too late", () => {
    const lines = refusals((app) => {
      const one = cluster(app, 1, { entry: "203.0.1.10" });
      const late = one.addVip("late", { address: Token.asString({ resolve: () => "198.51.100.80" }) });
      new UpstreamRoutes(TerraformStack.of(one), "upstream", { vips: [late] });
    });
    expect(lines).toEqual([expect.stringMatching(/LVS557 at stack1\/c1\/late\.address: addresses of this VIP's cluster are known only when it is deployed/)]);
  });

  it("are refused where nothing that moves could be the next hop", () => {
    const lines = refusals((app) => {
      const one = cluster(app, 1, { www: "198.51.100.80" });
      new UpstreamRoutes(TerraformStack.of(one), "upstream", { vips: [one.vip("www")] });
    });
    expect(lines).toEqual([expect.stringMatching(/LVS556 at stack1\/c1\/www\.address \("198\.51\.100\.80"\): the way to this VIP leads over the active router/)]);
  });
});
