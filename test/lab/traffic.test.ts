import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { type ClusterConfig, NAT_VIP, natCluster, type ServerConfig } from "./harness/cluster-config";
import { activeRouter } from "./harness/owners";
import { bareHosts, eventually, site } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";
import { endure, type Endured, rate } from "./harness/traffic";

const SCHEDULERS = ["rr", "wrr", "lc", "wlc"] as const;
const HTTP_PORT = { rr: 8001, wrr: 8002, lc: 8003, wlc: 8004 };
const LINE_PORT = { rr: 9001, wrr: 9002, lc: 9003, wlc: 9004 };
const CHECK = { type: "http", path: "/healthz", interval_ms: 2000, retries: 1, retry_delay_ms: 1000, timeout_ms: 1000 };

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

describe("requests through NAT", () => {
  // One request at a time: least-connections schedulers weigh what is open and, far less, what has just been closed. Then the shares are exact for them, too;
  // with several at a time they follow how long each takes, which nobody can say beforehand.
  it.each([
    ["round robin", "rr", { web1: 667, web2: 667 , web3: 667 }, 0.01],
    ["weighted round robin", "wrr", { web1: 250, web2: 500, web3: 1250 }, 0.05],
    ["least-connections", "lc", { web1: 667, web2: 667, web3: 667 }, 0.05],
    ["weighted least-connections", "wlc", { web1: 250, web2: 500, web3: 1250 }, 0.05],
  ] as const)("are spread over the real servers by %s", async (_name, scheduler, shares, tolerance) => {
    const { failed, perServer } = await rate(client, httpUrl(scheduler), 2000, 1);
    expect(failed).toBe(0);
    expectShares(perServer, shares, tolerance);
  });
});

describe("a change under traffic loses no request and resets no connection:", () => {
  it("a real server's weight", async () => {
    expectNothingLost(await change(({ pools }) => (serverOf(pools, "web", "web3").weight = 1)));
    expectShares((await rate(client, httpUrl("wrr"), 400, 1)).perServer, { web1: 100, web2: 200, web3: 100 }, 0.05);
  });

  it("a new real server whose port is closed, which is sent nothing", async () => {
    const closed = (pools: ClusterConfig["pools"]): void => {
      for (const pool of ["web", "lines"]) poolOf(pools, pool).servers["closed"] = { address: "192.168.1.13", port: 81, weight: 100 };
    };
    expectNothingLost(await change(({ pools }) => closed(pools)));
    expect(await table()).not.toContain("192.168.1.13:81");
  });

  it("the same real server taken away again", async () => {
    expectNothingLost(
      await change(({ pools }) => {
        for (const pool of ["web", "lines"]) delete poolOf(pools, pool).servers["closed"];
      }),
    );
  });
});

/** A virtual server for each scheduler to the web servers, and one to their line echo; web1, web2, web3 with weights 1, 2, 5. */
function withEveryScheduler(cluster: ClusterConfig): void {
  const servers = (port: number): Record<string, ServerConfig> =>
    Object.fromEntries(Object.entries(poolOf(cluster.pools, "web").servers).map(([name, server]) => [name, { ...server, port }]));
  cluster.pools = { web: { health_checks: [CHECK], servers: servers(80) }, lines: { health_checks: [{ type: "tcp", interval_ms: 2000, timeout_ms: 1000 }], servers: servers(9000) } };
  cluster.virtual_servers = {};
  for (const scheduler of SCHEDULERS) {
    cluster.virtual_servers[`http-${scheduler}`] = { vip: "www", port: HTTP_PORT[scheduler], pool: "web", scheduler };
    cluster.virtual_servers[`lines-${scheduler}`] = { vip: "www", port: LINE_PORT[scheduler], pool: "lines", scheduler };
  }
  cluster["silence"] = ["LVS154"];
}

/** Deploys a change; the next one begins where it ends. */
async function deploy(edit: (cluster: ClusterConfig) => void): Promise<void> {
  edit(now);
  await project.cluster(now).deploy();
}

/** The same under traffic: 5,000 new requests through one virtual server, connections that stand through those of every scheduler. */
function change(edit: (cluster: ClusterConfig) => void): Promise<Endured> {
  const lines = SCHEDULERS.map((scheduler) => `${NAT_VIP}:${LINE_PORT[scheduler]}`) as [string, string, string, string];
  return endure(client, { url: httpUrl("wrr"), lines, atLeast: 5000 }, () => deploy(edit));
}

function expectNothingLost({ requests, connections }: Endured): void {
  expect(requests).toMatchObject({ failed: 0, errors: [] });
  expect(requests.requests).toBeGreaterThanOrEqual(5000);
  expect(connections).toMatchObject({ count: 12, resets: 0, refused: 0 });
}

function expectShares(perServer: Readonly<Record<string, number>>, shares: Readonly<Record<string, number>>, tolerance: number): void {
  expect(Object.keys(perServer)).toEqual(Object.keys(shares));
  for (const [server, share] of Object.entries(shares)) {
    expect(Math.abs((perServer[server] ?? 0) - share), `${server}: ${perServer[server]} of ${share}`).toBeLessThanOrEqual(share * tolerance);
  }
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

function serverOf(pools: ClusterConfig["pools"], pool: string, name: string): ServerConfig {
  const server = poolOf(pools, pool).servers[name];
  if (server === undefined) throw new Error(`no server ${name}`);
  return server;
}
void eventually;
