import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installCommand } from "../../../../lib/deploy/host/host-commands";
import { ScratchHost } from "./scratch-host";

let programs: string;
beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), "lvs-programs-"));
});
afterEach(() => rmSync(programs, { recursive: true, force: true }));

/** Arguments that a package manager is called with on a host where it is the only program. */
function askedOf(manager: "dnf" | "apt-get", packages: readonly string[]): string[] {
  const calls = join(programs, "calls");
  for (const name of [manager, "systemctl"]) writeFileSync(join(programs, name), `#!/bin/sh\necho "${name} $*" >>${calls}\n`, { mode: 0o755 });
  const { script, stdin } = installCommand(packages);
  const input = String(stdin).replace("PATH=/usr/sbin:/usr/bin:/sbin:/bin", `PATH=${programs}`);
  expect(spawnSync("/bin/sh", ["-c", script], { input, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  return readFileSync(calls, "utf8").trimEnd().split("\n");
}

describe("packages", () => {
  it("are asked of dnf (a stand-in; never tried with the real one) by the names they have there", () => {
    expect(askedOf("dnf", ["keepalived", "ipvsadm", "iproute2", "iputils-arping", "kmod", "procps"])).toEqual([
      "dnf install -y -q keepalived ipvsadm iproute iputils kmod procps-ng",
    ]);
  });

  it("that bring a tool which every Debian has are asked of dnf (a stand-in) too", () => {
    expect(askedOf("dnf", ["flock", "tar", "sha256sum", "systemctl", "systemd-run", "base64", "awk"])).toEqual([
      "dnf install -y -q util-linux tar coreutils systemd systemd coreutils gawk",
    ]);
  });

  it("are asked of apt-get (a stand-in) by their Debian names, with the package's own daemon kept from starting", () => {
    expect(askedOf("apt-get", ["keepalived", "iproute2", "iputils-arping"])).toEqual([
      "systemctl mask --quiet keepalived.service",
      "apt-get -o DPkg::Lock::Timeout=120 install -y -q --no-install-recommends keepalived iproute2 iputils-arping",
      "systemctl unmask --quiet keepalived.service",
    ]);
  });

  it("wait for those that another deployment still installs there", async () => {
    const host = await ScratchHost.start();
    try {
      host.must("mkdir -p /run/lvs; (flock 9; echo held >/run/held; sleep 2; echo 'the other one is done' >>/run/calls) 9>/run/lvs/packages.lock </dev/null >/dev/null 2>&1 & until [ -e /run/held ]; do sleep 0.05; done");
      expect(host.run(installCommand(["ipvsadm"]))).toMatchObject({ status: 0 });
      expect(host.must("cat /run/calls").split("\n")).toEqual(["the other one is done", expect.stringMatching(/^apt-get .* install -y .* ipvsadm$/)]);
    } finally {
      host.stop();
    }
  });
});
