import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RealHost, SHELLS, type Shell } from "./real-host";

let host: RealHost;
beforeEach(async () => {
  host = await RealHost.start();
});
afterEach(() => host.stop());

describe("what lvs-real-server found", () => {
  const roundTrip = (lines: readonly string[], shell: Shell = "dash"): { before: string; between: string; after: string } => {
    host.put({ cluster: "www", lines });
    const before = host.kernel();
    expect(host.run("apply", { shell })).toMatchObject({ status: 0, stderr: "" });
    const between = host.kernel();
    expect(host.run("release www", { shell })).toMatchObject({ status: 0, stderr: "" });
    return { before, between, after: host.kernel() };
  };

  it.each(SHELLS)("comes back: sysctls, also of an interface with a dot in its name, to values that are not the kernel's defaults (%s)", (shell) => {
    host.must("ip link add eth1.7 type veth peer name wire17; echo 2 >/proc/sys/net/ipv4/conf/eth1.7/arp_ignore; echo 1 >/proc/sys/net/ipv4/conf/all/arp_announce");
    const { before, between, after } = roundTrip(["sysctl net/ipv4/conf/eth1.7/arp_ignore 1", "sysctl net.ipv4.conf.all.arp_announce 2", "address 203.0.113.10/32 lo"], shell);
    expect(between).toContain("ipv4/conf/eth1.7/arp_ignore:1");
    expect(between).toContain("ipv4/conf/all/arp_announce:2");
    expect(after).toBe(before);
  });

  it("is used when it is right already, and left in the end: an address, a sysctl, a route", () => {
    host.must("ip addr add 203.0.113.10/32 dev lo; echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore; ip route add default via 192.168.1.254 dev eth1 metric 50");
    const { before, between, after } = roundTrip([
      "address 203.0.113.10/32 lo",
      "address 203.0.113.11/32 lo",
      "sysctl net.ipv4.conf.all.arp_ignore 1",
      "default-route 192.168.1.254 eth1",
    ]);
    expect(between).toContain("203.0.113.11/32");
    expect(after).toBe(before);
    expect(host.vips()).toEqual(["203.0.113.10/32"]);
  });

  it.each(SHELLS)("comes back: the default route with all its attributes, while those with other metrics stay, outranked (%s)", (shell) => {
    host.must(`ip route add default via 10.77.0.1 dev eth0 proto static src 10.77.0.11 mtu 1400 advmss 1300
      ip route append default via 10.77.0.2 dev eth0
      ip route add default via 10.77.0.3 dev eth0 proto dhcp metric 100
      ip route add default metric 200 nexthop via 10.77.0.4 dev eth0 weight 2 nexthop via 192.168.1.250 dev eth1`);
    const found = host.defaultRoutes();
    const { before, after } = roundTrip(["default-route 192.168.1.254 eth1"], shell);
    expect(after).toBe(before);
    host.run("apply", { shell });
    expect(host.defaultRoutes()).toEqual(["default via 192.168.1.254 dev eth1", ...found.slice(1)]);
    expect(host.must("ip route get 198.51.100.1")).toContain("via 192.168.1.254 dev eth1");
    expect(host.must("ip route get 10.77.0.1")).toMatch(/^10\.77\.0\.1 dev eth0/);
  });

  it("is only outranked: the IPv6 default route of a router advertisement", () => {
    host.must("ip -6 route add default via fd00:1::1 dev eth1 proto ra metric 1024");
    const { before, between, after } = roundTrip(["default-route fd00:1::254 eth1", "address 2001:db8::10/128 lo"]);
    expect(between).toMatch(/inet6 2001:db8::10\/128 scope global nodad/);
    expect(after).toBe(before);
    host.run("apply");
    expect(host.must("ip -6 route get 2001:db8:ffff::1")).toContain("via fd00:1::254");
  });

  it.each([
    ["several next hops", "default metric 1 nexthop via fd00:1::1 dev eth1 weight 1 nexthop via fd00:1::2 dev eth1 weight 1"],
    ["an address that leads nowhere", "unreachable default metric 1"],
  ])("comes back: an IPv6 default route of our own metric (%s)", (_what, route) => {
    host.must(`ip -6 route add ${route}`);
    const { before, after } = roundTrip(["default-route fd00:1::254 eth1"]);
    expect(after).toBe(before);
  });

  it("comes back: a route over a nexthop object", () => {
    host.must("ip nexthop add id 5 via 10.77.0.1 dev eth0; ip route add default nhid 5");
    const { before, after } = roundTrip(["default-route 192.168.1.254 eth1"]);
    expect(after).toBe(before);
  });

  it("comes back after the gateway changed, even when the link had lost our route in between", () => {
    host.must("ip route add default via 10.77.0.1 dev eth0");
    host.put({ cluster: "www", lines: ["default-route 192.168.1.254 eth1"] });
    host.run("apply");
    host.put({ cluster: "www", lines: ["default-route 192.168.1.253 eth1"] });
    host.run("apply");
    expect(host.defaultRoutes()).toEqual(["default via 192.168.1.253 dev eth1"]);
    host.must("ip link set eth1 down");
    expect(host.defaultRoutes()).toEqual([]);
    expect(host.run("apply").status).toBe(1);
    host.must("ip link set eth1 up");
    expect(host.run("apply").status).toBe(0);
    expect(host.defaultRoutes()).toEqual(["default via 192.168.1.253 dev eth1"]);
    host.run("release www");
    expect(host.defaultRoutes()).toEqual(["default via 10.77.0.1 dev eth0"]);
  });

  it("does not come back over what somebody else changed meanwhile", () => {
    host.put({ cluster: "www", lines: ["default-route 192.168.1.254 eth1", "sysctl net.ipv4.conf.all.arp_ignore 1"] });
    host.run("apply");
    host.must("ip route replace default via 10.77.0.9 dev eth0; echo 8 >/proc/sys/net/ipv4/conf/all/arp_ignore");
    expect(host.run("release www").status).toBe(0);
    expect(host.defaultRoutes()).toEqual(["default via 10.77.0.9 dev eth0"]);
    expect(host.sysctl("net.ipv4.conf.all.arp_ignore")).toBe("8");
    expect(host.record()).toBe("");
  });

  it("is not mixed up with what somebody else changed while a cluster wants it: that is repaired", () => {
    host.put({ cluster: "www", lines: ["address 203.0.113.10/32 lo", "default-route 192.168.1.254 eth1", "sysctl net.ipv4.conf.all.arp_ignore 1"] });
    host.run("apply");
    host.must("ip addr del 203.0.113.10/32 dev lo; ip route del default; echo 0 >/proc/sys/net/ipv4/conf/all/arp_ignore");
    expect(host.run("apply").status).toBe(0);
    expect(host.vips()).toEqual(["203.0.113.10/32"]);
    expect(host.defaultRoutes()).toEqual(["default via 192.168.1.254 dev eth1"]);
    expect(host.sysctl("net.ipv4.conf.all.arp_ignore")).toBe("1");
  });
});
