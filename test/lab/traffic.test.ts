import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { type ClusterConfig, NAT_VIP, natCluster, type ServerConfig } from "./harness/cluster-config";
import { activeRouter } from "./harness/owners";
import { expectShares } from "./harness/shares";
import { bareHosts, eventually, site } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";
import { endure, type Endured, rate } from "./harness/traffic";

// One cluster for the whole file; each test takes it as the one before left it.
const SCHEDULERS = ["rr", "wrr", "lc", "wlc"] as const;
const HTTP_PORT = { rr: 8001, wrr: 8002, lc: 8003, wlc: 8004 };
const LINE_PORT = { rr: 9001, wrr: 9002, lc: 9003, wlc: 9004 };
const CHECK = { interval_ms: 2000, timeout_ms: 1000, retries: 1, retry_delay_ms: 1000 };
const SECOND_VIP = "203.0.113.11";

/** Tried again, a change that is made already would lose nothing. */
const ONCE = { retry: 0 };

let lab: Lab;
let client: LabNode;
let project: TerraformProject;
let now: ClusterConfig;
beforeAll(async () => {
  lab = await site();
  client = lab.node("client");
  await bareHosts(lab);
  project = await TerraformProject.create(lab);
  now = natCluster(withEveryScheduler);
  await deploy(() => undefined);
});
afterAll(() => project.remove());

describe("under 5,000 new requests and connections that stand through the virtual servers of every scheduler, none is lost by", ONCE, () => {
  it("a new real server", async () => {
    const more = { web: webServer(3, 5, 80), lines: webServer(3, 5, 9000) };
    expectNothingLost(
      await change(({ pools }) => {
        for (const [pool, server] of Object.entries(more)) poolOf(pools, pool).servers["web3"] = server;
      }),
    );
    expect((await table()).match(/192\.168\.1\.13:80 +Masq +5 /g)).toHaveLength(4);
  });

  it("another weight, which holds from then on", async () => {
    expectNothingLost(await change(({ pools }) => (poolOf(pools, "web").servers["web2"] = webServer(2, 2, 80))));
    expectShares((await rate(client, httpUrl("wrr"), 400, 1)).perServer, { web1: 50, web2: 100, web3: 250 }, 0.05);
  });

  it("a new real server whose port is closed, and which is sent nothing", async () => {
    expectNothingLost(
      await change(({ pools }) => {
        for (const pool of ["web", "lines"]) poolOf(pools, pool).servers["closed"] = { address: "192.168.1.13", port: 81, weight: 100 };
      }),
    );
    expect(await table()).not.toContain("192.168.1.13:81");
    expect(said.replace(/\s+/g, " ")).toMatch(/LVS334: lvs[12] sends nothing to .*192\.168\.1\.13:81/);
  });

  it("a new VIP with a virtual server, and a real server without connections taken away", async () => {
    expectNothingLost(
      await change(({ pools, vips, virtual_servers }) => {
        for (const pool of ["web", "lines"]) delete poolOf(pools, pool).servers["closed"];
        vips["second"] = { address: SECOND_VIP };
        virtual_servers["second"] = { vip: "second", port: 80, pool: "web" };
      }),
    );
    expect(await rate(client, `http://${SECOND_VIP}/`, 30)).toMatchObject({ failed: 0 });
  });

  it("a virtual server's other name, which stands in a comment alone", async () => {
    const reloads = "journalctl --no-pager -u lvs-heartbeat | grep -c Reloaded || true";
    const before = await lab.node("lvs1").must(reloads);
    expectNothingLost(
      await change(({ virtual_servers }) => {
        virtual_servers["renamed"] = virtual_servers["second"] as ClusterConfig["virtual_servers"][string];
        delete virtual_servers["second"];
      }),
    );
    expect(await lab.node("lvs1").must(reloads)).toBe(before);
  });
});

describe("requests through NAT are spread over the real servers", () => {
  // One request at a time: least-connections schedulers weigh what is open and, far less, what has just been closed. Then the shares are exact for them, too;
  // with several at a time they follow how long each takes, which nobody can say beforehand.
  it.each([
    ["round robin", "rr", { web1: 667, web2: 667, web3: 667 }, 0.01],
    ["weighted round robin", "wrr", { web1: 250, web2: 500, web3: 1250 }, 0.05],
    ["least-connections", "lc", { web1: 667, web2: 667, web3: 667 }, 0.05],
    ["weighted least-connections", "wlc", { web1: 250, web2: 500, web3: 1250 }, 0.05],
  ] as const)("by %s", async (_name, scheduler, shares, tolerance) => {
    const { failed, perServer } = await rate(client, httpUrl(scheduler), 2000, 1);
    expect(failed).toBe(0);
    expectShares(perServer, shares, tolerance);
  });

  it.each([
    ["datagrams", `udp://${NAT_VIP}:9000`],
    ["TLS", `https://${NAT_VIP}/`],
  ])("when they are %s", async (_name, url) => {
    const { failed, perServer } = await rate(client, url, 30, 1);
    expect({ failed, servers: Object.keys(perServer) }).toEqual({ failed: 0, servers: ["web1", "web2", "web3"] });
  });
});

describe("a real server that fails its health check", () => {
  const listed = async (): Promise<boolean> => (await table()).includes("192.168.1.13:80 ");

  it("is sent nothing once the check and its retry have failed", async () => {
    const took = await milliseconds(async () => {
      await lab.node("web3").must(["touch", "/run/lab/unhealthy"]);
      await eventually("web3 is out", async () => !(await listed()));
    });
    // Not on the first failure; at the latest one interval and one retry later. The rest is what it takes us to look.
    expect(took).toBeGreaterThan(CHECK.retry_delay_ms);
    expect(took).toBeLessThan(CHECK.interval_ms + CHECK.retry_delay_ms + LOOKING_MS);
    const { failed, perServer } = await rate(client, httpUrl("rr"), 100, 1);
    expect({ failed, servers: Object.keys(perServer) }).toEqual({ failed: 0, servers: ["web1", "web2"] });
  });

  it("is back when it passes one", async () => {
    const took = await milliseconds(async () => {
      await lab.node("web3").must(["rm", "/run/lab/unhealthy"]);
      await eventually("web3 is back", listed);
    });
    expect(took).toBeLessThan(CHECK.interval_ms + LOOKING_MS);
    expect(Object.keys((await rate(client, httpUrl("rr"), 30, 1)).perServer)).toEqual(["web1", "web2", "web3"]);
  });
});

/** Two logins and a look at the table, on a busy machine. */
const LOOKING_MS = 2000;

/** Two web servers with equal weights; a virtual server for each scheduler to their HTTP, and one to their line echo. */
function withEveryScheduler(cluster: ClusterConfig): void {
  const servers = (port: number): Record<string, ServerConfig> => ({ web1: webServer(1, 1, port), web2: webServer(2, 1, port) });
  cluster.pools = {
    web: { health_checks: [{ type: "http", path: "/healthz", ...CHECK }], servers: servers(80) },
    tls: { health_checks: [], servers: { web1: webServer(1, 1, 443), web2: webServer(2, 1, 443), web3: webServer(3, 1, 443) } },
    lines: { health_checks: [{ type: "tcp", ...CHECK }], servers: servers(9000) },
  };
  cluster.virtual_servers = {
    tls: { vip: "www", port: 443, pool: "tls", scheduler: "rr" },
    datagrams: { vip: "www", port: 9000, protocol: "udp", pool: "lines", scheduler: "rr" },
  };
  for (const scheduler of SCHEDULERS) {
    cluster.virtual_servers[`http-${scheduler}`] = { vip: "www", port: HTTP_PORT[scheduler], pool: "web", scheduler };
    cluster.virtual_servers[`lines-${scheduler}`] = { vip: "www", port: LINE_PORT[scheduler], pool: "lines", scheduler };
  }
  // Weights without effect under rr and lc: the pools serve the weighted schedulers, too.
  cluster["silence"] = ["LVS154"];
}

function webServer(number: number, weight: number, port: number): ServerConfig {
  return { address: `192.168.1.${10 + number}`, weight, port, login: { host: `web${number}`, interface: "eth0" } };
}

/** What the last deployment said. */
let said = "";

/** Deploys a change of what is there. */
async function deploy(edit: (cluster: ClusterConfig) => void): Promise<void> {
  edit(now);
  said = await project.cluster(now).deploy();
}

/** The same under traffic. */
function change(edit: (cluster: ClusterConfig) => void): Promise<Endured> {
  const lines = SCHEDULERS.map((scheduler) => `${NAT_VIP}:${LINE_PORT[scheduler]}`) as [string, string, string, string];
  return endure(client, { url: httpUrl("wrr"), lines, atLeast: 5000 }, () => deploy(edit));
}

function expectNothingLost({ requests, connections }: Endured): void {
  expect(requests).toMatchObject({ failed: 0, errors: [] });
  expect(requests.requests).toBeGreaterThanOrEqual(5000);
  expect(connections).toMatchObject({ count: 12, resets: 0, refused: 0 });
}

/** The active router's IPVS table. */
async function table(): Promise<string> {
  return lab.node(await activeRouter(lab, NAT_VIP)).must("ipvsadm -Ln");
}

function httpUrl(scheduler: (typeof SCHEDULERS)[number]): string {
  return `http://${NAT_VIP}:${HTTP_PORT[scheduler]}/`;
}

function poolOf(pools: ClusterConfig["pools"], name: string): ClusterConfig["pools"][string] {
  const pool = pools[name];
  if (pool === undefined) throw new Error(`no pool ${name}`);
  return pool;
}

async function milliseconds(act: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}
