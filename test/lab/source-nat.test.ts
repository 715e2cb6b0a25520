import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type LabNode } from "../../lib/lab";
import { NAT_VIP, natCluster } from "./harness/cluster-config";
import { activeRouter, holders } from "./harness/owners";
import { expectShares } from "./harness/shares";
import { bareHosts, eventually, powerOn, siteWithPacketFilter } from "./harness/site";
import { TerraformProject } from "./harness/terraform-project";
import { rate, steadyRequests } from "./harness/traffic";

const GATEWAY = "192.168.1.254";
/** The client's address on the front network. */
const OUTSIDE = "203.0.113.100";
const URL = `http://${NAT_VIP}/`;
/** As a browser is: a busy machine is no lost request. */
const PATIENT = { timeoutMs: 8000 };

/** By NAT, with VIP and NAT router address as aliases. */
const cluster = (routing: object) =>
  natCluster((nat) => {
    Object.assign(nat.routing, { gateway_label: "eth1:gw" }, routing);
    nat.vips["www"]!["label"] = "eth0:vip";
  });
const TRANSLATED = { outbound_vip: "www", masquerade_local_clients: true };

describe("source NAT on the routers", () => {
  let lab: Lab;
  let client: LabNode;
  let web1: LabNode;
  let project: TerraformProject;
  beforeAll(async () => {
    lab = await siteWithPacketFilter("routers");
    [client, web1] = [lab.node("client"), lab.node("web1")];
    await bareHosts(lab);
    project = (await TerraformProject.create(lab)).cluster(cluster({}));
    await project.deploy();
  });
  afterAll(async () => {
    await client.must(`ip route del ${NAT_VIP}/32; ip route replace 203.0.113.0/24 dev eth0 proto kernel src ${OUTSIDE}`);
    project.remove();
  });

  /** The client asks from its leg on the real servers' network, by way of the NAT router address. */
  const fromInside = (source = "192.168.1.100") => client.must(`ip route replace ${NAT_VIP}/32 via ${GATEWAY} dev eth1 src ${source}`);

  /** Source address under which a real server's datagram arrives outside. */
  async function seenOutside(): Promise<string> {
    const listener = client.start(["python3", "-c", `import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("${OUTSIDE}", 5005)); s.settimeout(10); open("/run/listens", "w"); print(s.recvfrom(9)[1][0])`]);
    await client.must("until [ -e /run/listens ]; do sleep 0.05; done; rm /run/listens");
    await web1.must(["python3", "-c", `import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("${OUTSIDE}", 5005))`]);
    return (await listener.outcome).stdout.trim();
  }

  /** Whom web1 sees as its client while somebody on its own network asks the VIP. */
  async function seenByWeb1(): Promise<string[]> {
    const watch = web1.start("timeout 20 tcpdump -Z root -lnni eth0 -c 3 'tcp[tcpflags] == tcp-syn and dst port 80 and not src 192.168.1.2 and not src 192.168.1.3'");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await rate(client, URL, 40, 4);
    return [...new Set([...(await watch.outcome).stdout.matchAll(/IP (\S+)\.\d+ > /g)].map(([, address]) => address!))];
  }

  it("is not there by default: who is beside the real servers can't be a client, and what they send out keeps its source", async () => {
    expect(await seenOutside()).toBe("192.168.1.11");
    // Of an address of their own: IPVS remembers connections that were never answered for a minute, and sends who uses such a port again the same way.
    await client.must("ip address add 192.168.1.101/24 dev eth1");
    await fromInside("192.168.1.101");
    expect((await rate(client, URL, 4, 4)).failed).toBe(4);
    await client.must(`ip route del ${NAT_VIP}/32; ip address del 192.168.1.101/24 dev eth1`);
  });

  it("is refused before anything changes anywhere where the kernel takes no packet rules", async () => {
    const absent = "/etc/modprobe.d/absent.conf";
    await lab.node("lvs2").must(`for module in ip_tables iptable_nat iptable_raw; do echo install $module /bin/false; done >${absent}`);
    const { code, output } = await project.cluster(cluster(TRANSLATED)).apply();
    await lab.node("lvs2").must(`rm ${absent}`);
    expect([code, output]).toEqual([1, expect.stringMatching(/LVS320: lvs2 refuses the release: .*this needs nft or iptables, and a kernel that takes their rules/)]);
    expect((await project.cluster(cluster({})).plan()).code).toBe(0);
  });

  it("comes without a failed request", async () => {
    const requests = await steadyRequests(client, URL, PATIENT).started();
    await project.cluster(cluster(TRANSLATED)).deploy();
    const { sent, failed } = await requests.stop();
    expect(sent).toBeGreaterThan(100);
    expect(failed).toBe(0);
    expect((await project.plan()).code).toBe(0);
  });

  it("lets clients beside the real servers in, by weight", async () => {
    await fromInside();
    await eventually("the first is answered", async () => (await rate(client, URL, 1, 1)).failed === 0);
    const { errors, perServer } = await rate(client, URL, 800, 4);
    expect(errors).toEqual([]);
    expectShares(perServer, { web1: 100, web2: 200, web3: 500 }, 0.05);
  });

  it("costs the kernel no entry of its table of connections for clients outside, whom a full one would cut off", async () => {
    await client.must(`ip route del ${NAT_VIP}/32`);
    const router = lab.node(await activeRouter(lab, NAT_VIP));
    const limit = (await router.must("sysctl -n net.netfilter.nf_conntrack_max")).trim();
    await router.must("sysctl -q -w net.netfilter.nf_conntrack_max=1");
    try {
      const { errors, requests } = await rate(client, URL, 400, 4);
      expect({ errors, requests }).toEqual({ errors: [], requests: 400 });
      // Longer than it takes the peer to miss adverts.
      await new Promise((resolve) => setTimeout(resolve, 5000));
      expect(await holders(lab, NAT_VIP)).toEqual([router.name]);
    } finally {
      await router.must(`sysctl -q -w net.netfilter.nf_conntrack_max=${limit}`);
    }
    await fromInside();
  });

  it("shows them to the real servers under the NAT router address, and clients outside as they are", async () => {
    expect(await seenByWeb1()).toEqual([GATEWAY]);
    await client.must(`ip route del ${NAT_VIP}/32`);
    expect(await seenByWeb1()).toEqual([OUTSIDE]);
  });

  it("lets a real server be a client of its own cluster", async () => {
    const answers = await web1.must(`for n in 1 2 3 4 5 6 7 8; do curl -s -m 3 ${URL}; done`);
    for (const server of ["web1", "web2", "web3"]) expect(answers).toContain(server);
  });

  it("gives what real servers send out the VIP", async () => expect(await seenOutside()).toBe(NAT_VIP));

  it("is brought back when somebody flushes it", async () => {
    await lab.node("lvs1").must("iptables-legacy -t nat -F POSTROUTING");
    const { code, output } = await project.plan();
    expect([code, output]).toEqual([2, expect.stringMatching(/snat-outbound 192\.168\.1\.0\/24 eth0 203\.0\.113\.10 absent/)]);
    await project.deploy();
    expect(await seenOutside()).toBe(NAT_VIP);
  });

  it("goes over with the aliases when the active router dies", async () => {
    const [dead, heir] = (await activeRouter(lab, NAT_VIP)) === "lvs1" ? ["lvs1", "lvs2"] : ["lvs2", "lvs1"];
    const labels = (name: string) => lab.node(name).must("ip -o -4 address show | sed -n 's/.* inet \\([0-9.]*\\).* \\(eth[01]:[a-z]*\\)[\\\\ ].*/\\1 \\2/p'");
    expect(await labels(dead)).toBe(`${NAT_VIP} eth0:vip\n${GATEWAY} eth1:gw\n`);
    await fromInside();
    await lab.node(dead).kill();
    await eventually("the other one is active", async () => (await holders(lab, NAT_VIP)).join() === heir);
    expect(await labels(heir)).toBe(`${NAT_VIP} eth0:vip\n${GATEWAY} eth1:gw\n`);
    expect((await rate(client, URL, 100, 4)).failed).toBe(0);
    await client.must(`ip route del ${NAT_VIP}/32`);
    expect(await seenOutside()).toBe(NAT_VIP);
    await powerOn(lab.node(dead));
    expect(await lab.node(dead).must("iptables-legacy -t nat -S POSTROUTING")).toContain("-j LVS-ROUTER");
  });

  it("leaves nothing when it is no longer wanted", async () => {
    await project.cluster(cluster({})).deploy();
    for (const name of ["lvs1", "lvs2"]) {
      expect(await lab.node(name).must("iptables-legacy -t nat -S; systemctl is-enabled lvs-packet-filter 2>&1 || true; sysctl -n net.ipv4.vs.conntrack")).toMatch(/^((?!LVS-ROUTER)[^])*not-found\n0\n$|^((?!LVS-ROUTER)[^])*No such file or directory\n0\n$/);
    }
    expect((await project.plan()).code).toBe(0);
  });
});
