import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { Duration, INTERFACE_NAME_MAX, isInterfaceName, isLabelOf, isPort, parseMacAddress } from "../../../lib/net";

describe("isInterfaceName", () => {
  const good = ["eth0", "eth0.100", "bond-lan", "wg_0", "br+x", "a", "123456789012345", "enp0s31f6", "a..b", "..."];
  const bad = ["", "1234567890123456", ".", "..", "eth0:1", "eth 0", "eth/0", "all", "default", "eth0\n", 'eth"0', "eth#0", "ethé"];

  it.each(good)("takes %j", (name) => expect(isInterfaceName(name)).toBe(true));
  it.each(bad)("refuses %j", (name) => expect(isInterfaceName(name)).toBe(false));

  it("takes nothing that the kernel refuses", () => {
    const script = good.map((name) => `ip link add name '${name}' type bridge || echo '${name}'`).join("\n");
    const refused = spawnSync("unshare", ["-rn", "sh", "-c", script], { encoding: "utf8" });
    expect(refused.stderr).toBe("");
    expect(refused.stdout).toBe("");
  });

  it.each(["1234567890123456", ".", "..", "all", "default", "eth/0"])("refuses %j like the kernel", (name) => {
    expect(spawnSync("unshare", ["-rn", "ip", "link", "add", "name", name, "type", "bridge"]).status).not.toBe(0);
  });

  it("knows the kernel's limit", () => expect(INTERFACE_NAME_MAX).toBe("123456789012345".length));
});

describe("isLabelOf", () => {
  it.each([
    ["eth0:1", "eth0", true],
    ["eth0:vip-www", "eth0", true],
    ["eth0:", "eth0", false],
    ["eth0", "eth0", false],
    ["eth1:1", "eth0", false],
    ["eth0.1:1", "eth0", false],
    ["eth0:1:2", "eth0", false],
    ["eth0:1 2", "eth0", false],
    ["eth0:1234567890", "eth0", true],
    ["eth0:12345678901", "eth0", false],
  ])("%s for %s: %s", (label, name, expected) => expect(isLabelOf(label, name)).toBe(expected));
});

describe("isPort", () => {
  it.each([1, 80, 65535])("takes %d", (port) => expect(isPort(port)).toBe(true));
  it.each([0, -1, 65536, 80.5, NaN, Infinity])("refuses %d", (port) => expect(isPort(port)).toBe(false));
});

describe("parseMacAddress", () => {
  it.each([
    ["02:00:5e:00:01:0a", "02:00:5e:00:01:0a"],
    ["02-00-5E-00-01-0A", "02:00:5e:00:01:0a"],
    ["02:00-5e:00:01:0a", undefined],
    ["02:00:5e:00:01", undefined],
    ["02:00:5e:00:01:0a:0b", undefined],
    ["02:00:5e:00:01:0g", undefined],
    ["2:0:5e:0:1:a", undefined],
    ["0200.5e00.010a", undefined],
    ["02:00:5e:00:01:0a\n", undefined],
  ])("%j is %j", (text, expected) => expect(parseMacAddress(text)).toBe(expected));
});

describe("Duration", () => {
  it("is one length of time in whatever unit it was given", () => {
    expect([Duration.millis(1500), Duration.seconds(1.5), Duration.minutes(0.025)].map((one) => one.toMillis())).toEqual([1500, 1500, 1500]);
    expect(Duration.millis(200).toSeconds()).toBe(0.2);
    expect(Duration.minutes(2).toSeconds()).toBe(120);
  });

  it("is kept in whole milliseconds when given in seconds, though 0.29 is none in binary", () => {
    expect(Duration.seconds(0.29).toMillis()).toBe(290);
    expect(Duration.seconds(1.1).toMillis()).toBe(1100);
  });
});
