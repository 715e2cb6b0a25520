import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { type ClusterConfig, NAT_VIP, natCluster } from "./harness/cluster-config";
import { activeRouter, holders, OwnerWatch } from "./harness/owners";
import { requests } from "./harness/probe";
import { bareHosts, eventually, powerOn, site } from "./harness/site";
import { type Run, TerraformProject } from "./harness/terraform-project";

/** An advert every 200 ms: a router that hears none takes over within a second. */
function cluster(edit: (cluster: ClusterConfig) => void = () => undefined): ClusterConfig {
  return natCluster((config) => {
    config.heartbeat.advert_interval_ms = 200;
    edit(config);
  });
}
const alone = (router: string): ClusterConfig => cluster((config) => delete config.routers[other(router)]);
const otherVrid = (id = 52): ClusterConfig => cluster((config) => (config.heartbeat.virtual_router_id = id));

function other(router: string): string {
  return router === "lvs1" ? "lvs2" : "lvs1";
}

const OURS = "ls -d /var/lib/lvs /etc/systemd/system/lvs-* 2>/dev/null | wc -l";
const HEARTBEAT = "systemctl is-active lvs-heartbeat || true";

describe("what a run leaves that could not end", () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    project = await TerraformProject.create(lab, { ssh: { connect_timeout_ms: 5_000 } });
  });
  afterAll(() => project.remove());

  /** Who answered ARP for the VIP meanwhile, one after the other: more than one entry for each owner are two at a time. */
  async function watched<T>(act: () => Promise<T>): Promise<{ readonly result: T; readonly owners: readonly string[] }> {
    const watch = await new OwnerWatch(lab, lab.node("client"), { address: NAT_VIP, iface: "eth0" }).started();
    const result = await act();
    return { result, owners: (await watch.stop()).map(({ owner }) => owner) };
  }

  /** The provider dies so long after it has begun a step; what hosts were told to do, they finish. */
  async function killed(config: ClusterConfig, step: string, afterMs = 0): Promise<void> {
    const running = project.cluster(config).start("apply", "-auto-approve");
    await running.begins(step);
    await sleep(afterMs);
    running.killProvider();
    expect((await running.ended).code).toBe(1);
  }

  /** As by Ctrl-C. */
  async function interrupted(config: ClusterConfig, step: string): Promise<Run> {
    const running = project.cluster(config).start("apply", "-auto-approve");
    await running.begins(step);
    running.interrupt();
    const run = await running.ended;
    expect(run.code).toBe(1);
    return run;
  }

  async function expectSettled(): Promise<void> {
    const { code, output } = await project.plan();
    expect(code, output).toBe(0);
    expect((await requests(lab.node("client"), `http://${NAT_VIP}/`, { count: 8 })).failed).toBe(0);
  }

  it("a router that had joined when the run was killed is left as it was found by the configuration of before: never a second owner", async () => {
    await project.cluster(alone("lvs1")).deploy();
    await killed(cluster(), "asking the network who owns the VIPs");
    expect(await lab.node("lvs2").must(HEARTBEAT)).toBe("active\n");
    expect((await project.cluster(alone("lvs1")).plan()).code).toBe(2);
    const { owners } = await watched(async () => {
      // One that has changed nothing forgets nothing either, nor does one that goes back: all is as the killed one left it.
      await interrupted(alone("lvs1"), "lvs1: staging the release");
      expect((await interrupted(alone("lvs1"), "lvs1: activating the release")).output).toContain("LVS340: lvs2 runs the release that ran before, never confirmed,");
      await project.cluster(alone("lvs1")).deploy();
    });
    expect(owners).toEqual(["lvs1"]);
    expect(await lab.node("lvs2").must(OURS)).toBe("0\n");
    await expectSettled();
  });

  it("the same configuration again may fail as well, and a deletion reaches that router, too", async () => {
    await killed(cluster(), "asking the network who owns the VIPs");
    const heavier = cluster((config) => (config.pools["web"]!.servers["web1"]!.weight = 3));
    const { owners } = await watched(() => interrupted(heavier, "asking the network who owns the VIPs"));
    expect(owners).toEqual(["lvs1"]);
    await project.cluster(alone("lvs1")).destroy();
    for (const name of ["lvs1", "lvs2", "web1"]) expect([name, await lab.node(name).must(OURS)]).toEqual([name, "0\n"]);
  });

  it("a real server that was prepared when the run was killed is left as it was found", async () => {
    const without = cluster((config) => delete config.pools["web"]!.servers["web2"]);
    await project.cluster(without).deploy();
    await killed(cluster(), "lvs2: activating the release");
    expect(await lab.node("web2").must("ls /var/lib/lvs/clusters/www")).toContain("pending");
    await project.cluster(without).deploy();
    expect(await lab.node("web2").must(OURS)).toBe("0\n");
    await expectSettled();
  });

  it("a flag day that was killed when the active router alone had changed is taken back without a second owner", async () => {
    await project.cluster(cluster()).deploy();
    const active = await activeRouter(lab, NAT_VIP);
    await killed(otherVrid(), `${active}: activating the release`, 4_000);
    expect(await lab.node(active).must("grep virtual_router_id /var/lib/lvs/clusters/www/current/keepalived.conf")).toContain("52");
    expect(await lab.node(other(active)).must(HEARTBEAT)).toBe("inactive\n");
    const { owners } = await watched(() => project.cluster(cluster()).deploy());
    expect(owners).toEqual([active]);
    expect(await lab.node(other(active)).must(HEARTBEAT)).toBe("active\n");
    await expectSettled();
  });

  it("a flag day that is interrupted when the backup has changed, too, goes back without a second owner", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const { owners, result } = await watched(() => interrupted(otherVrid(), `${other(active)}: activating the release`));
    expect(result.output).toContain(`LVS340: ${other(active)} runs its confirmed release`);
    expect(owners).toEqual([active]);
    project.cluster(cluster());
    await expectSettled();
  });

  it("a router that was left behind and is switched on again is taken back, and one owner is left", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const gone = other(active);
    await lab.node(gone).kill();
    expect(await project.cluster(alone(active)).deploy()).toContain(`LVS348: the router ${gone} left the cluster`);
    await powerOn(lab.node(gone));
    await eventually("both hold the VIP", async () => (await holders(lab, NAT_VIP)).length === 2);
    await project.cluster(cluster((config) => (config.pools["web"]!.servers["web1"]!.weight = 3))).deploy();
    expect(await holders(lab, NAT_VIP)).toEqual([active]);
    expect(await lab.node(gone).must(HEARTBEAT)).toBe("active\n");
    await expectSettled();
  });

  it("a router that joins and is lost is not forgotten by the others: they keep the release that names it", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const joining = other(active);
    await project.cluster(alone(active)).deploy();
    const { owners, result } = await watched(async (): Promise<Run> => {
      const running = project.cluster(cluster()).start("apply", "-auto-approve");
      await running.begins(`${joining}: activating the release`);
      await sleep(1_000);
      await lab.cutCable(joining, "mgmt0");
      return running.ended;
    });
    expect(result.code).toBe(1);
    expect(result.output).toContain(`LVS354: ${active} keeps the new release: ${joining} could not be brought back`);
    expect(owners).toEqual([active]);
    // It could not be cleaned, and answers: nobody may forget it now.
    expect((await project.cluster(alone(active)).apply()).output).toContain(`LVS353: ${joining} can't be reached`);
    expect(await holders(lab, NAT_VIP)).toEqual([active]);
    await lab.plugCable(joining, "mgmt0");
    await project.cluster(cluster()).deploy();
    await expectSettled();
  }, 400_000);

  it("a router whose kept model is half there is written anew", async () => {
    const model = "/var/lib/lvs/clusters/www/model.json";
    const whole = await lab.node("lvs1").must(`cat ${model}; truncate -s 40 ${model}`);
    expect((await project.plan()).code).toBe(2);
    await project.deploy();
    expect(await lab.node("lvs1").must(`cat ${model}`)).toBe(whole);
    await expectSettled();
  });
});
