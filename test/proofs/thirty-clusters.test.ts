import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, type TopologyInput } from "../../lib/lab";
import { type ClusterConfig } from "../lab/harness/cluster-config";
import { requests } from "../lab/harness/probe";
import { descendants } from "../lab/harness/processes";
import { eventually, fastKernel, must } from "../lab/harness/site";
import { type Run, type Running, TerraformProject } from "../lab/harness/terraform-project";

const CLUSTERS = Array.from({ length: 30 }, (_, index) => index + 1);
const routersOf = (cluster: number): string[] => [`lvs${2 * cluster - 1}`, `lvs${2 * cluster}`];
const addressOf = (router: string): string => `192.168.1.${router.slice(3)}`;
const vipOf = (cluster: number): string => `192.168.1.${100 + cluster}`;
const WEB = "192.168.1.201";

/** Sixty routers, a server that all clusters send to, and a client, on one network. */
const topology: TopologyInput = {
  networks: ["front"],
  nodes: {
    ...Object.fromEntries(CLUSTERS.flatMap(routersOf).map((router) => [router, { role: "router" as const, memory: 112, links: [{ interface: "eth0", network: "front", addresses: [`${addressOf(router)}/24`] }] }])),
    web: { role: "real-server", links: [{ interface: "eth0", network: "front", addresses: [`${WEB}/24`] }] },
    client: { role: "client", links: [{ interface: "eth0", network: "front", addresses: ["192.168.1.250/24"] }] },
  },
};

/** Direct routing to one server that nobody logs in to. Sixty machines on two processors are slow: an advert every three seconds. */
function cluster(number: number, weight: number): ClusterConfig {
  const routers = routersOf(number).map((router, index) => [router, { host: router, priority: 254 - 10 * index, public: { interface: "eth0", address: `${addressOf(router)}/24` } }]);
  return {
    name: `site${number}`,
    routers: Object.fromEntries(routers) as ClusterConfig["routers"],
    heartbeat: { virtual_router_id: number, advert_interval_ms: 3000 },
    routing: { method: "direct" },
    vips: { www: { address: vipOf(number) } },
    pools: { web: { health_checks: [{ type: "tcp", interval_ms: 5000, timeout_ms: 4000 }], servers: { web: { address: WEB, weight } } } },
    virtual_servers: { http: { vip: "www", port: 80, pool: "web", scheduler: "wrr" } },
    deletion_protection: false,
  };
}

/** The greatest memory of any process of the provider, MiB, as the kernel keeps it (VmHWM, proc_pid_status(5)). */
async function peakMemory(running: Running): Promise<{ readonly run: Run; readonly mebibytes: number; readonly providers: number }> {
  const peaks = new Map<number, number>();
  let ended = false;
  void running.ended.finally(() => (ended = true));
  while (!ended) {
    for (const { pid, command } of descendants(running.child.pid ?? -1)) {
      if (command.includes("terraform-provider-lvs")) peaks.set(pid, Math.max(peaks.get(pid) ?? 0, highWaterMark(pid)));
    }
    await sleep(100);
  }
  return { run: await running.ended, mebibytes: Math.max(...peaks.values()), providers: peaks.size };
}

/** 0 of a process that is gone. */
function highWaterMark(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

describe("thirty clusters over sixty routers, by one run", () => {
  const name = `thirty-${process.pid}`;
  let lab: Lab;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = must(await Lab.up(topology, { name, kernel: fastKernel }));
    project = await TerraformProject.create(lab);
  });
  afterAll(async () => {
    project?.remove();
    // Also what is left of one that did not come up.
    must(await Lab.down(name));
  });

  const declare = (weight: number): void => project.configure({ resource: { lvs_cluster: Object.fromEntries(CLUSTERS.map((number) => [`site${number}`, cluster(number, weight)])) } });

  it("are planned and applied within 200 MB of memory for each process of the provider", async () => {
    declare(1);
    const { run, mebibytes, providers } = await peakMemory(project.start("apply", "-input=false", "-auto-approve"));
    console.log(`greatest memory of ${providers} processes of the provider: ${mebibytes.toFixed(0)} MiB`);
    expect([run.code, run.output]).toEqual([0, expect.stringContaining("30 added") as string]);
    expect(providers).toBeGreaterThan(0);
    expect(mebibytes * 1.048576).toBeLessThanOrEqual(200);
  }, 1_800_000);

  it("serve, each from its first router", async () => {
    // What the instructions for servers without login say.
    await lab.node("web").must(["sh", "-ec", `sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2; for vip in ${CLUSTERS.map(vipOf).join(" ")}; do ip address add $vip/32 dev lo; done`]);
    for (const number of CLUSTERS) {
      await eventually(`${vipOf(number)} answers`, async () => (await requests(lab.node("client"), `http://${vipOf(number)}/`, { count: 3 })).failed === 0);
    }
    const holding = await Promise.all(CLUSTERS.map((number) => Promise.all(routersOf(number).map(async (router) => (await lab.node(router).must("ip -4 -o address show dev eth0")).includes(` ${vipOf(number)}/32 `)))));
    expect(holding).toEqual(CLUSTERS.map(() => [true, false]));
  }, 600_000);

  it("are a second time what they are, and change within the same memory", async () => {
    expect((await project.plan()).code).toBe(0);
    declare(2);
    // keepalived gives up its own test of a file that it reloads after five seconds: sixty machines on two processors leave it that time for a few at once, and no more.
    const { run, mebibytes } = await peakMemory(project.start("apply", "-input=false", "-auto-approve", "-parallelism=3"));
    console.log(`greatest memory of a process of the provider at a change of all: ${mebibytes.toFixed(0)} MiB`);
    expect([run.code, run.output]).toEqual([0, expect.stringContaining("30 changed") as string]);
    expect(mebibytes * 1.048576).toBeLessThanOrEqual(200);
    for (const number of CLUSTERS) expect(await lab.node(routersOf(number)[0]!).must("ipvsadm -Sn")).toContain(`-a -t ${vipOf(number)}:80 -r ${WEB}:80 -g -w 2`);
  }, 1_800_000);
});
