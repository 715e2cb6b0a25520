import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { type ClusterConfig, NAT_VIP, natCluster } from "./harness/cluster-config";
import { requests } from "./harness/probe";
import { activeRouter, OwnerWatch } from "./harness/owners";
import { bareHosts, site } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

describe("hosts that join and leave a cluster", () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    project = (await TerraformProject.create(lab)).cluster(withoutWeb3());
    await project.deploy();
  });
  afterAll(() => project.remove());

  /** An advert every 200 ms: a router that hears none takes over within a second. */
  function cluster(edit: (cluster: ClusterConfig) => void = () => undefined): ClusterConfig {
    return natCluster((config) => {
      config.heartbeat.advert_interval_ms = 200;
      edit(config);
    });
  }

  function withoutWeb3(): ClusterConfig {
    return cluster((config) => delete config.pools["web"]!.servers["web3"]);
  }

  /** What Terraform says of a deployment, and who answers ARP for the VIP meanwhile, one after the other. */
  async function watchedDeploy(config: ClusterConfig): Promise<{ readonly output: string; readonly owners: readonly string[] }> {
    const watch = await new OwnerWatch(lab, lab.node("client"), { address: NAT_VIP, iface: "eth0" }).started();
    const output = await project.cluster(config).deploy();
    return { output, owners: (await watch.stop()).map(({ owner }) => owner) };
  }

  function other(router: string): string {
    return router === "lvs1" ? "lvs2" : "lvs1";
  }

  const OURS = "ls -d /var/lib/lvs /etc/systemd/system/lvs-* 2>/dev/null | wc -l";

  function position(step: string): number {
    const found = project.steps().findIndex((line) => line.startsWith(step));
    if (found < 0) throw new Error(`no "${step}" among:\n${project.steps().join("\n")}`);
    return found;
  }

  it("a real server is prepared before the first router may send to it", async () => {
    await project.cluster(cluster()).deploy();
    expect(position("web3: preparing the real server")).toBeLessThan(Math.min(position("lvs1: activating"), position("lvs2: activating")));
    expect((await requests(lab.node("client"), `http://${NAT_VIP}/`, { count: 8 })).perServer).toMatchObject({ web3: 5 });
  });

  it("a real server is stripped after the last router stopped sending to it, and nothing of ours stays there", async () => {
    await project.cluster(withoutWeb3()).deploy();
    expect(position("web3: removing the cluster")).toBeGreaterThan(Math.max(position("lvs1: activating"), position("lvs2: activating")));
    expect(await lab.node("web3").must("ls -d /var/lib/lvs /etc/systemd/system/lvs-* 2>/dev/null | wc -l; ip route show default | wc -l")).toBe("0\n0\n");
    expect((await project.plan()).code).toBe(0);
  });

  it("a real server without login is taken with a warning until its administrator did what the instructions say", async () => {
    project.cluster(cluster((config) => delete config.pools["web"]!.servers["web3"]!.login));
    expect(await project.deploy()).toMatch(/Warning: LVS335: .*web3/);
    const instructions = (project.state()?.["instructions"] as Record<string, string>)["web3"]!;
    const commands = instructions.split("\n\n")[1]!;
    await lab.node("web3").must("sh -e", { stdin: commands });
    expect((await requests(lab.node("client"), `http://${NAT_VIP}/`, { count: 8 }))).toMatchObject({ failed: 0, perServer: { web3: 5 } });
    expect((await project.plan()).code).toBe(0);
  });

  it("a real server that is no longer logged in to goes on serving, and hosts under other names are the machines that they were", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const { owners, output: said } = await watchedDeploy(cluster((config) => {
      const { lvs2, ...routers } = config.routers;
      config.routers = { ...routers, second: lvs2! };
      const { web1, ...servers } = config.pools["web"]!.servers;
      config.pools["web"]!.servers = { ...servers, first: web1! };
      delete config.pools["web"]!.servers["web2"]!.login;
    }));
    expect(said.match(/LVS349: web2 is no longer logged in to/g)).toHaveLength(1);
    expect(owners).toEqual([active]);
    expect((await requests(lab.node("client"), `http://${NAT_VIP}/`, { count: 8 }))).toMatchObject({ failed: 0, perServer: { web1: 1, web2: 2, web3: 5 } });
    const { code, output } = await project.plan();
    expect(code, output).toBe(0);
  });

  it("the active router leaves: the other one serves alone, and nothing of ours stays on the first", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const { owners } = await watchedDeploy(cluster((config) => delete config.routers[active]));
    expect(owners).toEqual([active, other(active)]);
    expect(await lab.node(active).must(`${OURS}; ipvsadm -Sn`)).toBe("0\n");
    expect((await project.plan()).code).toBe(0);
  });

  it("a router joins as hot backup: there is never a second owner", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    expect((await watchedDeploy(cluster())).owners).toEqual([active]);
    expect(await lab.node(other(active)).must("systemctl is-active lvs-heartbeat")).toBe("active\n");
    expect((await project.plan()).code).toBe(0);
  });

  it("another VRID is a flag day: the backup waits while the active router changes, and there is never a second owner", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    expect((await watchedDeploy(cluster((config) => (config.heartbeat.virtual_router_id = 52)))).owners).toEqual([active]);
    expect(await lab.node(other(active)).must("systemctl is-active lvs-heartbeat")).toBe("active\n");
  });
});
