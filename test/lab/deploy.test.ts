import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { NAT_VIP, natCluster } from "./harness/cluster-config";
import { hostSnapshot } from "./harness/host-snapshot";
import { requests } from "./harness/probe";
import { bareHosts, deployable, site } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

describe("a cluster deployed to bare hosts", () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    project = (await TerraformProject.create(lab)).cluster(natCluster());
  });
  afterAll(() => project.remove());

  it("carries packets from the client through the VIP to every real server, by weight", async () => {
    await project.deploy();
    expect(await requests(lab.node("client"), `http://${NAT_VIP}/`, { count: 16 })).toMatchObject({ failed: 0, perServer: { web1: 2, web2: 4, web3: 10 } });
  });

  it("plans nothing when nothing was changed", async () => {
    const { code, output } = await project.plan();
    expect(output).toContain("No changes.");
    expect(code).toBe(0);
  });

  it("touches no file, unit, address, route, setting or table entry on any host when applied again", async () => {
    const look = (): Promise<string[]> => Promise.all(deployable(lab).map(hostSnapshot));
    const before = await look();
    await project.deploy();
    expect(await look()).toEqual(before);
  });
});
