import { TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { LvsCluster, LvsProvider, RouterPair, Routing } from "../../../lib";
import { laterValue, synth } from "./fixtures/synth";

/** What stands under `routing` in the resource. */
function routingOf(make: (stack: TerraformStack) => Routing): unknown {
  return synth((app) => {
    const stack = new TerraformStack(app, "site");
    new LvsProvider(stack, "lvs");
    const routers = new RouterPair(stack, "edge", { primary: { host: "lvs1", public: { interface: "eth0", address: "203.0.113.2/24" } }, heartbeat: { virtualRouterId: 51 } });
    new LvsCluster(stack, "www", { routers, routing: make(stack) }).addVip("www", { address: "203.0.113.10" });
  }).json("site").resource["lvs_cluster"]?.["www"]?.["routing"];
}

describe("direct routing", () => {
  it("needs nothing to be said", () => expect(routingOf(() => Routing.direct())).toEqual({ method: "direct" }));
  it("takes it when real servers are to be asked at the VIP, as tunneling does, also when it is known later", () => {
    expect(routingOf(() => Routing.direct({ vipCheck: true }))).toEqual({ method: "direct", vip_check: true });
    expect(routingOf(() => Routing.tunnel({ vipCheck: true }))).toEqual({ method: "tunnel", vip_check: true });
    expect(routingOf((stack) => Routing.direct({ vipCheck: laterValue(stack).bool }))).toEqual({ method: "direct", vip_check: "${terraform_data.later.output}" });
  });
});

describe("tunneling", () => {
  it("needs nothing to be said", () => expect(routingOf(() => Routing.tunnel())).toEqual({ method: "tunnel" }));
  it("takes the longest segment, which may be known later", () => {
    expect(routingOf(() => Routing.tunnel({ mss: 1400 }))).toEqual({ method: "tunnel", mss: 1400 });
    expect(routingOf((stack) => Routing.tunnel({ mss: laterValue(stack).number }))).toEqual({ method: "tunnel", mss: "${terraform_data.later.output}" });
  });
});
