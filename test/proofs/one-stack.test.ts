import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClusterConfig, natCluster } from "../lab/harness/cluster-config";
import { type MultiSite, SITE_NAME, multiSite } from "../lab/harness/multi-site";
import { ResolvingClient, type ResolvedReport } from "../lab/harness/resolving-client";
import { fastKernel } from "../lab/harness/site";
import { TerraformProject } from "../lab/harness/terraform-project";

type Method = "direct" | "tunnel";
const NUMBER: Readonly<Record<Method, number>> = { direct: 4, tunnel: 6 };
const VIP: Readonly<Record<Method, string>> = { direct: "203.0.113.40", tunnel: "203.0.113.60" };

/** The example's cluster of that method, with a bank of two. */
const cluster = (method: Method): ClusterConfig =>
  natCluster((config) => {
    const router = (index: number) => ({ host: `${method}${index + 1}`, priority: 200 - index, public: { interface: "eth0", address: `203.0.113.${NUMBER[method] + index}/24` }, private: { interface: "eth1", address: `192.168.1.${NUMBER[method] + index}/24` } });
    config.name = method;
    config.routers = { [`${method}1`]: router(0), [`${method}2`]: router(1) };
    config.heartbeat = { virtual_router_id: 50 + NUMBER[method], advert_interval_ms: 200 };
    config.routing = { method };
    config.vips = { www: { address: VIP[method] } };
    delete config.pools["web"]!.servers["web3"];
  });

describe("clusters and their name in one stack, deployed in one go", () => {
  let site: MultiSite;
  let project: TerraformProject;
  beforeAll(async () => {
    site = await multiSite({ name: `one-stack-${process.pid}`, kernel: fastKernel, without: ["nat1", "nat2", "web3", "web4"] });
    project = await TerraformProject.create(site.lab, { environment: { DNS_SECRET: site.env["DNS_SECRET"] ?? "" } });
  });
  afterAll(async () => {
    project?.remove();
    await site?.down();
  });

  /** As the constructs leave it: the name refers to the VIPs of its clusters, and is created before it is destroyed. */
  function declare(...methods: readonly Method[]): void {
    const addresses = methods.map((method) => `\${lvs_cluster.${method}.vips["www"].address}`);
    const server = { host: site.env["DNS_SERVER"], port: Number(site.env["DNS_PORT"]), key: { name: "site", secret: { env: "DNS_SECRET" } } };
    const clusters = Object.fromEntries(methods.map((method) => [method, cluster(method)]));
    project.configure({ resource: { lvs_cluster: clusters, lvs_dns_round_robin: { www: { name: SITE_NAME, ttl_seconds: 10, addresses, server, lifecycle: { create_before_destroy: true } } } } });
  }

  async function underClients(act: () => Promise<unknown>): Promise<ResolvedReport> {
    const clients = new ResolvingClient(site.lab.node("client"), SITE_NAME);
    await act();
    return clients.stop();
  }

  it("serve under both addresses", async () => {
    declare("direct", "tunnel");
    await project.deploy();
    expect((await site.lab.node("upstream").must(`dig +short @127.0.0.1 ${SITE_NAME} A`)).split("\n").sort().join(" ").trim()).toBe(`${VIP.direct} ${VIP.tunnel}`);
  });

  it("lose one of them by a single apply, and no client a request: the name changes first, the cluster stops a time to live later", async () => {
    declare("tunnel");
    const { requests, perAddress, failedPerAddress } = await underClients(() => project.deploy());
    expect(failedPerAddress).toEqual({});
    expect(requests).toBeGreaterThan(500);
    expect(perAddress[VIP.direct]).toBeGreaterThan(0);
    expect(await site.lab.node("direct1").must("ipvsadm -Sn; ls /var/lib/lvs/clusters 2>/dev/null || true")).toBe("");
    expect(await site.lab.node("web1").must("ip -4 -o address show dev lo")).not.toContain(VIP.direct);
  });

  it("get it back by a single apply, and no client comes before it serves", async () => {
    declare("direct", "tunnel");
    const { failedPerAddress, perAddress } = await underClients(async () => {
      await project.deploy();
      // What a resolver knows it keeps for a time to live.
      await site.lab.node("client").must("sleep 12");
    });
    expect(failedPerAddress).toEqual({});
    expect(perAddress[VIP.direct]).toBeGreaterThan(0);
    expect((await project.plan()).code).toBe(0);
  });
});
