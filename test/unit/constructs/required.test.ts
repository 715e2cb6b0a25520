import { App, TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { LvsCluster, LvsProvider, RealServerPool, RouterPair, Routing } from "../../../lib";

/** As JavaScript has it, where nobody says that something is missing. */
const nothing = undefined as never;

describe("what is missing at run time is named with the construct that lacks it", () => {
  const stack = new TerraformStack(new App(), "site");
  new LvsProvider(stack, "lvs");
  const edge = new RouterPair(stack, "edge", { primary: { host: "lvs1", public: { interface: "eth0", address: "203.0.113.2/24" } }, heartbeat: { virtualRouterId: 51 } });
  const cluster = new LvsCluster(stack, "www", { routers: edge, routing: Routing.direct() });
  const vip = cluster.addVip("www", { address: "203.0.113.10" });

  it.each<[string, () => unknown, string]>([
    ["a cluster without routers and routing", () => new LvsCluster(stack, "bare", {} as never), "site/bare: routers is missing; give it a RouterPair\nsite/bare: routing is missing; give it Routing.nat(…), Routing.direct() or Routing.tunnel()"],
    ["a cluster whose routers are undefined", () => new LvsCluster(stack, "lost", { routers: nothing, routing: Routing.direct() }), "site/lost: routers is missing; give it a RouterPair"],
    ["a VIP without anything", () => cluster.addVip("none", nothing), "site/www/none: address is missing; give it the floating address, such as 203.0.113.10"],
    ["a virtual server whose pool is undefined", () => vip.addVirtualServer("http", { port: 80, pool: nothing }), "site/www/www/http: pool is missing; give it a RealServerPool"],
    ["a real server without address", () => new RealServerPool(stack, "web").addServer("web1", {} as never), "site/web/web1: address is missing; give it the server's own address, such as 192.168.1.11"],
    ["a router pair without routers", () => new RouterPair(stack, "nobody", { heartbeat: { virtualRouterId: 7 } } as never), "site/nobody: primary is missing; give it the router that is active at first"],
    ["a router pair without anything", () => new RouterPair(stack, "nothing", nothing), "site/nothing: primary is missing; give it the router that is active at first\nsite/nothing: heartbeat is missing; give it at least { virtualRouterId: 1 }, a number from 1 to 255"],
  ])("%s", (_what, make, message) => expect(make).toThrow(new Error(message)));
});
