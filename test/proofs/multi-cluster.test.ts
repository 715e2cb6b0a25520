import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ExampleProject } from "../../scripts/demo/project";
import { type MultiSite, SITE_NAME, multiSite } from "../lab/harness/multi-site";
import { ResolvingClient, type ResolvedReport, resolvedRequests } from "../lab/harness/resolving-client";
import { expectShares } from "../lab/harness/shares";
import { fastKernel } from "../lab/harness/site";

const VIPS = { nat: "203.0.113.20", direct: "203.0.113.40", tunnel: "203.0.113.60" } as const;
const BANK = ["web1", "web2", "web3", "web4"] as const;
const QUIET = { onProgress: () => undefined };

// The resolver is BIND 9: it keeps an answer for its time to live (10 s), and begins each with the next of the addresses (rrset-order cyclic). The client takes the first.
describe("three clusters behind one name, with a shared bank", () => {
  let site: MultiSite;
  let project: ExampleProject;
  beforeAll(async () => {
    site = await multiSite({ name: `multi-${process.pid}`, kernel: fastKernel });
    project = new ExampleProject({ example: "multi-cluster", sshConfig: site.lab.sshConfigPath, env: site.env });
  });
  afterAll(async () => {
    project?.remove();
    await site?.down();
  });

  it("are deployed in one go, their stacks side by side, and clients are spread over the clusters, and by each over the bank", async () => {
    await project.deploy(QUIET, {}, ["*"]);
    const report = await resolvedRequests(site.lab.node("client"), SITE_NAME, 9000);
    expect(report.failed).toBe(0);
    expectShares(report.perAddress, { [VIPS.nat]: 3000, [VIPS.direct]: 3000, [VIPS.tunnel]: 3000 }, 0.05);
    expectShares(report.perServer, { web1: 2250, web2: 2250, web3: 2250, web4: 2250 }, 0.05);
  });

  it("leave each real server what all of them need: two silent VIPs, and a way back for answers under NAT beside the default route", async () => {
    for (const [index, name] of BANK.entries()) {
      const node = site.lab.node(name);
      const held = await node.must("ip -4 -o address show scope global; ip -4 -o address show dev lo; ip route show default; cat /proc/sys/net/ipv4/conf/all/arp_ignore");
      for (const text of [`${VIPS.direct}/32 scope global lo`, `${VIPS.tunnel}/32 scope global tunl0`, "default via 192.168.1.1 dev eth0"]) expect(held, name).toContain(text);
      expect(await node.must(`ip route get 198.51.100.100 from 192.168.1.1${index + 1}`)).toContain("via 192.168.1.254 dev eth0");
      expect(await node.must(`ip route get 198.51.100.100 from ${VIPS.direct}`)).toContain("via 192.168.1.1 dev eth0");
      expect(held.trim().split("\n").at(-1)).toBe("1");
    }
  });

  it("are a second time what they are: nothing is to be done", async () => {
    let plan = "";
    await project.deploy({ ...QUIET, onPlan: (text) => (plan += text) }, {}, ["*"]);
    expect(plan).toBe("");
  });

  it("lose one of them without a failed request: it leaves the name, then its routers and the bank", async () => {
    const steady = new ResolvingClient(site.lab.node("client"), SITE_NAME);
    await project.deploy(QUIET, { WITHDRAWN: "direct" }, ["names"]);
    await project.destroy(QUIET, { WITHDRAWN: "direct" }, ["direct"]);
    const report = await steady.stop();
    expect(report.requests).toBeGreaterThan(500);
    expect(report.failedPerAddress).toEqual({});
    expect(await site.lab.node("web1").must("ip -4 -o address show dev lo")).not.toContain(VIPS.direct);
    expect(await site.lab.node("web1").must("ip -4 -o address show dev tunl0")).toContain(VIPS.tunnel);
    expect(await site.lab.node("upstream").must("dig +short @127.0.0.1 example.net MX; dig +short @127.0.0.1 mail.example.net")).toBe("10 mail.example.net.\n203.0.113.99\n");
  });

  it("and get it back without one", async () => {
    const steady = new ResolvingClient(site.lab.node("client"), SITE_NAME);
    await project.deploy(QUIET, {}, ["*"]);
    const report = await steady.stop();
    expect(report.failedPerAddress).toEqual({});
    expect(report.perAddress[VIPS.direct]).toBeGreaterThan(0);
  });

  it("do not heal a name: with both routers of one without power, its share of the clients fails, and no other", async () => {
    for (const name of ["tunnel1", "tunnel2"]) await site.lab.node(name).kill();
    const report: ResolvedReport = await resolvedRequests(site.lab.node("client"), SITE_NAME, 30);
    expect(Object.keys(report.failedPerAddress)).toEqual([VIPS.tunnel]);
    expect(report.failed).toBe(report.perAddress[VIPS.tunnel]);
    expect(report.failed).toBeGreaterThanOrEqual(9);
    expect(report.failed).toBeLessThanOrEqual(11);
  });

  it("until a person takes it out of the name: then a time to live later at the latest", async () => {
    await project.deploy(QUIET, { WITHDRAWN: "tunnel" }, ["names"]);
    const report = await resolvedRequests(site.lab.node("client"), SITE_NAME, 60);
    expect(report.failed).toBe(0);
    expect(Object.keys(report.perAddress).sort()).toEqual([VIPS.nat, VIPS.direct].sort());
  });
});
