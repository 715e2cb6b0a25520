import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lookLoginRemoval, lookLoginScript } from "../../lib/deploy/host";
import { type Lab } from "../../lib/lab";
import { labFiles } from "../../lib/lab/seed";
import { NAT_VIP, natCluster } from "./harness/cluster-config";
import { requests } from "./harness/probe";
import { bareHosts, deployable, eventually, site } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

const CONF = "/var/lib/lvs/clusters/www/current/keepalived.conf";

describe("what hosts became without us", () => {
  let lab: Lab;
  let project: TerraformProject;
  const environment: Record<string, string> = {};
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    project = (await TerraformProject.create(lab, { environment })).cluster(natCluster());
    await project.deploy();
  });
  afterAll(() => project.remove());

  it("is no drift when a health check takes a server out", async () => {
    const { web1, lvs1 } = { web1: lab.node("web1"), lvs1: lab.node("lvs1") };
    await web1.must("touch /run/lab/unhealthy");
    await eventually("web1 is taken out", async () => !(await lvs1.must("ipvsadm -Sn")).includes("192.168.1.11:80"));
    const { code, output } = await project.plan();
    await web1.must("rm /run/lab/unhealthy");
    expect(output).toContain("No changes.");
    expect(code).toBe(0);
    await eventually("web1 serves again", async () => (await lvs1.must("ipvsadm -Sn")).includes("192.168.1.11:80"));
  });

  it("is no drift when the routers change roles, and the data source names the one that is active then", async () => {
    expect(await activeRouter(project)).toBe("lvs1");
    await lab.node("lvs1").must("systemctl restart lvs-heartbeat");
    await eventually("lvs2 is active", async () => (await lab.node("lvs2").must("ip -o address")).includes(NAT_VIP));
    expect((await project.plan("-target=lvs_cluster.www")).output).toContain("No changes.");
    expect(await activeRouter(project)).toBe("lvs2");
  });

  it("is shown as text: an edited file, a stranger and a missing virtual server, a disabled unit, a changed setting, a lost route", async () => {
    await lab.node("lvs1").must(`sed -i 's/priority 254/priority 200/' ${CONF}; systemctl disable --quiet lvs-heartbeat; ipvsadm -A -t 203.0.113.99:80 -s rr`);
    await lab.node("lvs2").must(`ipvsadm -D -t ${NAT_VIP}:80; sysctl -q -w net.ipv4.vs.expire_nodest_conn=0`);
    await lab.node("web1").must("ip route del default");
    const { code, output } = await project.plan();
    expect(code).toBe(2);
    for (const line of [
      /- +priority 200\n +\+ +priority 254/,
      /- +-A -t 203\.0\.113\.99:80 -s rr/,
      /\+ +-A -t 203\.0\.113\.10:80 -s wrr/,
      /- +unit lvs-heartbeat\.service disabled active\n +\+ +unit lvs-heartbeat\.service enabled active/,
      /- +sysctl net\.ipv4\.vs\.expire_nodest_conn 0\n +\+ +sysctl net\.ipv4\.vs\.expire_nodest_conn 1/,
      /- +default-route none -\n +\+ +default-route 192\.168\.1\.254 eth0/,
    ]) expect(output).toMatch(line);
  });

  it("is seen by a login that may only look, and that can do nothing else", async () => {
    const publicKeys = [readFileSync(join(lab.directory, `${labFiles.key}.pub`), "utf8").trim()];
    for (const node of deployable(lab)) expect(await node.must("sh", { stdin: lookLoginScript({ user: "lvs-look", publicKeys }) })).toBe("lvs-look may look at this host's clusters\n");
    environment["CDKTF_LVS_LOOK_ONLY"] = "lvs-look";
    const { code, output } = await project.plan();
    expect(code).toBe(2);
    for (const line of [/- +priority 200\n/, /- +-A -t 203\.0\.113\.99:80 -s rr/, /- +unit lvs-heartbeat\.service disabled active\n/, /- +default-route none -\n/]) expect(output).toMatch(line);
    expect(await project.apply()).toMatchObject({ code: 1, output: expect.stringContaining("LVS440: this run may only look") as string });
    delete environment["CDKTF_LVS_LOOK_ONLY"];
    const asked = spawnSync("ssh", ["-F", lab.sshConfigPath, "-o", "ControlPath=none", "-l", "lvs-look", "lvs1", "touch /tmp/changed; cat /etc/shadow"], { input: "id\n", encoding: "utf8" });
    expect(asked).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("lvs-look: not a marker") as string });
    expect(await lab.node("lvs1").must("ls /tmp/changed 2>&1 || true; ipvsadm -Sn")).toMatch(/No such file(?=.*203\.0\.113\.99)/s);
    // Somebody with the key who stays connected and asks nothing keeps nobody from taking the login away.
    const held = spawn("ssh", ["-F", lab.sshConfigPath, "-o", "ControlPath=none", "-N", "-l", "lvs-look", "lvs1"], { stdio: "ignore" });
    const gone = once(held, "close");
    await eventually("somebody is connected", async () => (await lab.node("lvs1").exec("pgrep -u lvs-look")).code === 0);
    for (const node of deployable(lab)) expect(await node.must("sh", { stdin: lookLoginRemoval("lvs-look") })).toBe("lvs-look can't log in to this host any more\n");
    expect(await lab.node("lvs1").must("ls -d /var/lib/lvs-look-logins /etc/sudoers.d/lvs-look-login-lvs-look /usr/local/sbin/lvs-look 2>/dev/null || true; getent passwd lvs-look || true")).toBe("");
    await gone;
  });

  it("is repaired by one apply, which names the entries it mended, and then there is nothing to do", async () => {
    const output = await project.deploy();
    expect(output).toMatch(/LVS344: the kernel's table on lvs1 .*ipvsadm -D -t 203\.0\.113\.99:80/);
    expect(output).toMatch(/LVS344: the kernel's table on lvs2 .*ipvsadm -A -t 203\.0\.113\.10:80 -s wrr/);
    expect(await lab.node("lvs1").must(`grep priority ${CONF}; systemctl is-enabled lvs-heartbeat; ipvsadm -Sn`)).toMatch(/priority 254\nenabled\n(?!.*203\.0\.113\.99)/s);
    expect(await lab.node("lvs2").must("sysctl -n net.ipv4.vs.expire_nodest_conn; ipvsadm -Sn | wc -l")).toBe("1\n4\n");
    expect((await project.plan()).code).toBe(0);
    expect(await requests(lab.node("client"), `http://${NAT_VIP}/`, { count: 16 })).toMatchObject({ failed: 0, perServer: { web1: 2, web2: 4, web3: 10 } });
  });

  it("is put right together with a change that was asked for", async () => {
    await lab.node("lvs1").must("ipvsadm -A -t 203.0.113.98:80 -s rr");
    project.cluster(natCluster((cluster) => (cluster.pools["web"]!.servers["web1"]!.weight = 3)));
    await project.deploy();
    expect((await lab.node("lvs1").must("ipvsadm -Sn")).trim().split("\n").sort()).toEqual([
      "-A -t 203.0.113.10:80 -s wrr",
      "-a -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 3",
      "-a -t 203.0.113.10:80 -r 192.168.1.12:80 -m -w 2",
      "-a -t 203.0.113.10:80 -r 192.168.1.13:80 -m -w 5",
    ]);
  });
});

/** Asks the data source, which changes nothing. */
async function activeRouter(project: TerraformProject): Promise<unknown> {
  const cluster = natCluster();
  const more = { data: { lvs_cluster_status: { www: { cluster: "www", routers: cluster.routers } } }, output: { status: { value: "${data.lvs_cluster_status.www}" } } };
  project.cluster(cluster, more);
  const status = (await project.outputs())["status"] as { active: unknown };
  project.cluster(cluster);
  return status.active;
}
