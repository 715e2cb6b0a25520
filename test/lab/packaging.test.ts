import { afterAll, beforeAll, expect, it } from "vitest";
import { type Lab } from "../../lib/lab";
import { type CommandRun, type PackedProject, Workbench } from "./harness/packed-project";
import { requests } from "./harness/probe";
import { bareHosts, eventually, site } from "./harness/site";

/*
 * No set-up: the packed package, cdktf's command line and a main.ts, in a path with spaces and without a network. Two projects have different
 * versions of the package and one home, in which cdktf lets them share Terraform's plugin cache. The tests tell one story, in order.
 */
let lab: Lab;
let bench: Workbench;
let first: PackedProject;
let second: PackedProject;

beforeAll(async () => {
  lab = await site();
  await bareHosts(lab);
  bench = new Workbench();
  first = bench.project("first site", "0.0.1");
  second = bench.project("second site", "0.0.2");
});
afterAll(() => bench.remove());

/** The site of the lab under test instead of the one that people get. */
async function init(project: PackedProject): Promise<CommandRun> {
  const run = await project.npx("cdktf-lvs", "init");
  project.edit('process.env["CDKTF_LVS_SSH_CONFIG"] ?? labSshConfig()', JSON.stringify(lab.sshConfigPath));
  return run;
}

/** Weight of web1 in a router's kernel, once what runs is what it has confirmed and nobody is changing it. */
async function settledWeight(router: string): Promise<string> {
  const look = "cd /var/lib/lvs/clusters/www; [ $(readlink current) = $(readlink confirmed) ] && flock -n /run/lvs/www.lock ipvsadm -Sn | sed -n 's/.*192.168.1.11:80 -m -w //p'";
  return (await lab.node(router).exec(look)).stdout.trim();
}

const deploy = (project: PackedProject) => project.npx("cdktf", "deploy", "--auto-approve");

it("cdktf-lvs init makes a project, and the first cdktf deploy in it works", async () => {
  expect(await init(first)).toMatchObject({ code: 0 });
  const { code, output } = await deploy(first);
  expect(output).toContain("Apply complete! Resources: 1 added, 0 changed, 0 destroyed.");
  expect(code).toBe(0);
  expect(await requests(lab.node("client"), "http://203.0.113.10/", { count: 12 })).toMatchObject({ failed: 0, perServer: { web1: 6, web2: 4, web3: 2 } });
  expect(first.versionsRun()).toEqual(["0.0.1"]);
});

it("another project with another version runs its own, although Terraform takes the first one's launcher out of the cache", async () => {
  await init(second);
  const { code, output } = await second.npx("cdktf", "diff");
  expect(output).toContain("Using terraform.local/cdktf-lvs/lvs v1.0.0 from the shared cache directory");
  expect(code).toBe(0);
  expect(second.versionsRun()).toEqual(["0.0.2"]);
});

it("goes on when the first project is gone", async () => {
  first.remove();
  const { code, output } = await deploy(second);
  expect(output).toContain("Apply complete!");
  expect(code).toBe(0);
  expect(second.versionsRun()).toEqual(["0.0.2"]);
});

it("has nothing to do when deployed again", async () => {
  const { code, output } = await deploy(second);
  expect(output).toContain("No changes. Your infrastructure matches the configuration.");
  expect(code).toBe(0);
});

it("a newer version of the package works with the state and the lock file of the older one", async () => {
  second.become("0.0.3");
  const { code, output } = await deploy(second);
  expect(output).toContain("No changes.");
  expect(code).toBe(0);
  expect(second.versionsRun()).toContain("0.0.3");
});

it("Ctrl-C while cdktf deploys a change takes both routers back, and the next deploy makes it", async () => {
  second.edit('weightOf("web1", 3)', 'weightOf("web1", 7)');
  const { code } = await second.npxInterrupted("lvs1: activating the release", "cdktf", "deploy", "--auto-approve");
  expect(code).not.toBe(0);
  // cdktf does not wait for the provider, which is still at it.
  await eventually("both are back and at rest", async () => (await Promise.all(["lvs1", "lvs2"].map(settledWeight))).join() === "3,3", 60_000);
  const { code: again, output } = await deploy(second);
  expect(again, output).toBe(0);
  expect(await Promise.all(["lvs1", "lvs2"].map(settledWeight))).toEqual(["7", "7"]);
});

it("cdktf destroy removes the cluster", async () => {
  const { code, output } = await second.npx("cdktf", "destroy", "--auto-approve");
  expect(output).toContain("Destroy complete! Resources: 1 destroyed.");
  expect(code).toBe(0);
});
