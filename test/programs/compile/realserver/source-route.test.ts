import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RealHost, SHELLS } from "./real-host";

// eth1 has 192.168.1.11 for one cluster, whose NAT router address is .254, and 192.168.1.21 for another one, with .253; the default route leads to the management network.
const WWW = "source-route 192.168.1.11 192.168.1.254 eth1 1280733185";
const MAIL = "source-route 192.168.1.21 192.168.1.253 eth1 1280733195";
const MAIL6 = "source-route fd00:1::11 fd00:1::254 eth1 1280733196";

let host: RealHost;
beforeEach(async () => {
  host = await RealHost.start();
  host.must("ip addr add 192.168.1.21/24 dev eth1; ip route add default via 10.77.0.1 dev eth0");
});
afterEach(() => host.stop());

const way = (to: string, from: string): string => /^\S+ from \S+ (?:via (\S+) )?dev (\S+)/.exec(host.must(`ip route get ${to} from ${from}`))?.slice(1).join(" ") ?? "";

describe.each(SHELLS)("source routes under %s", (shell) => {
  it("lead what leaves from each address to its own cluster's NAT router address, and leave neighbours and all others alone", () => {
    host.put({ cluster: "www", lines: [WWW] }, { cluster: "mail", lines: [MAIL, MAIL6] });
    expect(host.run("apply", { shell })).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(way("198.51.100.1", "192.168.1.11")).toBe("192.168.1.254 eth1");
    expect(way("198.51.100.1", "192.168.1.21")).toBe("192.168.1.253 eth1");
    expect(way("2001:db8::1", "fd00:1::11")).toBe("fd00:1::254 eth1");
    expect(way("192.168.1.77", "192.168.1.21")).toBe(" eth1");
    expect(way("10.77.0.7", "192.168.1.21")).toBe(" eth0");
    expect(way("198.51.100.1", "10.77.0.11")).toBe("10.77.0.1 eth0");
    expect(host.defaultRoutes()).toEqual(["default via 10.77.0.1 dev eth0"]);
    expect(host.run("source-routes", { shell }).stdout.trim().split("\n").sort()).toEqual([MAIL, MAIL6, WWW].sort());
  });

  it("change nothing and write nothing the second time", () => {
    host.put({ cluster: "www", lines: [WWW] });
    host.run("apply", { shell });
    const before = { rules: host.must("ip rule; ip route show table all"), files: host.files() };
    expect(host.run("apply", { shell })).toEqual({ status: 0, stdout: "", stderr: "" });
    expect({ rules: host.must("ip rule; ip route show table all"), files: host.files() }).toEqual(before);
  });

  it("go with their cluster and leave the other's", () => {
    const found = host.must("ip rule; ip -6 rule; ip route show table all; ip -6 route show table all");
    host.put({ cluster: "www", lines: [WWW] }, { cluster: "mail", lines: [MAIL, MAIL6] });
    host.run("apply", { shell });
    host.run("release www", { shell });
    host.drop("www");
    expect(way("198.51.100.1", "192.168.1.11")).toBe("10.77.0.1 eth0");
    expect(way("198.51.100.1", "192.168.1.21")).toBe("192.168.1.253 eth1");
    host.run("release mail", { shell });
    expect(host.must("ip rule; ip -6 rule; ip route show table all; ip -6 route show table all")).toBe(found);
    expect(host.record()).toBe("");
  });

  it("are mended where somebody took a part away, and say so when observed", () => {
    host.put({ cluster: "www", lines: [WWW] });
    host.run("apply", { shell });
    for (const harm of ["ip rule del pref 20999", "ip rule del pref 20998", "ip route del default table 1280733185", "ip route replace default via 192.168.1.7 dev eth1 table 1280733185"]) {
      host.must(harm);
      expect(host.run("observe www", { shell }).stdout).toBe("source-route 192.168.1.11 absent\n");
      expect(host.run("apply", { shell })).toEqual({ status: 0, stdout: "", stderr: "" });
      expect(host.run("observe www", { shell }).stdout).toBe(`${WWW}\n`);
    }
    expect(host.must("ip rule").match(/from 192\.168\.1\.11/g)).toHaveLength(2);
  });

  it("go whole, also where somebody put the same rule once more", () => {
    host.put({ cluster: "www", lines: [WWW] });
    host.run("apply", { shell });
    host.must("ip rule add pref 20999 from 192.168.1.11 lookup 1280733185 protocol static");
    expect(host.run("release www", { shell })).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(host.must("ip rule")).not.toContain("192.168.1.11");
  });

  it("are refused where two clusters want different ones for one address, naming both", () => {
    host.put({ cluster: "www", lines: [WWW] }, { cluster: "mail", lines: [WWW.replace(".254", ".253")] });
    const outcome = host.run("apply", { shell });
    expect(outcome).toEqual({
      status: 5,
      stdout: "",
      stderr: "lvs-real-server: source-route 192.168.1.11: cluster mail wants 192.168.1.253 eth1 1280733185, cluster www wants 192.168.1.254 eth1 1280733185\n",
    });
    expect(host.must("ip rule")).not.toContain("192.168.1.11");
  });
});

it("two addresses of one table are refused: one would go the other's way", () => {
  host.put({ cluster: "www", lines: [WWW] }, { cluster: "mail", lines: [MAIL.replace("1280733195", "1280733185")] });
  const outcome = host.run("apply");
  expect(outcome.status).toBe(5);
  expect(outcome.stderr).toContain("source-table 1280733185: cluster mail wants 192.168.1.21, cluster www wants 192.168.1.11");
});

it("the person who came over the very way that changes is not cut off", () => {
  host.put({ cluster: "www", lines: [WWW] });
  host.run("apply");
  host.put({ cluster: "www", lines: [WWW.replace(".254", ".253")] });
  const refused = host.run("apply", { env: { SSH_CONNECTION: "198.51.100.9 50000 192.168.1.11 22" } });
  expect(refused.status).toBe(6);
  expect(way("198.51.100.1", "192.168.1.11")).toBe("192.168.1.254 eth1");
});

it("the person who came to that very address over another way is not cut off", () => {
  host.put({ cluster: "www", lines: [WWW] });
  const over = (address: string): { SSH_CONNECTION: string } => ({ SSH_CONNECTION: `198.51.100.9 50000 ${address} 22` });
  const refused = host.run("apply", { env: over("192.168.1.11") });
  expect(refused.status).toBe(6);
  expect(refused.stderr).toContain("the SSH client 198.51.100.9 is reached only over the default route");
  expect(host.must("ip rule")).not.toContain("192.168.1.11");
  expect(host.run("apply", { env: over("10.77.0.11") }).status).toBe(0);
});
