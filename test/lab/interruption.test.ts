import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { smallCluster } from "./harness/cluster-config";
import { bareHosts, deployable, site } from "./harness/site";
import { type Running, TerraformProject } from "./harness/terraform-project";

describe("a run that is ended from this side", () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    project = await TerraformProject.create(lab);
  });
  afterAll(() => project.remove());

  function deployWeight(weight: number): Running {
    return project.cluster(smallCluster((cluster) => (cluster.pools["web"]!.servers["web1"]!.weight = weight))).start("apply", "-auto-approve");
  }

  async function weights(): Promise<string[]> {
    const look = "ipvsadm -Sn 2>/dev/null | sed -n 's/.*192.168.1.11:80 -m -w //p'";
    return Promise.all(["lvs1", "lvs2"].map(async (router) => (await lab.node(router).must(look)).trim()));
  }

  it("while it creates, by Ctrl-C: hosts are as they were found, and there is no state and no taint", async () => {
    const running = deployWeight(1);
    await running.begins("lvs2: activating the release");
    running.interrupt();
    const { code, output } = await running.ended;
    expect(code).toBe(1);
    expect(output).toContain("LVS342: the run was interrupted");
    expect(project.state()).toBeUndefined();
    for (const node of deployable(lab)) expect(await node.must("ls /var/lib/lvs /etc/systemd/system | grep -c lvs || true"), node.name).toBe("0\n");
  });

  it("while it creates, by the death of the provider: the next run adopts what it finds", async () => {
    const running = deployWeight(1);
    await running.begins("lvs2: activating the release");
    running.killProvider();
    expect((await running.ended).code).toBe(1);
    expect(project.state()).toBeUndefined();
    const { code, output } = await deployWeight(1).ended;
    expect(code, output).toBe(0);
    expect(project.state()).not.toHaveProperty("status");
    expect((await project.plan()).code).toBe(0);
  });

  it("while it updates, by Ctrl-C: both routers run the release of before and the state says so", async () => {
    const before = project.state()?.["confirmed"];
    const running = deployWeight(2);
    await running.begins("lvs1: activating the release");
    running.interrupt();
    const { code, output } = await running.ended;
    expect(code).toBe(1);
    expect(output).toMatch(/LVS340: lvs1 runs its confirmed release/);
    expect(await weights()).toEqual(["1", "1"]);
    expect(project.state()).toMatchObject({ confirmed: before });
    expect(project.state()).not.toHaveProperty("status");
  });

  it("while it updates, by the death of the provider between two routers: the next run goes on", async () => {
    const running = deployWeight(3);
    await running.begins("lvs1: activating the release");
    running.killProvider();
    expect((await running.ended).code).toBe(1);
    expect((await project.plan()).code).toBe(2);
    const { code, output } = await deployWeight(3).ended;
    expect(code, output).toBe(0);
    expect(await weights()).toEqual(["3", "3"]);
    expect((await project.plan()).code).toBe(0);
  });
});
