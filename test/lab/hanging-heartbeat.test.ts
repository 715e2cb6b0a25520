import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { type ClusterConfig, NAT_VIP, natCluster } from "./harness/cluster-config";
import { activeRouter, holders, OwnerWatch } from "./harness/owners";
import { requests } from "./harness/probe";
import { bareHosts, eventually, site } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

const MOVED_VIP = "203.0.113.20";
/** A hung process stands for itself when it is stopped: it holds what it held, and answers nobody. */
const STOP = (duty: string): string => `kill -STOP $(cat /run/lvs-heartbeat/${duty}.pid)`;
const PID = (duty: string): string => `cat /run/lvs-heartbeat/${duty}.pid`;

const cluster = (change: (cluster: ClusterConfig) => void = () => undefined): ClusterConfig =>
  natCluster((config) => {
    config.vips["extra"] = { address: MOVED_VIP };
    config.virtual_servers["extra"] = { vip: "extra", port: 80, pool: "web", scheduler: "rr" };
    change(config);
  });
const withoutExtra = (config: ClusterConfig): void => {
  delete config.vips["extra"];
  delete config.virtual_servers["extra"];
};

// One pair for the whole file; each test takes it as the one before left it.
describe("a heartbeat that hangs", { retry: 0 }, () => {
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    project = (await TerraformProject.create(lab)).cluster(cluster());
    await project.deploy();
  });
  afterAll(() => project.remove());

  const other = (router: string): string => (router === "lvs1" ? "lvs2" : "lvs1");
  const served = () => requests(lab.node("client"), `http://${NAT_VIP}/`, { count: 16 });

  it("gives its addresses up within seconds of its peer's takeover, and is hot backup then", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const watch = await new OwnerWatch(lab, lab.node("client"), { address: NAT_VIP, iface: "eth0" }).started();
    const before = await lab.node(active).must(PID("vrrp"));
    await lab.node(active).must(STOP("vrrp"));
    await eventually("the peer has taken over", async () => (await holders(lab, NAT_VIP)).includes(other(active)));
    await eventually("the hung one has given up", async () => (await holders(lab, NAT_VIP)).length === 1, 12_000);
    const owners = await watch.stop();
    // Both answered for a while, one after the other for each question; and in the end the peer alone.
    expect(owners.at(-1)?.owner).toBe(other(active));
    expect(await lab.node(active).must(PID("vrrp"))).not.toBe(before);
    expect(await lab.node(active).must("journalctl -u lvs-heartbeat-watch -o cat --no-pager")).toMatch(/keepalived's vrrp process \d+ hangs \(state T\), so it was killed; keepalived starts another one/);
    expect((await project.plan()).code).toBe(0);
    expect((await served()).failed).toBe(0);
    // It takes over again when its turn comes.
    await lab.node(other(active)).must("systemctl restart lvs-heartbeat");
    await eventually("it is active again", async () => (await holders(lab, NAT_VIP)).join() === active);
    expect((await served()).failed).toBe(0);
  });

  it("checks the real servers again within seconds when its checks hang", async () => {
    const active = lab.node(await activeRouter(lab, NAT_VIP));
    const before = await active.must(PID("checkers"));
    await active.must(STOP("checkers"));
    await eventually("another process checks", async () => ((pid) => pid !== "" && pid !== before)(await active.must(`${PID("checkers")} 2>/dev/null || true`)), 15_000);
    await eventually("it has found all of them alive", async () => (await active.must("journalctl -u lvs-heartbeat -o cat -n 30 --no-pager")).includes(`Adding service [192.168.1.13]:tcp:80 to VS [${NAT_VIP}]:tcp:80`));
    await lab.node("web1").must("touch /run/lab/unhealthy");
    await eventually("web1 is taken out", async () => !(await active.must("ipvsadm -Sn")).includes("192.168.1.11:80"));
    expect((await served()).perServer).toEqual({ web2: expect.any(Number) as number, web3: expect.any(Number) as number });
    await lab.node("web1").must("rm /run/lab/unhealthy");
    await eventually("web1 serves again", async () => (await active.must("ipvsadm -Sn")).includes("192.168.1.11:80"));
    expect((await project.plan()).code).toBe(0);
  });

  it("is none while it sleeps for long and wakes when it is asked", async () => {
    const rarely = (config: ClusterConfig): unknown => (config.pools["web"]!.health_checks = [{ type: "http", path: "/healthz", interval_ms: 20_000, timeout_ms: 900 }]);
    await project.cluster(cluster(rarely)).deploy();
    const pids = () => Promise.all(["lvs1", "lvs2"].map((name) => lab.node(name).must(`${PID("vrrp")}; ${PID("checkers")}; systemctl show -p NRestarts lvs-heartbeat-watch`)));
    const before = await pids();
    const said = () => lab.node("lvs1").must("journalctl -u lvs-heartbeat-watch -o cat --no-pager | grep -c killed || true");
    const deaths = await said();
    await sleep(30_000);
    expect([await pids(), await said()]).toEqual([before, deaths]);
    await project.cluster(cluster()).deploy();
  });

  it("hangs while a change is deployed that takes an address away: the change ends well, and the address is on no router", async () => {
    const active = await activeRouter(lab, NAT_VIP);
    const running = project.cluster(cluster(withoutExtra)).start("apply", "-auto-approve");
    await running.begins(`${active}: activating`);
    await lab.node(active).must(STOP("vrrp"));
    const { code, output } = await running.ended;
    expect(code, output).toBe(0);
    expect(await holders(lab, MOVED_VIP)).toEqual([]);
    expect(await holders(lab, NAT_VIP)).toHaveLength(1);
    expect((await project.plan()).code).toBe(0);
    expect((await served()).failed).toBe(0);
  });

  it("leaves nothing to a heartbeat that is started with another file: the addresses of the old one go", async () => {
    await project.cluster(cluster()).deploy();
    const active = lab.node(await activeRouter(lab, MOVED_VIP));
    // A death that nobody cleans up after: what is left is an address, and no process that knows of it.
    await active.must("systemctl kill --signal=KILL lvs-heartbeat; systemctl stop lvs-heartbeat");
    await active.must(`ip address add ${MOVED_VIP}/32 dev eth0 2>/dev/null || true`);
    await project.cluster(cluster(withoutExtra)).deploy();
    expect(await holders(lab, MOVED_VIP)).toEqual([]);
    expect(await holders(lab, NAT_VIP)).toHaveLength(1);
  });

  it("shows its watch's absence as drift, and a deployment starts it", async () => {
    await lab.node("lvs2").must("systemctl stop lvs-heartbeat-watch");
    const { code, output } = await project.plan();
    expect([code, output]).toEqual([2, expect.stringMatching(/- +unit lvs-heartbeat-watch\.service static inactive\n +\+ +unit lvs-heartbeat-watch\.service static active/)]);
    await project.deploy();
    expect(await lab.node("lvs2").must("systemctl is-active lvs-heartbeat-watch")).toBe("active\n");
  });

  it("leaves no watch behind when the cluster goes", async () => {
    await project.destroy();
    for (const name of ["lvs1", "lvs2"]) {
      expect(await lab.node(name).must("ls /etc/systemd/system/lvs-* /run/lvs-heartbeat 2>/dev/null || true; systemctl list-units --all --no-legend 'lvs-*'; pgrep -f '[l]vs-heartbeat-watch' || true")).toBe("");
    }
  });
});
