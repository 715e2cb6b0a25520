import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { NAT_VIP, natCluster } from "./harness/cluster-config";
import { packAgain } from "./harness/debian-package";
import { hostContent } from "./harness/host-snapshot";
import { bareHosts, deployable, eventually, site, spoil } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

// What somebody ran on lvs1 before: another VIP, by the package's own unit.
const OTHER_VIP = "203.0.113.50";
const OTHER_CONF = `vrrp_instance old {
  state BACKUP
  interface eth0
  virtual_router_id 7
  priority 100
  virtual_ipaddress {
    ${OTHER_VIP}/32
  }
}
`;

// As `apt-get upgrade` does it: the new package's own scripts start the daemon anew.
const UPGRADE = `${packAgain("keepalived", "1:2.2.7-99")}dpkg --install --force-confold keepalived.deb >/dev/null 2>&1; cd /; rm -r /srv/shelf`;

describe("a cluster that comes and goes", () => {
  let lab: Lab;
  let project: TerraformProject;
  let found: readonly string[];
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    await spoil(lab.node("lvs1"), lab.node("lvs2"), lab.node("web3"));
    // Loaded modules stay, and bring settings with them: here they are from the beginning, as on a host that has IPVS for other reasons.
    for (const router of ["lvs1", "lvs2"]) await lab.node(router).must("modprobe -a ip_vs ip_vs_wrr ip_vs_rr");
    await lab.node("lvs1").must("cat >/etc/keepalived/keepalived.conf; systemctl restart keepalived", { stdin: OTHER_CONF });
    await lab.node("lvs2").must(`ipvsadm -A -t ${NAT_VIP}:25 -s rr; ipvsadm -A -t 203.0.113.60:25 -s rr`);
    await lab.node("web3").must("ip route add default via 192.168.1.1 dev eth0 metric 50; sysctl -q -w net.ipv4.conf.eth0.arp_ignore=3");
    await otherVipIsThere();
    await upgradeStartsTheDaemon();
    found = await contents();
    project = (await TerraformProject.create(lab)).cluster(natCluster());
  });
  afterAll(() => project.remove());

  function contents(): Promise<string[]> {
    return Promise.all(deployable(lab).map(hostContent));
  }

  function otherVipIsThere(): Promise<void> {
    return eventually("the other VIP is there", async () => (await lab.node("lvs1").must("ip -o address")).includes(OTHER_VIP));
  }

  /** Without us an upgrade does start it, or the test below would show nothing. */
  async function upgradeStartsTheDaemon(): Promise<void> {
    const router = lab.node("lvs1");
    await router.must("systemctl stop keepalived");
    await router.must(UPGRADE);
    expect(await router.must("systemctl is-active keepalived")).toBe("active\n");
    await otherVipIsThere();
  }

  it("is refused as long as a router forwards what the cluster knows nothing of, and changes nothing", async () => {
    const { code, output } = await project.apply();
    expect(code).toBe(1);
    expect(output).toContain("LVS318: lvs2 already forwards -t 203.0.113.60:25, which this cluster knows nothing of");
    expect(await contents()).toEqual(found);
    await lab.node("lvs2").must("ipvsadm -D -t 203.0.113.60:25");
    found = await contents();
  });

  it("and fails on one router's unit leaves every host as it was found, no state and no taint", async () => {
    const folder = "/etc/systemd/system/lvs-heartbeat.service.d";
    await lab.node("lvs2").must(`mkdir ${folder}; printf '[Service]\\nExecStartPre=/bin/false\\n' >${folder}/bad.conf`);
    const { code, output } = await project.apply();
    await lab.node("lvs2").must(`rm -r ${folder}; systemctl daemon-reload`);
    expect(code).toBe(1);
    expect(output).toMatch(/LVS310: activating the release failed on lvs2 .*lvs-heartbeat\.service does not start/);
    expect(project.state()).toBeUndefined();
    await otherVipIsThere();
    expect(await contents()).toEqual(found);
  });

  it("is created where that failed: keepalived's own unit is quiet, masked and remembered", async () => {
    expect(await project.deploy()).toContain("LVS347: keepalived.service ran on lvs1 and is stopped");
    expect(await lab.node("lvs1").must("systemctl is-active keepalived lvs-heartbeat; systemctl is-enabled keepalived || true; ip -o address")).toMatch(new RegExp(`^inactive\nactive\nmasked\n(?!.*${OTHER_VIP})`, "s"));
    expect((await project.plan()).code).toBe(0);
  });

  it("is not taken over by a project that knows nothing of it and would end a service; one that has them all adopts it", async () => {
    const other = (await TerraformProject.create(lab)).cluster(natCluster((cluster) => (cluster.vips["www"] = { address: "203.0.113.20" })));
    const { code, output } = await other.apply();
    expect(code).toBe(1);
    expect(output).toContain(`LVS319: lvs1 already runs a cluster www with ${NAT_VIP}, ${NAT_VIP} tcp 80, which this configuration does not have`);
    expect(await lab.node("lvs1").must("ipvsadm -Sn")).toContain(`-A -t ${NAT_VIP}:80 -s wrr`);
    expect(await other.cluster(natCluster()).deploy()).toContain("LVS351: lvs1 ran a cluster www already");
    other.remove();
    expect((await project.plan()).code).toBe(0);
  });

  it("stays alone on its router when the keepalived package is upgraded, which would start the package's own daemon", async () => {
    const daemons = "pgrep -o -x keepalived; systemctl is-active keepalived lvs-heartbeat; systemctl is-enabled keepalived || true";
    const router = lab.node("lvs1");
    const before = await router.must(daemons);
    expect(before).toMatch(/^\d+\ninactive\nactive\nmasked\n$/);
    await router.must(UPGRADE);
    expect(await router.must(daemons)).toBe(before);
    expect(await router.must("ip -o address")).not.toContain(OTHER_VIP);
    expect((await project.plan()).code).toBe(0);
  });

  it("is imported from any of its routers into a project that knows nothing, and there is nothing to do", async () => {
    // Deletion protection is Terraform's alone, so no host can tell of it: left out, it is on.
    const other = (await TerraformProject.create(lab)).cluster(natCluster((cluster) => delete cluster.deletion_protection));
    await other.must("import", "lvs_cluster.www", "www@lvs2");
    const { code, output } = await other.plan();
    other.remove();
    expect(output).toContain("No changes.");
    expect(code).toBe(0);
  });

  it("is not deleted while it is protected, as it is unless said otherwise", async () => {
    project.cluster(natCluster((cluster) => delete cluster.deletion_protection));
    await project.deploy();
    const { code, output } = await project.terraform("destroy", "-auto-approve");
    expect(code).toBe(1);
    expect(output).toContain("LVS400: the cluster www is protected against deletion");
    expect(await lab.node("lvs1").must("systemctl is-active lvs-heartbeat")).toBe("active\n");
  });

  it("leaves every host as it was found when it is deleted", async () => {
    project.cluster(natCluster());
    await project.deploy();
    await project.destroy();
    await otherVipIsThere();
    expect(await contents()).toEqual(found);
    expect(project.state()).toBeUndefined();
  });
});
