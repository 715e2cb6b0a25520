import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { type ObserveRequest, observeCommand } from "../../../../lib/deploy/host/host-commands";
import { parseObservation } from "../../../../lib/deploy/observe";

describe("an interface that lives by router advertisements", () => {
  /** In a network namespace of its own, where eth7 and wire7 are one cable. */
  const found = async (commands: string, extras: ObserveRequest["extras"] = ["keepalived"]): Promise<readonly string[] | undefined> => {
    const request = { cluster: "www", paths: [], facts: [], extras };
    const { script, stdin } = observeCommand(request);
    const there = "ip link add eth7 type veth peer name wire7 && ip link set eth7 up && ip link set wire7 up";
    const text = execFileSync("unshare", ["-rn", "sh", "-c", `PATH=$PATH:/usr/sbin; ${there} && ${commands} && ${script}`], { input: String(stdin), encoding: "utf8" });
    return (await parseObservation(text, request))?.advertisedInterfaces;
  };
  const accepts = (value: number): string => `echo ${value} >/proc/sys/net/ipv6/conf/eth7/accept_ra`;
  const ROUTE = "ip -6 route add default via fe80::99 dev eth7 proto ra";
  const ADDRESS = "ip -6 address add 2001:db8:7::7/64 dev eth7 nodad mngtmpaddr";

  it.each([
    ["has its default route from there", `${accepts(1)} && ${ROUTE}`, ["eth7"]],
    ["has an address from there", `${accepts(1)} && ${ADDRESS}`, ["eth7"]],
    ["has both", `${accepts(1)} && ${ADDRESS} && ${ROUTE}`, ["eth7"]],
    ["heeds them also while the kernel forwards", `${accepts(2)} && ${ADDRESS} && ${ROUTE}`, []],
    ["leaves them to a daemon", `${accepts(0)} && ${ROUTE}`, []],
    ["heard none", accepts(1), []],
    ["has a default route that somebody gave it", `${accepts(1)} && ip -6 route add default via fe80::99 dev eth7`, []],
  ])("is told of where it %s", async (_what, commands, expected) => {
    expect(await found(commands)).toEqual(expected);
  });

  it("is not looked for where nobody asks", async () => {
    expect(await found(`${accepts(1)} && ${ROUTE}`, [])).toEqual([]);
  });
});
