import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformResource, TerraformStack } from "cdktf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { type Fill, everyProperty } from "../unit/constructs/fixtures/every-property";
import { requests } from "./harness/probe";
import { bareHosts, eventually, siteWithPacketFilter } from "./harness/site";
import { StackDirectory } from "./harness/stack-directory";

/** What the lab's hosts need instead of the fixture's own values. */
const HERE: Readonly<Record<string, string | number>> = {
  "routers.lvs1.host": "lvs1",
  "routers.lvs2.host": "lvs2",
  "routers.lvs1.keepalived_version": "2.2.7",
  "routers.lvs2.keepalived_version": "2.2.7",
  "pools.web.health_checks.0.port": 443,
  "pools.web.health_checks.0.interval_ms": 1000,
  "pools.web.health_checks.0.timeout_ms": 900,
  "pools.web.load_monitor.interval_ms": 2000,
  "pools.web.load_monitor.timeout_ms": 1000,
  "pools.web.servers.web1.port": 80,
  "pools.web.servers.web1.login.user": "root",
};

describe("an app of two stacks, in which one gives the other every value of its cluster", () => {
  const directory = mkdtempSync(join(tmpdir(), "lvs stacks "));
  let lab: Lab;
  let values: StackDirectory;
  let cluster: StackDirectory;
  beforeAll(async () => {
    lab = await siteWithPacketFilter("hosts");
    await bareHosts(lab);
    [values, cluster] = [new StackDirectory(directory, "values"), new StackDirectory(directory, "site")];
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** @param weight of the only real server */
  function synth(weight: number): void {
    const app = new App({ outdir: join(directory, "cdktf.out") });
    const [from, to] = [new TerraformStack(app, "values"), new TerraformStack(app, "site")];
    const fill: Fill = (leaf, literal) => {
      const input = leaf.endsWith(".weight") ? weight : (HERE[leaf] ?? literal);
      const value = new TerraformResource(from, leaf, { terraformResourceType: "terraform_data" });
      value.addOverride("input", input);
      if (typeof input === "string") return value.getStringAttribute("output") as typeof literal;
      if (typeof input === "number") return value.getNumberAttribute("output") as typeof literal;
      return value.getBooleanAttribute("output") as unknown as typeof literal;
    };
    everyProperty(to, fill, { ssh: { configFile: lab.sshConfigPath }, oneCheck: true });
    app.synth();
  }

  /** A load monitor, whose values are among those that are passed on, has a new server begin with less, and doubles that every 2 s. */
  const weighs = (weight: number) => eventually(`web1 has the weight ${weight}`, async () => (await lab.node("lvs1").must("ipvsadm -Sn")).includes(`192.168.1.11:80 -m -w ${weight}\n`), 60_000);

  it("is deployed one stack after the other, serves, and then there is nothing to do", async () => {
    synth(3);
    await values.deploy();
    await cluster.deploy();
    expect(await requests(lab.node("client"), "http://203.0.113.10/", { count: 4 })).toMatchObject({ failed: 0, perServer: { web1: 4 } });
    await weighs(3);
    expect((await cluster.plan()).output).toContain("No changes.");
  });

  it("passes a change of one value on, and then there is nothing to do", async () => {
    synth(7);
    await values.deploy();
    expect(await cluster.deploy()).toMatch(/lvs_cluster\.www: Modifications complete/);
    await weighs(7);
    expect((await cluster.plan()).output).toContain("No changes.");
  });
});
