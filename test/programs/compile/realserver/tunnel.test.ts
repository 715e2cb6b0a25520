import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RealHost, SHELLS } from "./real-host";

let host: RealHost;
beforeEach(async () => {
  host = await RealHost.start();
  // This machine's kernel may have no ipip; what is proved with a real one is in the lab.
  host.must("ip link add tunl0 type veth peer name wire2; ip link set wire2 up; echo 1 >/proc/sys/net/ipv4/conf/tunl0/rp_filter");
});
afterEach(() => host.stop());

const TUNNEL = ["address 203.0.113.10/32 tunl0", "clamp-mss 203.0.113.10 1440", "link tunl0", "sysctl net.ipv4.conf.tunl0.rp_filter 2"];
const up = (): boolean => host.must("ip -o link show dev tunl0 up").includes("tunl0");
const held = (): string => host.must("ip -o -4 addr show dev tunl0 | awk '{ print $4 }'").trim();
const done = { status: 0, stdout: "", stderr: "" };

describe.each(SHELLS)("a real server behind a tunnel, under %s", (shell) => {
  const clamps = (): string => host.run("clamps", { shell }).stdout.trim();

  it("gets the link up, the VIP on it, a loose reverse path filter and shorter segments; and nothing the second time", () => {
    host.put({ cluster: "www", lines: TUNNEL });
    expect(host.run("apply", { shell })).toEqual(done);
    expect([up(), held(), host.sysctl("net.ipv4.conf.tunl0.rp_filter"), clamps()]).toEqual([true, "203.0.113.10/32", "2", "clamp-mss 203.0.113.10 1440"]);
    expect(host.run("observe www", { shell }).stdout.trim().split("\n")).toEqual(TUNNEL);
    const kernel = host.kernel();
    expect(host.run("plan", { shell })).toEqual(done);
    expect(host.run("apply", { shell })).toEqual(done);
    expect(host.kernel()).toBe(kernel);
  });

  it("does the same for IPv6, in rules of that family, beside what is there for IPv4", () => {
    host.must("ip link add ip6tnl0 type veth peer name wire3; ip link set wire3 up");
    const six = ["address 2001:db8::10/128 ip6tnl0", "clamp-mss 2001:db8::10 1400", "link ip6tnl0"];
    host.put({ cluster: "www", lines: [...TUNNEL, ...six].sort() });
    expect(host.run("apply", { shell })).toEqual(done);
    expect(host.must("ip -o -6 addr show dev ip6tnl0 scope global | awk '{ print $4 }'").trim()).toBe("2001:db8::10/128");
    expect(clamps().split("\n").sort()).toEqual(["clamp-mss 2001:db8::10 1400", "clamp-mss 203.0.113.10 1440"]);
    expect(host.must("nft list table ip6 lvs_real_server")).toMatch(/ip6 saddr 2001:db8::10 tcp flags .*size set 1400/);
    expect(host.run("observe www", { shell }).stdout.trim().split("\n")).toEqual([...TUNNEL, ...six].sort());
    expect(host.run("plan", { shell })).toEqual(done);
    host.put({ cluster: "www", lines: TUNNEL });
    expect(host.run("apply", { shell })).toEqual(done);
    expect([clamps(), host.must("nft list tables ip6; ip -o link show dev ip6tnl0 up")]).toEqual(["clamp-mss 203.0.113.10 1440", ""]);
  });

  it("is left as it was found", () => {
    host.put({ cluster: "www", lines: TUNNEL });
    host.run("apply", { shell });
    expect(host.run("release www", { shell })).toEqual(done);
    expect([up(), held(), host.sysctl("net.ipv4.conf.tunl0.rp_filter"), clamps(), host.record()]).toEqual([false, "", "1", "", ""]);
  });

  it("keeps a link that was up before, when the cluster goes", () => {
    host.must("ip link set tunl0 up");
    host.put({ cluster: "www", lines: TUNNEL });
    host.run("apply", { shell });
    host.run("release www", { shell });
    expect(up()).toBe(true);
  });

  it("changes the length of segments in place, and keeps the other cluster's", () => {
    host.put({ cluster: "www", lines: TUNNEL }, { cluster: "mail", lines: ["clamp-mss 203.0.113.20 1400", "link tunl0"] });
    expect(host.run("apply", { shell })).toEqual(done);
    host.put({ cluster: "www", lines: TUNNEL.map((line) => line.replace("1440", "1360")) });
    expect(host.run("apply", { shell })).toEqual(done);
    expect(clamps().split("\n").sort()).toEqual(["clamp-mss 203.0.113.10 1360", "clamp-mss 203.0.113.20 1400"]);
    host.run("release www", { shell });
    host.drop("www");
    expect([up(), clamps()]).toEqual([true, "clamp-mss 203.0.113.20 1400"]);
  });
});

describe("where a clamp was put in another way before", () => {
  it("it is found and replaced: by the other iptables, or by iptables before there was nft", () => {
    const rule = (bytes: number) => `OUTPUT -s 203.0.113.10/32 -p tcp --tcp-flags SYN,RST SYN -m comment --comment lvs-real-server -j TCPMSS --set-mss ${bytes}`;
    host.put({ cluster: "www", lines: TUNNEL });
    host.must(`iptables-legacy -t mangle -A ${rule(1300)}`);
    host.run("apply");
    expect(host.run("clamps").stdout).toBe("clamp-mss 203.0.113.10 1440\n");
    host.must(`iptables-legacy -t mangle -A ${rule(1440)}`);
    expect(host.run("release www")).toEqual(done);
    expect(host.run("clamps").stdout).toBe("");
    expect(host.must("nft list tables; iptables-legacy -t mangle -S OUTPUT")).not.toContain("lvs");
  });
});

describe("where the link can't be made", () => {
  it("everything else is done, also for other clusters, and what needs the link is said to be left", () => {
    host.must("ip link del tunl0");
    host.put({ cluster: "www", lines: TUNNEL }, { cluster: "mail", lines: ["address 203.0.113.20/32 lo", "sysctl net.ipv4.conf.all.arp_ignore 1"] });
    const { status, stderr } = host.run("apply");
    expect(status).toBe(1);
    expect(stderr).toContain("still to do: link up tunl0");
    expect([host.vips(), host.sysctl("net.ipv4.conf.all.arp_ignore"), host.run("clamps").stdout]).toEqual([["203.0.113.20/32"], "1", "clamp-mss 203.0.113.10 1440\n"]);
    expect(host.run("release mail").status).toBe(1);
    expect(host.vips()).toEqual([]);
  });
});

describe("a record of a newer program", () => {
  it("keeps what this one does not know", () => {
    host.put({ cluster: "www", lines: ["address 203.0.113.20/32 lo"] });
    host.run("apply");
    host.must(`echo "put colour red" >>${host.recordPath}`);
    host.put({ cluster: "www", lines: ["address 203.0.113.21/32 lo"] });
    expect(host.run("apply").status).toBe(0);
    expect(host.record()).toContain("put colour red");
  });
});
