import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { observeCommand } from "../../../../lib/deploy/host/host-commands";
import { parseObservation } from "../../../../lib/deploy/observe";

describe("an interface", () => {
  /** In a network namespace of its own, where lo is down. */
  const dead = async (commands: string): Promise<readonly string[] | undefined> => {
    const request = { cluster: "www", paths: [], facts: [] };
    const { script, stdin } = observeCommand(request);
    const text = execFileSync("unshare", ["-rn", "sh", "-c", `PATH=$PATH:/usr/sbin; ip link add eth7 type veth peer name wire7 && ${commands} && ${script}`], { input: String(stdin), encoding: "utf8" });
    return (await parseObservation(text, request))?.deadInterfaces;
  };

  it.each([
    ["is down", "ip link set wire7 up", ["eth7", "lo", "wire7"]],
    ["is up without carrier", "ip link set eth7 up", ["eth7", "lo", "wire7"]],
    ["is up, and so is the other end", "ip link set eth7 up && ip link set wire7 up", ["lo"]],
  ])("that %s", async (_what, commands, expected) => {
    expect([...((await dead(commands)) ?? [])].sort()).toEqual(expected);
  });
});
