import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { expectShares } from "./harness/shares";
import { bareHosts, eventually, siteWithPacketFilter } from "./harness/site";
import { StackDirectory } from "./harness/stack-directory";
import { rate, steadyRequests } from "./harness/traffic";

const ROOT = join(__dirname, "../..");

// The quickstart's NAT is deployed by packaging.test.ts, as cdktf itself deploys it.
interface Case {
  readonly example: string;
  readonly cluster: string;
  /** Of 600 requests. */
  readonly shares: Readonly<Record<string, number>>;
  /** Routers that are real servers, too. */
  readonly serving: readonly string[];
}

describe.each<Case>([
  { example: "direct-routing", cluster: "intranet", shares: { lvs1: 100, lvs2: 100, web1: 200, web2: 200 }, serving: ["lvs1", "lvs2"] },
  { example: "tunneling", cluster: "far", shares: { web1: 100, web2: 200, web3: 300 }, serving: [] },
])("the example $example", ({ example, cluster, shares, serving }) => {
  let lab: Lab;
  const directory = mkdtempSync(join(tmpdir(), "lvs example "));
  const stack = new StackDirectory(directory, example);
  beforeAll(async () => {
    lab = await siteWithPacketFilter("hosts");
    await bareHosts(lab);
    for (const name of serving) await lab.node(name).must("touch /run/lab/role-real-server; systemctl start lab-server@http");
  });
  afterAll(async () => {
    for (const name of serving) await lab.node(name).exec("systemctl stop lab-server@http; rm -f /run/lab/role-real-server");
    rmSync(directory, { recursive: true, force: true });
  });

  it("is deployed as it stands, and its clients are answered by weight", async () => {
    const env = { ...process.env, CDKTF_OUTDIR: join(directory, "cdktf.out"), CDKTF_LVS_SSH_CONFIG: lab.sshConfigPath };
    const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", join("examples", example, "main.ts")], { cwd: ROOT, env, encoding: "utf8" });
    expect(status, stderr).toBe(0);
    await stack.deploy();
    const client = lab.node("client");
    await eventually("all serve", async () => Object.keys((await rate(client, "http://192.168.1.10/", 12, 1)).perServer).length === Object.keys(shares).length);
    const { failed, perServer } = await rate(client, "http://192.168.1.10/", 600, 1);
    expect(failed).toBe(0);
    expectShares(perServer, shares, 0.05);
    expect((await stack.plan()).code).toBe(0);
  });

  it("hands over where it stands, by the cluster's name alone: no request fails", async () => {
    const requests = await steadyRequests(lab.node("client"), "http://192.168.1.10/", { intervalMs: 50, timeoutMs: 16_000 }).started();
    const command = [join(ROOT, "lib", "cli", "main.ts"), "failover", cluster];
    const { status, stdout, stderr } = spawnSync(process.execPath, [require.resolve("tsx/cli"), ...command], { cwd: directory, encoding: "utf8" });
    expect([status, stdout], stderr).toEqual([0, expect.stringMatching(new RegExp(`^${cluster}: (lvs1 is active now; lvs2|lvs2 is active now; lvs1), which was, stands by\\n$`))]);
    expect(stderr).not.toContain("LVS367");
    expect((await requests.stop()).failed).toBe(0);
    expect((await stack.plan()).code).toBe(0);
  });
});
