import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, type LabNode } from "../../lib/lab";
import { TUNNEL_VIP, TUNNEL_VIP6, dualStack, farSite, tunnelCluster } from "./harness/far-site";
import { activeRouter, OwnerWatch } from "./harness/owners";
import { expectShares } from "./harness/shares";
import { eventually } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";
import { rate } from "./harness/traffic";

/** Sends a megabyte and more through one connection that answers with the same, and prints what came back in bytes, or how far it got. */
const BULK = `
import socket, sys, threading
wanted = 1200 * 1000
link = socket.create_connection((sys.argv[1], 9000), 5)
link.settimeout(float(sys.argv[2]))
line = b"x" * 999 + b"\\n"
def send():
    try:
        for _ in range(1200): link.sendall(line)
    except OSError: pass
threading.Thread(target=send, daemon=True).start()
seen = 0
try:
    while seen < wanted:
        data = link.recv(65536)
        if not data: break
        seen += len(data)
except OSError: pass
print(seen)
`;

describe("tunneling, with real servers beside the routers and far away", () => {
  let lab: Lab;
  let client: LabNode;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await farSite(20);
    client = lab.node("client");
    // Paths on which nobody hears that a packet was too long are the rule, not the exception.
    await client.must("iptables-legacy -I INPUT -p icmp --icmp-type fragmentation-needed -j DROP; ip6tables-legacy -I INPUT -p icmpv6 --icmpv6-type packet-too-big -j DROP");
    project = (await TerraformProject.create(lab)).cluster(tunnelCluster((cluster) => (cluster.routing["vip_check"] = true)));
    await project.deploy();
  });
  afterAll(async () => {
    project.remove();
    await Lab.down(lab.name);
  });

  async function bulk(seconds: number, vip = TUNNEL_VIP): Promise<number> {
    return Number(await client.must(["python3", "-c", BULK, vip, String(seconds)], { timeoutMs: 120_000 }));
  }

  it("spreads requests by weight, whatever their way", async () => {
    const { failed, perServer } = await rate(client, `http://${TUNNEL_VIP}/`, 800, 4);
    expect(failed).toBe(0);
    expectShares(perServer, { web1: 100, web2: 200, web3: 500 }, 0.05);
  });

  it("has nothing to do afterwards, also with the tunnels looked at", async () => {
    const { code, output } = await project.plan();
    expect(code, output).toBe(0);
  });

  it("carries more than a megabyte each way to every real server, in packets that must not be cut and of which nobody says that they are too long", async () => {
    for (let server = 0; server < 3; server++) expect(await bulk(60)).toBeGreaterThanOrEqual(1200 * 1000);
  });

  it("would not without the shorter segments, which the next deploy brings back", async () => {
    for (const server of ["web1", "web2", "web3"]) await lab.node(server).must("iptables-legacy -t mangle -F OUTPUT");
    expect(await bulk(8)).toBeLessThan(1200 * 1000);
    const { code, output } = await project.plan();
    expect([code, output]).toEqual([2, expect.stringMatching(/clamp-mss 203\.0\.113\.10 absent/)]);
    await project.deploy();
    expect(await bulk(60)).toBeGreaterThanOrEqual(1200 * 1000);
  });

  it("would not serve with the strict filter on the tunnel, which the next deploy loosens", async () => {
    await lab.node("web1").must("sysctl -q -w net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.tunl0.rp_filter=1");
    // Clients' packets are dropped, and soon the check's at the VIP too.
    const { failed, perServer } = await rate(client, `http://${TUNNEL_VIP}/`, 16, 1);
    expect(failed > 0 || perServer["web1"] === undefined).toBe(true);
    await eventually("it is out", async () => !(await lab.node(await activeRouter(lab, TUNNEL_VIP)).must("ipvsadm -Sn")).includes("203.0.113.21:80"));
    await project.deploy();
    // `all` stays as somebody set it: the greater of the two counts.
    expect(await lab.node("web1").must("sysctl -n net.ipv4.conf.all.rp_filter net.ipv4.conf.tunl0.rp_filter")).toBe("1\n2\n");
    expect(await rate(client, `http://${TUNNEL_VIP}/`, 16, 1)).toMatchObject({ failed: 0 });
  });

  it("has one answer to who has the VIP, although a real server on the same network has it too", async () => {
    const watch = await new OwnerWatch(lab, client, { address: TUNNEL_VIP, iface: "eth0" }).started();
    await client.must("sleep 2");
    expect((await watch.stop()).map(({ owner }) => owner)).toEqual([await activeRouter(lab, TUNNEL_VIP)]);
  });

  it("takes the longest segment from a value that is known only at apply", async () => {
    const late = { later: { input: 1300 } };
    project.configure({ resource: { terraform_data: late, lvs_cluster: { www: tunnelCluster((cluster) => Object.assign(cluster.routing, { mss: "${terraform_data.later.output}", vip_check: true })) } } });
    await project.deploy();
    expect(await lab.node("web1").must("iptables-legacy -t mangle -S OUTPUT")).toContain("--set-mss 1300");
    expect((await project.plan()).code).toBe(0);
  });

  it("takes a real server out that has lost the VIP, though it is far away and answers at its own address, until it has it again", async () => {
    const perServer = async (): Promise<string> => {
      const { failed, perServer } = await rate(client, `http://${TUNNEL_VIP}/`, 16, 1);
      return failed > 0 ? `${failed} failed` : Object.keys(perServer).join();
    };
    await eventually("all serve", async () => (await perServer()) === "web1,web2,web3");
    // Behind a tunnel without any address the kernel would drop checks of whatever address.
    await lab.node("web2").must(`ip address add 198.18.0.1/32 dev tunl0; ip address del ${TUNNEL_VIP}/32 dev tunl0`);
    await eventually("it is out", async () => (await perServer()) === "web1,web3");
    await lab.node("web2").must(`ip address add ${TUNNEL_VIP}/32 dev tunl0; ip address del 198.18.0.1/32 dev tunl0`);
    await eventually("it is back", async () => (await perServer()) === "web1,web2,web3");
  });

  it("carries IPv6 in IPv6 beside it, to the same real servers by weight, and large bodies too", async () => {
    project.cluster(tunnelCluster((cluster) => dualStack(cluster)));
    await project.deploy();
    const { failed, perServer } = await rate(client, `http://[${TUNNEL_VIP6}]/`, 800, 4);
    expect(failed).toBe(0);
    expectShares(perServer, { web1: 100, web2: 200, web3: 500 }, 0.05);
    for (let server = 0; server < 3; server++) expect(await bulk(60, TUNNEL_VIP6)).toBeGreaterThanOrEqual(1200 * 1000);
    expect(await rate(client, `http://${TUNNEL_VIP}/`, 16, 1)).toMatchObject({ failed: 0 });
    expect((await project.plan()).code).toBe(0);
  });

  it("comes back on a real server after a reboot", async () => {
    const node = lab.node("web1");
    await node.kill();
    await node.boot();
    await node.waitUntilSettled();
    expect(await node.must("ip -o -4 address show dev tunl0 | awk '{ print $4 }'; ip -o -6 address show dev ip6tnl0 scope global | awk '{ print $4 }'; /var/lib/lvs/clusters/far/current/lvs-real-server plan")).toBe(`${TUNNEL_VIP}/32\n${TUNNEL_VIP6}/128\n`);
  });

  it("leaves the real servers as they were found", async () => {
    await project.destroy();
    for (const server of ["web1", "web2", "web3"]) {
      expect(await lab.node(server).must("ip -o link show dev tunl0 up; ip -o link show dev ip6tnl0 up; ip -o -4 address show dev tunl0; iptables-legacy -t mangle -S OUTPUT; ip6tables-legacy -t mangle -S OUTPUT; ls /var/lib/lvs 2>/dev/null || true")).toBe("-P OUTPUT ACCEPT\n-P OUTPUT ACCEPT\n");
    }
  });
});
