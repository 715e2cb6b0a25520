import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { type ClusterConfig, NAT_VIP, natCluster } from "./harness/cluster-config";
import { letMonitorsIn, startLoadDaemons, startLoadServices } from "./harness/load-services";
import { activeRouter } from "./harness/owners";
import { requests } from "./harness/probe";
import { bareHosts, eventually, site, spoil } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";

/** Real loads change slowly, and seven monitors on one emulated processor are a load of their own. */
const SELDOM = { interval_ms: 5000, stale_after_ms: 20_000 };

/** A virtual server for each way to ask how loaded web1 and web2 are, all in front of one web server on each. */
const SERVICES = {
  http: { port: 80, monitor: { type: "http", port: 3334, path: "/load" } },
  agent: { port: 81, monitor: { type: "agent", port: 3333 } },
  uptime: { port: 82, monitor: { type: "uptime", timeout_ms: 5000, ...SELDOM } },
  rup: { port: 83, monitor: { type: "rup", ...SELDOM } },
  ruptime: { port: 84, monitor: { type: "ruptime" } },
  exporter: { port: 85, monitor: { type: "http", ...SELDOM } },
  piranha: { port: 86, monitor: { type: "http", port: 3334, path: "/load", policy: "piranha" } },
} as const;
type Service = keyof typeof SERVICES;

const cluster = (weight = 100): ClusterConfig => natCluster((config) => {
  const { web1, web2 } = config.pools["web"]!.servers;
  const server = (it: typeof web1) => ({ ...it!, weight, port: 80 });
  const check = { type: "tcp", interval_ms: 1000, timeout_ms: 900, retries: 0 };
  const pool = (monitor: object) => ({ health_checks: [check], load_monitor: { interval_ms: 2000, timeout_ms: 1500, stale_after_ms: 8000, ...monitor }, servers: { web1: server(web1), web2: server(web2) } });
  config.pools = Object.fromEntries(Object.entries(SERVICES).map(([name, { monitor }]) => [name, pool(monitor)]));
  // rwhod speaks every three minutes.
  config.pools["ruptime"] = pool({ ...SELDOM, type: "ruptime", stale_after_ms: 400_000 });
  config.virtual_servers = Object.fromEntries(Object.entries(SERVICES).map(([name, { port }]) => [name, { vip: "www", port, pool: name, scheduler: "wrr" }]));
});

describe("a real server is sent requests by its load", () => {
  let lab: Lab;
  let web1: LabNode;
  let web2: LabNode;
  let router: LabNode;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await site();
    await bareHosts(lab);
    [web1, web2] = [lab.node("web1"), lab.node("web2")];
    const routers = [lab.node("lvs1"), lab.node("lvs2")];
    await spoil(...routers, web1, web2);
    await letMonitorsIn(routers, [web1, web2]);
    for (const server of [web1, web2]) {
      await startLoadServices(server);
      await startLoadDaemons(server, "rpcbind.socket", "rpcbind.service", "inetd.service", "rwhod.service", "prometheus-node-exporter.service");
    }
    for (const each of routers) await startLoadDaemons(each, "rwhod.service");
    project = (await TerraformProject.create(lab)).cluster(cluster());
    await project.deploy();
    router = lab.node(await activeRouter(lab, NAT_VIP));
  });
  afterAll(() => project.remove());

  /** Weights of web1 and web2 in the kernel; 0 for one that is not there. */
  async function weights(service: Service, on = router): Promise<[number, number]> {
    const table = await on.must(`ipvsadm -Sn | sed -n 's/^-a -t ${NAT_VIP}:${SERVICES[service].port} -r \\(.*\\):80 .*-w /\\1 /p'`);
    const found = new Map(table.trim().split("\n").map((line) => [line.split(" ")[0], Number(line.split(" ")[1])] as const));
    return [found.get("192.168.1.11") ?? 0, found.get("192.168.1.12") ?? 0];
  }

  const become = (service: Service, what: string, isSo: (one: number, two: number) => boolean, withinMs = 20_000): Promise<void> =>
    eventually(`${service}: ${what}`, async () => isSo(...(await weights(service))), withinMs);

  /** What of so many requests web2 answers, in percent. Weighted round robin is exact over as many as the weights' sum, and multiples of that. */
  async function shareOfWeb2(service: Service, count = 1000): Promise<number> {
    const { failed, perServer } = await requests(lab.node("client"), `http://${NAT_VIP}:${SERVICES[service].port}/`, { count });
    expect(failed).toBe(0);
    return ((perServer["web2"] ?? 0) / count) * 100;
  }

  const say = (node: LabNode, file: "agent" | "load", text: string): Promise<unknown> => node.must(`echo '${text}' >/run/lab/${file}.new && mv /run/lab/${file}.new /run/lab/${file}`);

  it("in proportion to its load, and as before when it is idle again", async () => {
    await become("http", "equal", (one, two) => one === 100 && two === 100);
    expect(await shareOfWeb2("http")).toBeCloseTo(50, 0);
    await say(web2, "load", "3");
    // The mean is 1.5: 100 * 2.5 / 1 and 100 * 2.5 / 4.
    await become("http", "250 to 63", (one, two) => one === 250 && two === 63);
    expect(await shareOfWeb2("http", 4 * 313)).toBeCloseTo(100 * (63 / 313), 0);
    await say(web2, "load", "0");
    await become("http", "equal again", (one, two) => one === 100 && two === 100);
  });

  it("or as nanny did, upwards step by step while it is idle", async () => {
    const [one, two] = await weights("piranha");
    await become("piranha", "higher by two steps of 50", (oneNow, twoNow) => oneNow >= Math.min(one + 100, 1000) && twoNow >= two + 100);
  });

  it("or as its agent says, but never so that nobody is left", async () => {
    await say(web2, "agent", "25%");
    await become("agent", "a quarter", (one, two) => one === 100 && two === 25);
    expect(await shareOfWeb2("agent")).toBeCloseTo(20, 0);
    await say(web2, "agent", "drain");
    await become("agent", "drained", (one, two) => one === 100 && two === 0);
    expect(await shareOfWeb2("agent")).toBe(0);
    await say(web1, "agent", "drain");
    await become("agent", "both as configured", (one, two) => one === 100 && two === 100);
    await Promise.all([say(web1, "agent", "ready 100%"), say(web2, "agent", "up,80%")]);
    await become("agent", "100 to 80", (one, two) => one === 100 && two === 80);
  });

  it("little at first when it comes back, and more each time", async () => {
    await say(web2, "agent", "up");
    await become("agent", "equal", (one, two) => one === 100 && two === 100);
    await web2.must("systemctl stop lab-server@http");
    await become("agent", "web2 is out", (_, two) => two === 0);
    // By now the monitor has seen it.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await web2.must("systemctl start lab-server@http");
    const seen: number[] = [];
    await become("agent", "web2 has its full weight", (_, two) => {
      if (two > 0 && two !== seen.at(-1)) seen.push(two);
      return two === 100;
    }, 60_000);
    // 3, unless that was over before it was seen.
    expect([3, 6]).toContain(seen[0]);
    expect(seen.length).toBeGreaterThanOrEqual(4);
    for (const [index, weight] of seen.slice(1).entries()) expect(weight).toBeGreaterThan(seen[index]!);
  });

  describe("when another program keeps its processor busy", () => {
    beforeAll(async () => {
      await web2.must("for n in 1 2 3 4; do systemd-run --quiet --collect --unit=burn-$n nice sh -c 'while :; do :; done'; done");
    });
    afterAll(() => web2.must("systemctl stop burn-1 burn-2 burn-3 burn-4"));

    it.each<[string, Service]>([["as uptime tells", "uptime"], ["as rup tells", "rup"], ["as node_exporter tells", "exporter"]])("%s", async (_what, service) => {
      await become(service, "web2 is sent less", (one, two) => two > 0 && two <= 75 && one > two, 120_000);
      expect(await shareOfWeb2(service)).toBeLessThan(45);
    });

    it("as ruptime tells, once rwhod speaks", async () => {
      await eventually("web2 is sent less", async () => {
        // It speaks when it starts, and then after three minutes.
        await Promise.all([web1, web2].map((server) => server.must("systemctl restart rwhod && sleep 3")));
        const [one, two] = await weights("ruptime");
        return two <= 75 && one > two;
      }, 90_000);
    });

    it("and the backup knows it as well", async () => {
      const backup = lab.nodes.find(({ name }) => name.startsWith("lvs") && name !== router.name)!;
      await eventually("web2 is sent less by it, too", async () => {
        const [one, two] = await weights("uptime", backup);
        return two <= 80 && one > two;
      });
    });

    it("and nothing of this is drift", async () => {
      const { code, output } = await project.plan();
      expect(code, output).toBe(0);
    });

    it("as configured when the monitor is killed, and by load again when it is back", async () => {
      await become("uptime", "by load", (_, two) => two <= 80, 120_000);
      await router.must("systemctl kill --kill-who=main --signal=KILL lvs-load-monitor");
      await become("uptime", "as configured", (one, two) => one === 100 && two === 100, 4000);
      await become("uptime", "by load again", (_, two) => two <= 80, 30_000);
    });
  });

  it("more again when that program has ended", async () => {
    const [, low] = await weights("uptime");
    await become("uptime", "web2 is sent more than then", (_, two) => two > low, 120_000);
  });

  it("as configured when its readings stop", async () => {
    await say(web2, "load", "3");
    await become("http", "250 to 63", (one, two) => one === 250 && two === 63);
    await web2.must("systemctl stop lab-load");
    // Without web2's, the mean is web1's own load.
    await become("http", "as configured", (one, two) => one === 100 && two === 100);
  });

  it("never by an old offset to a new weight", async () => {
    if ((await web2.exec("systemctl is-active --quiet lab-load")).code !== 0) await startLoadServices(web2);
    for (const server of [web1, web2]) await say(server, "agent", "20%");
    await become("agent", "a fifth", (one, two) => one === 20 && two === 20);
    const watch = router.start(`while [ ! -e /run/lab/enough ]; do ipvsadm -Sn | grep -- '-t ${NAT_VIP}:81 .*-w 0$'; sleep 0.05; done; echo end`, { timeoutMs: 120_000 });
    await project.cluster(cluster(50)).deploy();
    await become("agent", "a fifth of the new weight", (one, two) => one === 10 && two === 10);
    await router.must("touch /run/lab/enough");
    expect((await watch.outcome).stdout).toBe("end\n");
  });

  it("as configured, once there is no monitor any more, and nothing of it is left", async () => {
    const plain = cluster(50);
    for (const pool of Object.values(plain.pools)) delete (pool as { load_monitor?: unknown }).load_monitor;
    await project.cluster(plain).deploy();
    for (const service of ["agent", "http", "piranha"] as const) expect(await weights(service)).toEqual([50, 50]);
    const left = "systemctl is-active lvs-load-monitor; ls /etc/systemd/system/lvs-load-monitor.service /etc/systemd/system/multi-user.target.wants/lvs-load-monitor.service /run/lvs-load-monitor 2>/dev/null";
    for (const name of ["lvs1", "lvs2"]) expect((await lab.node(name).exec(left)).stdout).toBe("inactive\n");
    await project.cluster(cluster(50)).deploy();
    await become("agent", "a fifth again", (one, two) => one === 10 && two === 10);
    await project.destroy();
    for (const name of ["lvs1", "lvs2"]) expect((await lab.node(name).exec(`${left}; ls -d /var/lib/lvs`)).stdout).toBe("inactive\n");
  });
});
