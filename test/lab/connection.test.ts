import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { NAT_VIP, smallCluster } from "./harness/cluster-config";
import { requests } from "./harness/probe";
import { bareHosts, powerOn, site } from "./harness/site";
import { type Run, type Running, TerraformProject } from "./harness/terraform-project";

const ROUTERS = ["lvs1", "lvs2"] as const;
/** As the provider names them while it does them. */
const STEPS = ["staging the release", "checking the release", "activating the release", "asking ARP", "confirming the release", "keeping the model"] as const;

describe("a router that is lost in the middle of a change", () => {
  let lab: Lab;
  let project: TerraformProject;
  let running: Running;
  let weight = 1;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    project = (await TerraformProject.create(lab, { ssh: { connect_timeout_ms: 5_000 } })).cluster(smallCluster());
    await project.deploy();
  });
  // One that goes on after a failed expectation would hold the state against the next test.
  afterEach(() => running.ended);
  afterAll(() => project.remove());

  function newWeight(): Running {
    weight += 1;
    return project.cluster(smallCluster((cluster) => (cluster.pools["web"]!.servers["web1"]!.weight = weight))).start("apply", "-auto-approve");
  }

  /** Weight of web1 in each router's kernel, and whether the release that runs is the one that a boot returns to. */
  function weights(): Promise<string[]> {
    const look = "cd /var/lib/lvs/clusters/www; [ $(readlink current) = $(readlink confirmed) ] || echo unconfirmed; ipvsadm -Sn | sed -n 's/.*192.168.1.11:80 -m -w //p'";
    return Promise.all(ROUTERS.map(async (router) => (await lab.node(router).must(look)).trim()));
  }

  /** Success, and both run the new release; or failure, and both run the old one. Whichever it is, the next apply leaves nothing to do. */
  async function expectAllOrNothing({ code, output }: Run): Promise<void> {
    const now = code === 0 ? weight : weight - 1;
    expect({ output, weights: await weights() }).toEqual({ output, weights: [String(now), String(now)] });
    expect((await requests(lab.node("client"), `http://${NAT_VIP}/`, { count: 8 })).failed).toBe(0);
    if (code !== 0) await project.deploy();
    expect((await project.plan()).code).toBe(0);
  }

  it("costs nothing but time when its connection is cut at every step, and each time comes back", async () => {
    running = newWeight();
    const cuts = ROUTERS.flatMap((router) => STEPS.map(async (step) => {
      await running.begins(`${router}: ${step}`);
      return { router, step, cut: running.cutConnection(lab.node(router)) > 0 };
    }));
    expect(await Promise.all(cuts)).toEqual(ROUTERS.flatMap((router) => STEPS.map((step) => ({ router, step, cut: true }))));
    const run = await running.ended;
    expect(run.code, run.output).toBe(0);
    await expectAllOrNothing(run);
  });

  it.each(ROUTERS)("changes both or none when nothing reaches %s's sshd for some seconds", async (router) => {
    running = newWeight();
    await running.begins(`${router}: activating the release`);
    await lab.cutCable(router, "mgmt0");
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    await lab.plugCable(router, "mgmt0");
    const run = await running.ended;
    await expectAllOrNothing(run);
  });

  it.each(ROUTERS)("changes both or none when %s loses power while it activates, and comes back", async (router) => {
    running = newWeight();
    await running.begins(`${router}: activating the release`);
    await lab.node(router).kill();
    await powerOn(lab.node(router));
    await expectAllOrNothing(await running.ended);
  });

  it("leaves the pair as it was when the router stays away, and goes on where the next apply finds it back", async () => {
    running = newWeight();
    await running.begins("lvs1: activating the release");
    await lab.node("lvs1").kill();
    const { code, output } = await running.ended;
    expect(code).toBe(1);
    expect(output).toMatch(/LVS311: the connection to lvs1 was lost during activating the release/);
    expect(output).toMatch(/LVS340: lvs2 runs its confirmed release/);
    await powerOn(lab.node("lvs1"));
    await project.deploy();
    expect(await weights()).toEqual([String(weight), String(weight)]);
    expect((await project.plan()).code).toBe(0);
  }, 300_000);
});
