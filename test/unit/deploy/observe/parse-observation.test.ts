import { pack } from "tar-stream";
import { buffer } from "node:stream/consumers";
import { beforeAll, describe, expect, it } from "vitest";
import { type ObservedHost } from "../../../../lib/deploy/observe/observed-host";
import { parseObservation } from "../../../../lib/deploy/observe/parse-observation";

let files: string;
beforeAll(async () => {
  const archive = pack();
  archive.entry({ name: "etc/keepalived/keepalived.conf", mode: 0o640 }, "global_defs {\n}\n");
  archive.entry({ name: "var/lib/lvs/clusters/www/model.json" }, '{"name":"www"}\n');
  archive.finalize();
  files = (await buffer(archive)).toString("base64");
});

/** What the tool prints on a router that serves; each section may be another one. */
function look(change: Readonly<Record<string, string | undefined>> = {}): string {
  const sections: Record<string, string | undefined> = {
    "lvs-host": "3",
    uptime: "4711.25",
    missing: "",
    keepalived: "Keepalived v2.2.7 (01/16,2022)\n\nCopyright(C) 2001-2022 Alexandre Cassen",
    links: "current releases/aaaa\nconfirmed releases/aaaa\npending releases/bbbb",
    heartbeats: "/var/lib/lvs/clusters/www/current/keepalived.conf\n/var/lib/lvs/clusters/mail/current/keepalived.conf",
    network: "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 \\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n2: eth0@if9: <BROADCAST,UP,LOWER_UP> mtu 1500 \\    link/ether 02:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff\n1: lo    inet 127.0.0.1/8 scope host lo\n2: eth0    inet 203.0.113.2/24 brd 203.0.113.255 scope global eth0\n2: eth0    inet6 2001:db8::2/64 scope global",
    route: "default via 203.0.113.1 dev eth0 metric 100\ndefault via 192.168.1.1 dev eth1\ndefault via fe80::1 dev eth0 proto ra",
    unit: "Id=lvs-heartbeat.service\nActiveState=active\nUnitFileState=enabled\n\nActiveState=inactive\nUnitFileState=masked\nId=keepalived.service",
    sysctl: "net.ipv4.ip_forward = 1\nnet.ipv4.conf.all.arp_ignore = 2\nnet.ipv4.ip_local_port_range = 32768\t60999",
    module: "ip_vs",
    needs: "reload",
    ipvs: "-A -t 203.0.113.10:80 -s wrr\n-a -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 1",
    connections: "IP Virtual Server version 1.2.1\nTCP  203.0.113.10:80 wrr",
    files,
    end: "",
    ...change,
  };
  return Object.entries(sections).flatMap(([name, text]) => (text === undefined ? [] : [`@@ ${name}\n${text}\n`])).join("");
}

const observed = async (change: Readonly<Record<string, string | undefined>> = {}, facts: readonly string[] = []): Promise<ObservedHost> => {
  const host = await parseObservation(look(change), { facts, cluster: "www" });
  if (host === undefined) throw new Error("not whole");
  return host;
};

describe("what a look at a host says", () => {
  it("is read whole", async () => {
    expect(await observed()).toEqual({
      uptimeSeconds: 4711.25,
      missingTools: [],
      keepalivedVersion: "2.2.7",
      current: "aaaa",
      confirmed: "aaaa",
      pending: "bbbb",
      otherHeartbeats: ["mail"],
      interfaces: { lo: "00:00:00:00:00:00", eth0: "02:00:00:00:00:02" },
      deadInterfaces: [],
      advertisedInterfaces: [],
      addresses: [
        { interface: "lo", address: "127.0.0.1/8" },
        { interface: "eth0", address: "203.0.113.2/24" },
        { interface: "eth0", address: "2001:db8::2/64" },
      ],
      facts: [],
      files: {
        "/etc/keepalived/keepalived.conf": { content: "global_defs {\n}\n", mode: "640" },
        "/var/lib/lvs/clusters/www/model.json": { content: '{"name":"www"}\n', mode: "644" },
      },
      ipvsTable: ["-A -t 203.0.113.10:80 -s wrr", "-a -t 203.0.113.10:80 -r 192.168.1.11:80 -m -w 1"],
      connections: "IP Virtual Server version 1.2.1\nTCP  203.0.113.10:80 wrr",
      model: '{"name":"www"}\n',
      begun: undefined,
      needs: ["reload"],
    } satisfies ObservedHost);
  });

  it.each<[string, Readonly<Record<string, string | undefined>>, Partial<ObservedHost>]>([
    ["a bare host has no releases", { links: "" }, { current: undefined, confirmed: undefined, pending: undefined }],
    ["a keepalived that nobody asked for", { keepalived: undefined }, { keepalivedVersion: undefined }],
    ["no keepalived", { keepalived: "/bin/sh: 12: keepalived: not found" }, { keepalivedVersion: undefined }],
    ["a kernel without IPVS", { ipvs: undefined, connections: undefined }, { ipvsTable: undefined, connections: "" }],
    ["IPVS with an empty table", { ipvs: "", connections: "" }, { ipvsTable: [], connections: "" }],
    ["missing tools", { missing: "ipvsadm\narping" }, { missingTools: ["ipvsadm", "arping"] }],
    ["an interface without a MAC address", { network: "7: tun0: <POINTOPOINT> mtu 1500 \\    link/none " }, { interfaces: {} }],
  ])("%s", async (_what, change, expected) => expect(await observed(change)).toMatchObject(expected));

  it.each<[string, Readonly<Record<string, string | undefined>>]>([
    ["cut off", { end: undefined }],
    ["of another version of the tool", { "lvs-host": "1" }],
    ["from something else", { "lvs-host": undefined }],
  ])("is nothing when it is %s", async (_what, change) => {
    expect(await parseObservation(look(change), { facts: [], cluster: "www" })).toBeUndefined();
  });
});

describe("a fact is given back in its own words when it holds, else with what is there", () => {
  it.each<[string, string, Readonly<Record<string, string>>?]>([
    ["unit lvs-heartbeat.service enabled active", "unit lvs-heartbeat.service enabled active"],
    ["unit keepalived.service disabled inactive", "unit keepalived.service masked inactive"],
    ["unit gone.service enabled active", "unit gone.service absent inactive"],
    ["sysctl net.ipv4.ip_forward 1", "sysctl net.ipv4.ip_forward 1"],
    ["sysctl net.ipv4.ip_forward 0", "sysctl net.ipv4.ip_forward 1"],
    ["sysctl net.ipv4.ip_local_port_range 32768 60999", "sysctl net.ipv4.ip_local_port_range 32768 60999"],
    ["sysctl net.ipv4.vs.conntrack 1", "sysctl net.ipv4.vs.conntrack absent"],
    ["sysctl net.ipv4.conf.all.arp_ignore 1", "sysctl net.ipv4.conf.all.arp_ignore 1"],
    ["sysctl net.ipv4.conf.all.arp_ignore 1", "sysctl net.ipv4.conf.all.arp_ignore 0", { sysctl: "net.ipv4.conf.all.arp_ignore = 0" }],
    ["module ip_vs", "module ip_vs"],
    ["module ip_vs_wrr", "module ip_vs_wrr absent"],
    ["address 203.0.113.2/24 eth0", "address 203.0.113.2/24 eth0"],
    ["address 203.0.113.2/24 eth1", "address 203.0.113.2/24 eth1 absent"],
    ["default-route 192.168.1.1 eth1", "default-route 192.168.1.1 eth1"],
    ["default-route 203.0.113.1 eth0", "default-route 192.168.1.1 eth1"],
    ["default-route fe80::1 eth0", "default-route fe80::1 eth0"],
    ["default-route 192.168.1.254 eth0", "default-route none -", { route: "" }],
    ["colour red", "colour red (not looked at)"],
  ])("%s: %s", async (fact, found, change = {}) => expect((await observed(change, [fact])).facts).toEqual([found]));

  it("in the order asked", async () => {
    expect((await observed({}, ["module ip_vs_rr", "module ip_vs"])).facts).toEqual(["module ip_vs_rr absent", "module ip_vs"]);
  });
});
