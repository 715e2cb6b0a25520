import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { type ClusterConfig, NAT_VIP, natCluster } from "./harness/cluster-config";
import { expectShares } from "./harness/shares";
import { bareHosts, powerOn, site, spoil } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";
import { rate } from "./harness/traffic";

const OTHER_VIP = "203.0.113.20";
/** On the real servers' network, where nobody is: what goes by it is lost. */
const NOBODY = "192.168.1.77";
/** The client's address on the front network. */
const OUTSIDE = "203.0.113.100";
const BANK = ["web1", "web2", "web3"] as const;

/** Of lvs1 alone, with the real servers' first addresses: 192.168.1.11 and so on. */
const www = (change: (cluster: ClusterConfig) => void = () => undefined): ClusterConfig =>
  natCluster((nat) => {
    nat.routing["policy_routing"] = true;
    nat.routers = { lvs1: nat.routers["lvs1"]! };
    change(nat);
  });

/** Of lvs2 alone, with second addresses of the same machines: 192.168.1.21 and so on. */
const other = (change: (cluster: ClusterConfig) => void = () => undefined): ClusterConfig =>
  natCluster((nat) => {
    nat.name = "other";
    nat.routing = { method: "nat", gateway: "192.168.1.253/24", policy_routing: true };
    nat.routers = { lvs2: nat.routers["lvs2"]! };
    nat.heartbeat.virtual_router_id = 52;
    nat.vips = { www: { address: OTHER_VIP } };
    for (const [name, server] of Object.entries(nat.pools["web"]!.servers)) server.address = `192.168.1.2${name.slice(-1)}`;
    change(nat);
  });

/** Two apps that know nothing of each other, and a default route that leads past both. */
describe("two clusters with NAT on the same real servers", () => {
  let lab: Lab;
  let bank: readonly LabNode[];
  let web1: LabNode;
  let first: TerraformProject;
  let second: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    bank = BANK.map((name) => lab.node(name));
    web1 = lab.node("web1");
    await bareHosts(lab);
    await spoil(...bank);
    for (const [index, server] of bank.entries()) await server.must(`ip route replace default via ${NOBODY}; ip address add 192.168.1.2${index + 1}/24 dev eth0`);
    first = (await TerraformProject.create(lab)).cluster(www());
    await first.deploy();
    second = await TerraformProject.create(lab);
  });
  afterAll(() => {
    first?.remove();
    second?.remove();
  });

  const wayFrom = (server: LabNode, source: string): Promise<string> => server.must(`ip route get ${OUTSIDE} from ${source}`);

  it("can't have one name, by which a host tells them apart", async () => {
    const { code, output } = await second.cluster(other((nat) => (nat.name = "www"))).apply();
    expect(code).toBe(1);
    expect(output).toMatch(/LVS352: web1 already stands under another cluster www, with source-route 192\.168\.1\.11 192\.168\.1\.254 eth0/);
    expect(await wayFrom(web1, "192.168.1.11")).toContain("via 192.168.1.254");
    await second.cluster(other()).deploy();
  });

  it.each([
    ["one", NAT_VIP],
    ["the other", OTHER_VIP],
  ])("answer the clients of %s by its own NAT router address", async (_which, vip) => {
    const { failed, perServer } = await rate(lab.node("client"), `http://${vip}/`, 400, 8);
    expect(failed).toBe(0);
    expectShares(perServer, { web1: 50, web2: 100, web3: 250 }, 0.05);
  });

  it("leave the default route, and the ways to the servers' own network, as they are", async () => {
    expect(await web1.must("ip route show default")).toContain(`default via ${NOBODY}`);
    expect(await web1.must("ip route get 192.168.1.12 from 192.168.1.11")).not.toContain("via");
    expect([(await first.plan()).code, (await second.plan()).code]).toEqual([0, 0]);
  });

  it("are refused, each with the other's name, where both want another way back from one address", async () => {
    const before = await web1.must("ip rule show; readlink /var/lib/lvs/clusters/other/current");
    const { code, output } = await second.cluster(other((nat) => (nat.pools["web"]!.servers["web1"]!.address = "192.168.1.11"))).apply();
    expect(code).toBe(1);
    expect(output).toMatch(/source-route 192\.168\.1\.11: cluster www wants 192\.168\.1\.254 eth0 \d+, cluster other wants 192\.168\.1\.253 eth0/);
    expect(await web1.must("ip rule show; readlink /var/lib/lvs/clusters/other/current")).toBe(before);
    expect((await rate(lab.node("client"), `http://${OTHER_VIP}/`, 40, 4)).failed).toBe(0);
    await second.cluster(other()).deploy();
  });

  it("show it as drift where somebody takes a way away, and bring it back", async () => {
    await web1.must("ip rule del from 192.168.1.11 priority 20998; ip rule del from 192.168.1.11 priority 20999");
    expect(await wayFrom(web1, "192.168.1.11")).toContain(`via ${NOBODY}`);
    expect((await first.plan()).code).toBe(2);
    await first.deploy();
    expect(await wayFrom(web1, "192.168.1.11")).toContain("via 192.168.1.254");
  });

  it("keep their ways over a power cut of a real server", async () => {
    await web1.kill();
    await powerOn(web1);
    expect(await wayFrom(web1, "192.168.1.11")).toContain("via 192.168.1.254");
  });

  it("take their own ways with them when they go, and no others", async () => {
    await first.destroy();
    for (const [index, server] of bank.entries()) expect(await server.must("ip rule show; ip route show table all"), server.name).not.toMatch(new RegExp(`from 192\\.168\\.1\\.1${index + 1} |192\\.168\\.1\\.254`));
    const { failed } = await rate(lab.node("client"), `http://${OTHER_VIP}/`, 40, 4);
    // web1's second address was nobody's but the test's, and is gone with the power; so is the test's default route.
    expect(failed).toBe(0);
    await second.destroy();
    expect(await lab.node("web2").must("ip rule show")).not.toMatch(/2099[89]/);
    expect(await wayFrom(lab.node("web2"), "192.168.1.12")).toContain(`via ${NOBODY}`);
  });
});
