import { afterEach, beforeEach, expect, it } from "vitest";
import { RealHost, requireProgram } from "./real-host";

let host: RealHost;
beforeEach(async () => {
  host = await RealHost.start();
});
afterEach(() => host.stop());

const QUIET = ["sysctl net.ipv4.conf.all.arp_announce 2", "sysctl net.ipv4.conf.all.arp_ignore 1", "sysctl net.ipv4.conf.eth1.arp_announce 2", "sysctl net.ipv4.conf.eth1.arp_ignore 1"];
const VIP = "192.168.1.100";

const answers = (address: string): boolean => host.neighbourTries(`${requireProgram("arping")} -q -f -c 2 -w 1 -I wire1 ${address}`).status === 0;

it("answers ARP for its own address and not for the VIP; without the sysctls it would", () => {
  host.must(`ip addr add ${VIP}/32 dev lo`);
  expect(answers(VIP)).toBe(true);
  host.must(`ip addr del ${VIP}/32 dev lo`);
  host.put({ cluster: "www", lines: [`address ${VIP}/32 lo`, ...QUIET] });
  host.run("apply");
  expect(host.vips()).toEqual([`${VIP}/32`]);
  expect(answers("192.168.1.11")).toBe(true);
  expect(answers(VIP)).toBe(false);
});

it("does not tell the VIP's address in its own ARP requests; without the sysctls it would", () => {
  const ping = `${requireProgram("busybox")} ping -c 1 -W 1 -I ${VIP} 192.168.1.254 >/dev/null || true`;
  const learned = (): boolean => {
    host.must(`ip neigh flush dev eth1; ${ping}`);
    return host.mustNeighbour("ip neigh show dev wire1").includes(`${VIP} lladdr`);
  };
  host.must(`ip addr add ${VIP}/32 dev lo`);
  expect(learned()).toBe(true);
  host.must(`ip addr del ${VIP}/32 dev lo`);
  host.mustNeighbour("ip neigh flush dev wire1");
  // The neighbour must not ask for the VIP either, or it would learn of the silence only.
  host.put({ cluster: "www", lines: [`address ${VIP}/32 lo`, ...QUIET] });
  host.run("apply");
  expect(learned()).toBe(false);
});

it("quiets ARP before a VIP appears, and restores it only after the VIP is gone", () => {
  host.put({ cluster: "www", lines: [`address ${VIP}/32 lo`, "default-route 192.168.1.254 eth1", ...QUIET] });
  expect(host.run("plan").stdout.trim().split("\n")).toEqual([
    "sysctl -w net/ipv4/conf/all/arp_announce=2",
    "sysctl -w net/ipv4/conf/all/arp_ignore=1",
    "sysctl -w net/ipv4/conf/eth1/arp_announce=2",
    "sysctl -w net/ipv4/conf/eth1/arp_ignore=1",
    `ip -4 addr add ${VIP}/32 dev lo`,
    "ip -4 route replace default via 192.168.1.254 dev eth1 metric 0",
  ]);
  host.run("apply");
  host.drop("www");
  expect(host.run("plan").stdout.trim().split("\n")).toEqual([
    `ip -4 addr del ${VIP}/32 dev lo`,
    "ip -4 route del default via 192.168.1.254 dev eth1 metric 0",
    "sysctl -w net/ipv4/conf/all/arp_announce=0",
    "sysctl -w net/ipv4/conf/all/arp_ignore=0",
    "sysctl -w net/ipv4/conf/eth1/arp_announce=0",
    "sysctl -w net/ipv4/conf/eth1/arp_ignore=0",
  ]);
});

it("adds no VIP when ARP could not be quieted, but does the rest, and says both", () => {
  host.put({ cluster: "www", lines: [`address ${VIP}/32 lo`, "sysctl net.ipv4.conf.eth1.arp_ignore 1", "default-route 192.168.1.254 eth1"] });
  const refusing = host.path("/refusing");
  host.must(`mkdir -p ${refusing}; printf '#!/bin/sh\\necho no >&2; exit 1\\n' >${refusing}/sysctl; chmod 755 ${refusing}/sysctl`);
  const outcome = host.run("apply", { env: { PATH: `${refusing}:${process.env["PATH"] ?? ""}` } });
  expect(outcome.status).toBe(1);
  expect(outcome.stderr).toContain("failed: sysctl -w net/ipv4/conf/eth1/arp_ignore=1: ");
  expect(outcome.stderr).toContain(`skipped, because ARP is not quiet: ip -4 addr add ${VIP}/32 dev lo`);
  expect(host.vips()).toEqual([]);
  expect(host.defaultRoutes()).toEqual(["default via 192.168.1.254 dev eth1"]);
});
