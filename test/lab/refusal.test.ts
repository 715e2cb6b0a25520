import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { NAT_VIP, smallCluster } from "./harness/cluster-config";
import { requests } from "./harness/probe";
import { bareHosts, eventually, site } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

// keepalived whose test refuses what it passed before, as another build of it may; everything else it does as always.
const PICKY = ["#!/bin/sh", 'case "$*" in *--config-test*) echo "(Line 1) Unknown keyword \'nopreempt\'" >&2; exit 5 ;; esac', "exec /usr/sbin/keepalived.real \"$@\"", ""].join("\n");
const ROUTERS = ["lvs1", "lvs2"] as const;

describe("a release that one router can't take", () => {
  let lab: Lab;
  let project: TerraformProject;
  let before: readonly string[];
  let weight = 1;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    project = (await TerraformProject.create(lab)).cluster(smallCluster());
    await project.deploy();
    before = await running();
  });
  afterAll(() => project.remove());

  /** Release that runs, release that a boot returns to, kernel table and process of the heartbeat. */
  function running(): Promise<string[]> {
    const look = "readlink /var/lib/lvs/clusters/www/current /var/lib/lvs/clusters/www/confirmed; ipvsadm -Sn; pidof keepalived | tr ' ' '\\n' | sort; ls /run/lvs";
    return Promise.all(ROUTERS.map((router) => lab.node(router).must(look)));
  }

  function declareNewWeight(): TerraformProject {
    weight += 1;
    return project.cluster(smallCluster((cluster) => (cluster.pools["web"]!.servers["web1"]!.weight = weight)));
  }

  /** Nothing half-changed, and everybody says so: hosts, state and the next plan. */
  async function expectAsBefore(): Promise<void> {
    expect(await running()).toEqual(before);
    expect(project.state()?.["confirmed"]).toMatchObject(Object.fromEntries(ROUTERS.map((router, index) => [router, before[index]!.split("\n")[0]!.replace("releases/", "")])));
    expect((await project.plan()).code).toBe(2);
    expect((await requests(lab.node("client"), `http://${NAT_VIP}/`, { count: 8 })).failed).toBe(0);
  }

  it.each(ROUTERS)("is refused by the test of %s's own keepalived before anything is activated anywhere", async (router) => {
    await lab.node(router).must(`mv /usr/sbin/keepalived /usr/sbin/keepalived.real; cat >/usr/sbin/keepalived; chmod 755 /usr/sbin/keepalived`, { stdin: PICKY });
    const { code, output } = await declareNewWeight().apply();
    await lab.node(router).must("mv /usr/sbin/keepalived.real /usr/sbin/keepalived");
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`LVS320: ${router} refuses the release: .*Unknown keyword 'nopreempt'`));
    await expectAsBefore();
  });

  it("is refused for a new leg without carrier, which would put the router in fault", async () => {
    await lab.node("lvs2").must("ip link add eth9 type veth peer name peer9 && ip link set eth9 up");
    const { code, output } = await project.cluster(smallCluster((cluster) => (cluster.routers["lvs2"]!.private!.interface = "eth9"))).apply();
    await lab.node("lvs2").must("ip link delete eth9");
    expect(code).toBe(1);
    expect(output).toContain("LVS370: eth9 of lvs2 is down or has no carrier");
    await expectAsBefore();
  });

  it.each(ROUTERS)("is refused when the kernel of %s lacks the scheduler", async (router) => {
    const hide = "module=$(modinfo -n ip_vs_fo); mv $module $module.away; depmod";
    await lab.node(router).must(hide);
    const { code, output } = await project.cluster(smallCluster((cluster) => (cluster.virtual_servers["http"]!["scheduler"] = "fo"))).apply();
    await lab.node(router).must("module=$(find /lib/modules -name 'ip_vs_fo.*.away'); mv $module ${module%.away}; depmod");
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`LVS320: ${router} refuses the release: .*this kernel lacks the module ip_vs_fo`));
    await expectAsBefore();
  });

  it.each(ROUTERS)("takes both routers back when %s can't be told to read it", async (router) => {
    const folder = "/etc/systemd/system/lvs-heartbeat.service.d";
    await lab.node(router).must(`mkdir ${folder}; printf '[Service]\\nExecReload=\\nExecReload=/bin/false\\n' >${folder}/bad.conf; systemctl daemon-reload`);
    const { code, output } = await declareNewWeight().apply();
    await lab.node(router).must(`rm -r ${folder}; systemctl daemon-reload`);
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`LVS310: activating the release failed on ${router}`));
    expect(output).toMatch(new RegExp(`LVS340: ${router} runs its confirmed release`));
    await expectAsBefore();
  });

  it.each(["203.0.113.66", "2001:db8:1::66"])("is refused before anything is changed where somebody else on the segment answers for %s, a new VIP", async (taken) => {
    const client = lab.node("client");
    const length = taken.includes(":") ? "64 nodad" : "24";
    const [v6, inNetwork] = ["2001:db8:1::2/64", lab.node("lvs1")];
    await inNetwork.must(`ip address add ${v6} dev eth0 nodad`);
    await client.must(`ip address add ${taken}/${length} dev eth0`);
    const mac = (await client.must("cat /sys/class/net/eth0/address")).trim();
    const { code, output } = await project.cluster(smallCluster((cluster) => (cluster.vips["more"] = { address: taken }))).apply();
    await client.must(`ip address del ${taken}/${length.split(" ")[0]} dev eth0`);
    await inNetwork.must(`ip address del ${v6} dev eth0`);
    expect(code).toBe(1);
    expect(output).toContain(`LVS317: ${taken} is already answered by ${mac}, which is no router of this cluster`);
    await expectAsBefore();
  });

  it("takes the backup alone back when a changed health check fails there whom it did not fail before", async () => {
    const { code, output } = await project.cluster(smallCluster((cluster) => Object.assign(cluster.pools["web"]!.health_checks[0]!, { path: "/nowhere" }))).apply();
    expect(code).toBe(1);
    expect(output).toMatch(/LVS333: real servers that served before no longer do: -t 203\.0\.113\.10:80 192\.168\.1\.11:80/);
    expect(output).toMatch(/LVS340: lvs2 runs its confirmed release/);
    expect(project.steps().filter((step) => step.startsWith("lvs1: activating"))).toEqual([]);
    await eventually("its old check passed", async () => (await lab.node("lvs2").must("ipvsadm -Sn")).includes("192.168.1.11:80"));
    await expectAsBefore();
  });

  it("takes both routers back when the last one's kernel table does not become what was expected", async () => {
    await lab.node("lvs1").must(["systemd-run", "--quiet", "--unit=stranger", "sh", "-c", "while :; do ipvsadm -A -t 203.0.113.97:80 -s rr 2>/dev/null; done"]);
    const { code, output } = await declareNewWeight().apply();
    await lab.node("lvs1").must("systemctl stop stranger; ipvsadm -D -t 203.0.113.97:80");
    expect(code).toBe(1);
    expect(output).toMatch(/LVS330: lvs1 did not become what was expected: the kernel's table needs ipvsadm -D -t 203\.0\.113\.97:80/);
    for (const router of ROUTERS) expect(output).toMatch(new RegExp(`LVS340: ${router} runs its confirmed release`));
    await expectAsBefore();
  });

  it("takes both routers back when another host answers for a VIP as well", async () => {
    const client = lab.node("client");
    const mac = (await client.must("cat /sys/class/net/eth0/address")).trim();
    await client.must(`ip address add ${NAT_VIP}/32 dev lo`);
    const { code, output } = await declareNewWeight().apply().finally(() => client.must(`ip address del ${NAT_VIP}/32 dev lo`));
    expect(code).toBe(1);
    expect(output.replace(/\s+/g, " ")).toMatch(new RegExp(`LVS332: asked from lvs[12], 203\\.0\\.113\\.10 is answered by [^.]*${mac}`));
    for (const router of ROUTERS) expect(output).toMatch(new RegExp(`LVS340: ${router} runs its confirmed release`));
    await expectAsBefore();
  });

  it("is taken as soon as nothing stands against it any more", async () => {
    await project.deploy();
    expect(await lab.node("lvs1").must("ipvsadm -Sn")).toContain(`192.168.1.11:80 -m -w ${weight}`);
    expect((await project.plan()).code).toBe(0);
  });

  it("is taken by a router that is too busy for keepalived's own test of it, which keepalived gives up after five seconds", async () => {
    const since = (await lab.node("lvs2").must("journalctl -n 0 --show-cursor --quiet")).trim().replace("-- cursor: ", "");
    const words = `journalctl -u lvs-heartbeat -o cat "--after-cursor=${since}"`;
    // Whatever else runs comes first (SCHED_IDLE, sched(7)), and something does.
    const busy = `while :; do :; done & chrt --idle --pid 0 "$main"; until ${words} | grep -q 'config check timed out'; do sleep 0.2; done; chrt --other --pid 0 "$main"; kill $!`;
    await lab.node("lvs2").must(["systemd-run", "--quiet", "sh", "-c", `main=$(cat /run/lvs-heartbeat/keepalived.pid); ${busy}`]);
    await declareNewWeight().deploy();
    expect(await lab.node("lvs2").must(words)).toMatch(/config check timed out\n(?:.*\n)*.*Reload complete/);
  });
});
