import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROGRAM, RealHost, requireProgram, SHELLS } from "./real-host";

let host: RealHost;
beforeEach(async () => {
  host = await RealHost.start();
});
afterEach(() => host.stop());

const LINES = [
  "address 203.0.113.10/32 lo",
  "address 2001:db8::10/128 lo",
  "default-route 192.168.1.254 eth1",
  "sysctl net.ipv4.conf.all.arp_announce 2",
  "sysctl net.ipv4.conf.all.arp_ignore 1",
];

it("is clean under shellcheck as POSIX sh", () => {
  const { status, stdout } = spawnSync(requireProgram("shellcheck"), ["-s", "sh", "-o", "check-unassigned-uppercase,deprecate-which", PROGRAM], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});

describe.each(SHELLS)("lvs-real-server under %s", (shell) => {
  it("changes nothing and writes nothing the second time", () => {
    host.put({ cluster: "www", lines: LINES });
    host.run("apply", { shell });
    const before = { kernel: host.kernel(), files: host.files() };
    expect(host.run("apply", { shell })).toEqual({ status: 0, stdout: "", stderr: "" });
    expect({ kernel: host.kernel(), files: host.files() }).toEqual(before);
  });

  it("plans exactly what apply then does, and changes nothing by planning", () => {
    host.put({ cluster: "www", lines: LINES });
    const before = { kernel: host.kernel(), files: host.files() };
    const planned = host.run("plan", { shell });
    expect(planned.status).toBe(0);
    expect({ kernel: host.kernel(), files: host.files() }).toEqual(before);
    // Doing by hand what was planned leaves nothing for apply to do.
    host.must(planned.stdout);
    const byHand = host.kernel();
    expect(host.run("plan", { shell }).stdout).toBe("");
    host.run("apply", { shell });
    expect(host.kernel()).toBe(byHand);
  });

  it("observes each line of a cluster's expected state, in its order and format", () => {
    const lines = [...LINES, "sysctl net.ipv4.conf.eth9.arp_ignore 1", "default-route fd00:1::254 eth1"];
    host.put({ cluster: "www", lines });
    host.must("ip addr add 203.0.113.10/32 dev lo; ip route add default via 10.77.0.1 dev eth0 metric 5; echo 1 >/proc/sys/net/ipv4/conf/all/arp_announce");
    expect(host.run("observe www", { shell })).toEqual({
      status: 0,
      stderr: "",
      stdout: [
        "address 203.0.113.10/32 lo",
        "address 2001:db8::10/128 lo absent",
        "default-route 10.77.0.1 eth0",
        "sysctl net.ipv4.conf.all.arp_announce 1",
        "sysctl net.ipv4.conf.all.arp_ignore 0",
        "sysctl net.ipv4.conf.eth9.arp_ignore absent",
        "default-route none -",
        "",
      ].join("\n"),
    });
  });

  it("observes what it applied as exactly the expected state", () => {
    host.put({ cluster: "www", lines: LINES }, { cluster: "mail", lines: ["address 203.0.113.20/32 lo"] });
    host.run("apply", { shell });
    expect(host.run("observe www", { shell }).stdout.trim().split("\n")).toEqual(LINES);
    expect(host.run("observe", { shell }).stdout.trim().split("\n")).toEqual([...LINES, "address 203.0.113.20/32 lo"].sort());
    expect(host.run("observe nosuch", { shell })).toMatchObject({ status: 3, stdout: "" });
  });

  it("observes units by what systemctl says of them", () => {
    host.put({ cluster: "www", lines: ["unit lvs-real-server-www.service"] });
    // The one stand-in: a namespace has no service manager. The lab runs the real one.
    const directory = host.path("/bin");
    host.must(`mkdir ${directory}`);
    writeFileSync(join(directory, "systemctl"), '#!/bin/sh\ncase "$*" in "is-enabled lvs-real-server-www.service") echo enabled ;; "is-active lvs-real-server-www.service") echo failed; exit 3 ;; *) exit 9 ;; esac\n', { mode: 0o755 });
    expect(host.run("observe www", { shell, env: { PATH: `${directory}:${process.env.PATH}` } }).stdout).toBe("unit lvs-real-server-www.service enabled failed\n");
  });

  it("waits for another run, and names it when it does not end in time", () => {
    host.put({ cluster: "www", lines: LINES });
    // A run that hangs, because its `ip` does.
    const directory = host.path("/bin");
    const marker = host.path("/hanging");
    host.must(`mkdir ${directory}`);
    writeFileSync(join(directory, "ip"), `#!/bin/sh\n[ "$1" != -o ] || { : >${marker}; exec sleep 30; }\nexec ${requireProgram("ip")} "$@"\n`, { mode: 0o755 });
    const holder = host.background("apply", { shell, env: { PATH: `${directory}:${process.env.PATH}` } });
    try {
      host.must(`until [ -e ${marker} ]; do sleep 0.05; done`);
      const outcome = host.run("--wait 1 apply", { shell });
      expect(outcome.status).toBe(4);
      expect(outcome.stderr).toBe(
        `lvs-real-server: another run did not end within 1 s; ${host.path("/run/lvs/real-server.lock")} is held by process ${holder.pid} (${shell} ${PROGRAM} apply)\n`,
      );
    } finally {
      process.kill(-Number(holder.pid), "SIGKILL");
    }
    expect(host.run("--wait 5 apply", { shell }).status).toBe(0);
  });

  it("does its own part as soon as another run has ended", () => {
    host.put({ cluster: "www", lines: LINES }, { cluster: "mail", lines: ["address 203.0.113.20/32 lo"] });
    const directory = host.path("/bin");
    const [marker, go] = [host.path("/hanging"), host.path("/go")];
    host.must(`mkdir ${directory}`);
    writeFileSync(join(directory, "ip"), `#!/bin/sh\n[ "$1" != -o ] || { : >${marker}; until [ -e ${go} ]; do sleep 0.05; done; }\nexec ${requireProgram("ip")} "$@"\n`, { mode: 0o755 });
    host.background("apply", { shell, env: { PATH: `${directory}:${process.env.PATH}` } });
    host.must(`until [ -e ${marker} ]; do sleep 0.05; done; (sleep 1.5; : >${go}) </dev/null >/dev/null 2>&1 &`);
    expect(host.run("--for mail --wait 20 apply", { shell })).toMatchObject({ status: 0, stderr: "" });
    expect(existsSync(go)).toBe(true);
    expect(host.must("ip -4 -o address show dev lo")).toContain("203.0.113.20/32");
  });

  it("explains itself when called wrongly", () => {
    for (const args of ["", "frobnicate", "release", "release ../www", "apply www", "--wait soon apply"]) {
      const outcome = host.run(args, { shell });
      expect(outcome, args).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("usage: lvs-real-server") });
    }
  });

  it("documents every exit code in --help", () => {
    const { status, stdout } = host.run("--help", { shell });
    expect(status).toBe(0);
    expect(stdout.match(/^ {2}\d {2}/gm)).toEqual(["  0  ", "  1  ", "  2  ", "  3  ", "  4  ", "  5  ", "  6  "]);
  });
});

describe("the SSH client that started it", () => {
  const client = (address: string): Record<string, string> => ({ SSH_CONNECTION: `${address} 50000 10.77.0.11 22` });

  beforeEach(() => {
    host.must("ip route add default via 10.77.0.1 dev eth0");
    host.put({ cluster: "www", lines: LINES });
  });

  it("is not cut off: a client reached only over the default route that would go is a refusal", () => {
    const before = host.kernel();
    for (const verb of ["plan", "apply"]) {
      const outcome = host.run(verb, { env: client("198.51.100.7") });
      expect(outcome.status).toBe(6);
      expect(outcome.stderr).toContain("ip -4 route add 198.51.100.7 via 10.77.0.1 dev eth0");
    }
    expect(host.kernel()).toBe(before);
  });

  it("may be cut off by the word of somebody who thought about it", () => {
    expect(host.run("--allow-cut-off apply", { env: client("198.51.100.7") }).status).toBe(0);
    expect(host.defaultRoutes()).toEqual(["default via 192.168.1.254 dev eth1"]);
  });

  it.each([
    ["on a connected network", "10.77.0.1", "true"],
    ["behind a route of its own", "198.51.100.7", "ip route add 198.51.100.0/24 via 10.77.0.1 dev eth0"],
    ["behind policy routing", "198.51.100.7", "ip route add default via 10.77.0.1 dev eth0 table 100; ip rule add from 10.77.0.11 lookup 100"],
  ])("is no reason to refuse %s", (_where, address, preparation) => {
    host.must(preparation);
    expect(host.run("apply", { env: client(address) })).toMatchObject({ status: 0, stderr: "" });
  });

  it("is no reason to refuse when the route is already ours", () => {
    host.run("apply");
    expect(host.run("apply", { env: client("198.51.100.7") }).status).toBe(0);
  });
});

it("reports a failed step with its command, does the rest, and ends with 1", () => {
  host.put({ cluster: "www", lines: ["address 203.0.113.10/32 lo", "default-route 198.18.0.1 eth1"] });
  const outcome = host.run("apply");
  expect(outcome.status).toBe(1);
  expect(outcome.stderr).toContain("failed: ip -4 route replace default via 198.18.0.1 dev eth1 metric 0: ");
  expect(outcome.stderr).toContain("still to do: ip -4 route replace default via 198.18.0.1 dev eth1 metric 0\n");
  expect(host.vips()).toEqual(["203.0.113.10/32"]);
});
