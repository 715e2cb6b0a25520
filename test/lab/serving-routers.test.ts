import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { DIRECT_VIP, directCluster } from "./harness/cluster-config";
import { failoverByCommand } from "./harness/failover-command";
import { activeRouter, holders, OwnerWatch } from "./harness/owners";
import { expectShares } from "./harness/shares";
import { bareHosts, eventually, powerOn, siteWithPacketFilter } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";
import { longConnections, rate, steadyRequests } from "./harness/traffic";

const URL = `http://${DIRECT_VIP}/`;
/** As a browser is: a busy machine is no lost request. */
const PATIENT = { timeoutMs: 8000 };
const ROUTERS = ["lvs1", "lvs2"] as const;
const ADDRESS = { lvs1: "192.168.1.2", lvs2: "192.168.1.3" } as const;
type RouterName = (typeof ROUTERS)[number];
const other = (name: RouterName): RouterName => (name === "lvs1" ? "lvs2" : "lvs1");

/** Both routers serve, and web1 beside them: weights 1, 1, 2. */
const cluster = ({ routersServe }: { readonly routersServe: boolean }) =>
  directCluster((direct) => {
    const { web1 } = direct.pools["web"]!.servers;
    const routers = Object.fromEntries(ROUTERS.map((name) => [name, { address: ADDRESS[name], weight: 1 }]));
    // A busy machine must not take anybody out.
    direct.pools["web"]!.health_checks = [{ type: "http", path: "/healthz", interval_ms: 2000, timeout_ms: 1900 }];
    direct.pools["web"]!.servers = { web1: { ...web1!, weight: 2 }, ...(routersServe ? routers : {}) };
    direct.pools["lines"] = { health_checks: [{ type: "tcp", interval_ms: 1000, timeout_ms: 900 }], servers: direct.pools["web"]!.servers };
    direct["silence"] = ["LVS154"];
    direct.virtual_servers["lines"] = { vip: "www", port: 9000, pool: "lines", scheduler: "rr" };
  });

describe("routers that are real servers of their own cluster", () => {
  let lab: Lab;
  let client: LabNode;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await siteWithPacketFilter("routers");
    client = lab.node("client");
    await bareHosts(lab);
    project = (await TerraformProject.create(lab)).cluster(cluster({ routersServe: false }));
    await Promise.all([project.deploy(), ...ROUTERS.map(serve)]);
  });
  afterAll(async () => {
    for (const name of ROUTERS) await lab.node(name).exec("systemctl stop lab-server@http lab-server@echo; rm -f /run/lab/role-real-server");
    project.remove();
  });

  /** The router runs the service itself. */
  async function serve(name: RouterName): Promise<void> {
    await lab.node(name).must("touch /run/lab/role-real-server; systemctl start lab-server@http lab-server@echo");
  }

  const active = async (): Promise<RouterName> => (await activeRouter(lab, DIRECT_VIP)) as RouterName;

  /** What the router has scheduled since its counters were cleared: connections by virtual server, the mark's as FWM. */
  async function scheduled(name: RouterName): Promise<Record<string, number>> {
    // The kernel sums its counters up every two seconds.
    const lines = (await lab.node(name).must("sleep 2.5; ipvsadm -Ln --stats --exact")).split("\n").map((line) => line.trim().split(/ +/));
    return Object.fromEntries(lines.filter(([kind]) => kind === "TCP" || kind === "FWM").map(([kind, at, connections]) => [kind === "FWM" ? "FWM" : at, Number(connections)]));
  }

  /** Times to live with which clients' packets reach the router while something is done: 64 from the client itself, one less for each router that sent them on. */
  async function timesToLive(name: RouterName, act: () => Promise<unknown>): Promise<number[]> {
    const watch = lab.node(name).start("echo $$ >/run/ttl.pid; exec tcpdump -Z root -lnnv -Q in -i eth1 'tcp and src 192.168.1.100 and dst 192.168.1.10'", { timeoutMs: 120_000 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await act();
    await lab.node(name).must("sleep 1; kill $(cat /run/ttl.pid)");
    return [...new Set([...(await watch.outcome).stdout.matchAll(/ttl (\d+)/g)].map(([, ttl]) => Number(ttl)))].sort();
  }

  /** What is there of routers that serve: rules, routes, files, entries, and how quiet they are. */
  const left = (name: RouterName): Promise<string> =>
    lab.node(name).must("iptables-legacy -t mangle -S PREROUTING; ip route show table local metric 1000; ls /run/lvs/packet-rules /etc/systemd/system/lvs-packet-filter.service 2>/dev/null || true; ipvsadm -Sn | grep -- -f || true; sysctl -n net.ipv4.conf.all.arp_ignore");
  const NOTHING = "-P PREROUTING ACCEPT\n0\n";

  it("are left as they were when one of them can't be told", async () => {
    const folder = "/etc/systemd/system/lvs-heartbeat.service.d";
    await lab.node(await active()).must(`mkdir ${folder}; printf '[Service]\\nExecReload=\\nExecReload=/bin/false\\n' >${folder}/bad.conf; systemctl daemon-reload`);
    const { code, output } = await project.cluster(cluster({ routersServe: true })).apply();
    await lab.node(await active()).must(`rm -r ${folder}; systemctl daemon-reload`);
    expect([code, output]).toEqual([1, expect.stringMatching(/LVS310: activating the release failed/)]);
    for (const name of ROUTERS) expect(await left(name)).toBe(NOTHING);
  });

  it("come in without a failed request", async () => {
    const requests = await steadyRequests(client, URL, PATIENT).started();
    await project.cluster(cluster({ routersServe: true })).deploy();
    const { sent, failed, perServer } = await requests.stop();
    expect(sent).toBeGreaterThan(100);
    expect(failed).toBe(0);
    expect(Object.keys(perServer)).toEqual(["lvs1", "lvs2", "web1"]);
    const { code, output } = await project.plan();
    expect(code, output).toBe(0);
  });

  it("both serve, active and backup, by weight; and what is sent to the backup is not scheduled again there", async () => {
    const [first, backup] = [await active(), other(await active())];
    // What the kernel has not summed up yet would come back.
    await Promise.all(ROUTERS.map((name) => lab.node(name).must("sleep 2.5; ipvsadm -Z")));
    let shares: Readonly<Record<string, number>> = {};
    const seen = await timesToLive(backup, async () => {
      const { failed, perServer } = await rate(client, URL, 800, 4);
      expect(failed).toBe(0);
      shares = perServer;
    });
    expectShares(shares, { lvs1: 200, lvs2: 200, web1: 400 }, 0.05);
    // Health checks are no connections of a virtual server.
    expect(await scheduled(first)).toEqual({ [`${DIRECT_VIP}:80`]: 800, [`${DIRECT_VIP}:9000`]: 0, FWM: 0 });
    // Of some it has heard from the active one before their first packet came: those need no scheduling at all.
    const { FWM: marked = 0, ...byAddress } = await scheduled(backup);
    expect(byAddress).toEqual({ [`${DIRECT_VIP}:80`]: 0, [`${DIRECT_VIP}:9000`]: 0 });
    expect(marked).toBeLessThanOrEqual(shares[backup]!);
    expect(marked).toBeGreaterThan(0.8 * shares[backup]!);
    expect(seen).toEqual([63]);
  });

  it("have one answer to who has the VIP", async () => {
    const watch = await new OwnerWatch(lab, client, { address: DIRECT_VIP, iface: "eth1" }).started();
    await client.must("sleep 2");
    expect((await watch.stop()).map(({ owner }) => owner)).toEqual([await active()]);
  });

  it("swap roles under load: no request fails, no connection is reset, no packet goes to and fro", async () => {
    const before = await active();
    const [requests, connections] = [await steadyRequests(client, URL, PATIENT).started(), await longConnections(client, `${DIRECT_VIP}:9000`).started()];
    const seen = await timesToLive(before, async () => {
      const { code, output } = await failoverByCommand(lab);
      expect(code, output).toBe(0);
      await new Promise((resolve) => setTimeout(resolve, 3000));
    });
    expect(await requests.stop()).toMatchObject({ errors: [], perServer: { lvs1: expect.any(Number), lvs2: expect.any(Number), web1: expect.any(Number) } });
    expect(await connections.stop()).toMatchObject({ connections: 6, resets: 0, refused: 0 });
    expect(await active()).toBe(other(before));
    expect(seen).toEqual([63, 64]);
  });

  it("lose with the active router its own requests alone: the others' connections stand", async () => {
    const [dead, heir] = [await active(), other(await active())];
    const connections = await longConnections(client, `${DIRECT_VIP}:9000`).started();
    // Its peer hears of connections by and by.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await lab.node(dead).kill();
    await eventually("the other one is active", async () => (await holders(lab, DIRECT_VIP)).join() === heir);
    await eventually("the dead one is sent nothing", async () => !(await lab.node(heir).must("ipvsadm -Sn")).includes(`-r ${ADDRESS[dead]}:`));
    // And the next line over each of its connections is answered by a reset.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await rate(client, URL, 90, 4)).toMatchObject({ failed: 0, perServer: { [heir]: expect.any(Number), web1: expect.any(Number) } });
    const { resets, refused } = await connections.stop();
    // Six by round robin over three: two were its own.
    expect({ resets, refused }).toEqual({ resets: 2, refused: 0 });
    await powerOn(lab.node(dead));
    await serve(dead);
    await eventually("it serves again, as hot backup", async () => (await lab.node(heir).must("ipvsadm -Sn")).includes(`-r ${ADDRESS[dead]}:80`));
    const { failed, perServer } = await rate(client, URL, 400, 4);
    expect(failed).toBe(0);
    expectShares(perServer, { lvs1: 100, lvs2: 100, web1: 200 }, 0.05);
    expect(await active()).toBe(heir);
  });

  it("are seen when somebody takes their share of it away, and mended", async () => {
    await lab.node("lvs2").must(`ip route del local ${DIRECT_VIP}/32 dev lo table local metric 1000`);
    const { code, output } = await project.plan();
    expect([code, output]).toEqual([2, expect.stringMatching(/serve-vip 192\.168\.1\.10 eth1 1280770048 absent/)]);
    await project.deploy();
    expect((await project.plan()).code).toBe(0);
  });

  it("go out, which fails no request but one just under way to them, and leave nothing of it", async () => {
    const requests = await steadyRequests(client, URL, PATIENT).started();
    await project.cluster(cluster({ routersServe: false })).deploy();
    const { sent, failed, errors } = await requests.stop();
    expect(sent).toBeGreaterThan(100);
    // IPVS drops packets to a real server that is no longer in the table: each router's table loses them at one moment, with at most one of these requests there.
    expect(failed, JSON.stringify(errors)).toBeLessThanOrEqual(2);
    for (const name of ROUTERS) expect(await left(name)).toBe(NOTHING);
    expect((await project.plan()).code).toBe(0);
  });
});
