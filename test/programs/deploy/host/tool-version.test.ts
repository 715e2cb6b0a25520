import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ChangeVerb, changeCommand, checkCommand, confirmCommand, standDownCommand } from "../../../../lib/deploy/host/host-commands";
import { type RemoteCommand } from "../../../../lib/deploy/host-port";
import { DIRECT } from "./clusters";
import { ScratchHost } from "./scratch-host";

let host: ScratchHost;
beforeEach(async () => {
  host = await ScratchHost.start();
});
afterEach(() => host.stop());

/** A release that an earlier version of the library left here, with its tool: what it holds otherwise is the same, and so is its name. */
async function keptFromBefore(name: string): Promise<string> {
  const digest = await host.stage(DIRECT, name);
  host.must(`cd /var/lib/lvs/clusters/www/releases/${digest}
    printf '#!/bin/sh\\necho an old tool >&2\\nexit 9\\n' >lvs-host
    sum=$(sha256sum lvs-host); sed -i "s:.*  lvs-host$:$sum:" manifest; sha256sum --quiet -c manifest`);
  expect(await host.stage(DIRECT, name)).toBe(digest);
  return digest;
}

const change = (verb: ChangeVerb) => (digest: string) => changeCommand(verb, { cluster: "www", digest });

describe("a release that is kept from an earlier version of the library", () => {
  it.each([
    ["router", "lvs1", [(digest: string) => checkCommand("www", digest), change("activate")]],
    ["real server", "web1", [(digest: string) => checkCommand("www", digest), change("prepare"), change("finish")]],
  ])("is put to work on a %s by the tool of this version", async (_role, name, commands) => {
    const digest = await keptFromBefore(name);
    for (const command of commands) expect(host.run(command(digest)).stderr).not.toContain("old tool");
    expect(host.link("current")).toBe(digest);
    expect(host.run(confirmCommand("www", digest))).toMatchObject({ status: 0 });
  });
});

describe("a change that was cut off on its way to the host", () => {
  it.each(["activate", "stand-down"] as const)("does nothing (%s)", async (verb) => {
    const digest = await host.stage(DIRECT);
    const whole = verb === "activate" ? change(verb)(digest) : standDownCommand("www");
    const half: RemoteCommand = { ...whole, stdin: String(whole.stdin).slice(0, -40) };
    if (verb === "stand-down") host.run(change("activate")(digest));
    const before = host.must("ls -R /var/lib/lvs /run/up || true");
    expect(host.run(half).status).not.toBe(0);
    expect(host.must("ls -R /var/lib/lvs /run/up || true")).toBe(before);
    expect(host.run(whole)).toMatchObject({ status: 0 });
  });
});
