import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { observeCommand } from "../../../../lib/deploy/host/host-commands";
import { parseObservation } from "../../../../lib/deploy/observe";

describe("a kernel setting of an interface with a dot in its name", () => {
  const observed = async (value: number, ...facts: string[]): Promise<readonly string[] | undefined> => {
    const request = { cluster: "www", paths: [], facts };
    const { script, stdin } = observeCommand(request);
    const host = `ip link add eth0.100 type veth peer name wire100 && echo ${value} >/proc/sys/net/ipv4/conf/eth0.100/arp_ignore && ${script}`;
    const text = execFileSync("unshare", ["-rn", "sh", "-c", `PATH=$PATH:/usr/sbin; ${host}`], { input: String(stdin), encoding: "utf8" });
    return (await parseObservation(text, request))?.facts;
  };

  it("is found, though sysctl names it otherwise than it was asked", async () => {
    expect(await observed(1, "sysctl net/ipv4/conf/eth0.100/arp_ignore 1")).toEqual(["sysctl net/ipv4/conf/eth0.100/arp_ignore 1"]);
    expect(await observed(0, "sysctl net/ipv4/conf/eth0.100/arp_ignore 1")).toEqual(["sysctl net/ipv4/conf/eth0.100/arp_ignore 0"]);
  });

  it("may be stricter than wanted, when it is about ARP", async () => {
    expect(await observed(2, "sysctl net/ipv4/conf/eth0.100/arp_ignore 1")).toEqual(["sysctl net/ipv4/conf/eth0.100/arp_ignore 1"]);
  });
});
